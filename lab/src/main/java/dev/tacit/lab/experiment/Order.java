package dev.tacit.lab.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tacit.lab.store.JsonFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run as text, for another process or machine: an experiment of one optimizer and one seed with
 * every setting written out, which is planned there and must become the same run, hash for hash.
 * That holds wherever the run's settings came from (a file, a grid, a choice among others): the
 * order is written from the settings.
 *
 * @param document an experiment as a file may hold it, YAML
 * @param hash what the run's must be
 * @param folder name of the run's directory in its experiment's
 * @param names under which the run is known where it was planned
 */
public record Order(String document, String hash, String folder, List<PlannedRun.Name> names) {
  private static final String FILE = "the order";
  private static final String DATA = "data";

  /** Copies the names. */
  public Order {
    names = List.copyOf(names);
  }

  /** The order for a run that belongs into a directory. */
  public static Order of(ExperimentDirectory directory, PlannedRun run) {
    return new Order(
        document(directory.experiment().name(), run),
        run.hash(),
        directory.of(run).getFileName().toString(),
        run.names());
  }

  private static String document(String experiment, PlannedRun run) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", experiment);
    all.putAll(run.settings().resolved());
    Object rule = all.remove("optimizer");
    Object seed = all.remove("seed");
    String dir = run.settings().data().dir();
    if (dir != null) { // the far side may work elsewhere
      all.put(DATA, with(all.get(DATA), Map.of("dir", Path.of(dir).toAbsolutePath().toString())));
    }
    if (run.settings().model().module() != null) {
      String module = run.settings().model().module().file();
      all.put(
          "model",
          with(
              all.get("model"),
              Map.of("module", ModuleFile.path(module).toAbsolutePath().toString())));
    }
    if (run.settings().isAnalysis()) {
      all.put(WeightsSettings.KEY, run.settings().weights().absolute().resolved());
    }
    all.put("train", with(all.get("train"), run.settings().train().habits()));
    all.put("optimizers", Map.of(run.optimizer(), rule));
    all.put("seeds", List.of(seed));
    StringBuilder document = new StringBuilder();
    all.forEach(
        (key, value) ->
            document.append(key).append(": ").append(FlowYaml.text(value)).append('\n'));
    return document.toString();
  }

  private static Map<String, Object> with(Object section, Map<String, Object> more) {
    Map<String, Object> all = new LinkedHashMap<>();
    ((Map<?, ?>) section).forEach((key, value) -> all.put(String.valueOf(key), value));
    all.putAll(more);
    return all;
  }

  /** All of it as text. */
  public String text() {
    return JsonFiles.pretty(this);
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IOException if it is no order
   */
  public static Order read(String text) throws IOException {
    Order order;
    try {
      order = JsonFiles.JSON.readValue(text, Order.class);
    } catch (JsonProcessingException e) {
      throw JsonFiles.damaged(Path.of("an order"), "one run as text", e);
    }
    if (order == null || order.document == null || order.hash == null || order.folder == null) {
      throw new IOException("an order: one run as text is expected, found something else");
    }
    return order;
  }

  /** The experiment of this one run, on whose files nothing was checked. */
  Experiment experiment() {
    return Experiment.read(document, FILE, List.of(), null);
  }

  /**
   * Plans the run again.
   *
   * @param cache where files that a user brought are read: they are part of what the run is
   * @return the run that was ordered, under all its names
   * @throws IOException if files are missing or damaged, or it would be another run: with other
   *     files, or by another version of the program
   */
  public PlannedRun plan(DataCache cache) throws IOException {
    List<PlannedRun> runs = experiment().identified(cache).runs();
    PlannedRun planned = runs.get(0);
    if (runs.size() != 1 || !planned.hash().equals(hash)) {
      String dir = planned.settings().data().dir();
      throw new IOException(
          "run "
              + folder
              + " would be another one here ("
              + planned.hash()
              + ", not "
              + hash
              + "): "
              + (dir == null ? "" : "the files in " + dir + " are others, or ")
              + "this is another version of Tacit than the one that ordered it");
    }
    return new PlannedRun(names, planned.settings(), hash);
  }
}
