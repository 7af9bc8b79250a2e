package dev.tacit.lab.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is asked of weights that another program trained, as the experiment that it is: one that has
 * {@code weights} and trains nothing.
 *
 * @param name of the experiment
 * @param model a module's file or, in braces, a model as an experiment's file has it
 * @param weights files, directories or patterns; none for what a module came with
 * @param data a set's name, an {@code .npz} or {@code .csv} file, a directory with files of the
 *     usual names or, in braces, data as an experiment's file has it
 * @param loss its name; null for the usual one
 * @param optimizer as an experiment's file has it; null for {@link #USUAL_RULE}
 * @param states of the optimizer, files with the weights' numbers; none without
 * @param batch examples in a batch; null for the usual number
 * @param seeds of batches and draws; null for one
 * @param probes names, or a preset's; none for the preset standard
 */
public record Analysis(
    String name,
    String model,
    List<String> weights,
    String data,
    String loss,
    String optimizer,
    List<String> states,
    Integer batch,
    Integer seeds,
    List<String> probes) {
  /** What thresholds and implicit terms are of unless said otherwise. */
  public static final String USUAL_RULE = "{rule: sgd, lr: 0.001}";

  private static final String NOISE = "gradient/frozen";
  private static final Set<String> PRESETS = Set.of("cheap", "standard", "full");
  private static final String NAME = "name";
  private static final List<List<String>> NAMES =
      List.of(
          List.of("x_train", "y_train", "x_test", "y_test"), List.of("x", "y", "x_test", "y_test"));

  /**
   * The experiment.
   *
   * @param overrides {@code key=value} pairs, as of a file
   * @throws SettingsException for what cannot be
   * @throws IOException if a file of data cannot be read
   */
  public Experiment experiment(List<String> overrides) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(NAME, name);
    all.put("title", "Weights that another program trained");
    boolean tested = data(all);
    all.put(
        "model", model.strip().startsWith("{") ? plain(model, "--model") : Map.of("module", model));
    Map<String, Object> grid = new LinkedHashMap<>();
    if (weights.size() > 1 && weights.stream().anyMatch(file -> !WeightsSettings.hasNumber(file))) {
      if (!states.isEmpty()) {
        throw new SettingsException(
            "--optimizer-state",
            "is found by the numbers of epochs, and "
                + String.join(", ", weights)
                + " are not all numbered; analyse each with its own");
      }
      grid.put(WeightsSettings.KEY, weights);
    } else {
      all.put(
          WeightsSettings.KEY,
          weights.isEmpty()
              ? WeightsSettings.OWN
              : states.isEmpty() ? weights : Map.of("files", weights, "optimizer", states));
    }
    if (!grid.isEmpty()) {
      all.put("grid", grid);
    }
    if (loss != null) {
      all.put("loss", loss);
    }
    Map<String, Object> train = new LinkedHashMap<>();
    if (batch != null) {
      train.put("batch", batch);
    }
    all.put("train", train);
    Object rule = plain(optimizer == null ? USUAL_RULE : optimizer, "--optimizer");
    Object ruleName = rule instanceof Map<?, ?> map ? map.get("rule") : rule;
    all.put("optimizers", Map.of(String.valueOf(ruleName), rule));
    all.put("probes", probes(tested));
    if (seeds != null) {
      all.put("seeds", seeds);
    }
    try {
      String text = JsonFiles.JSON.writeValueAsString(all);
      return Experiment.read(text, "analyse", overrides, null);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object plain(String text, String where) {
    return Node.parseValue(text, where).plain();
  }

  private Map<String, Object> probes(boolean tested) {
    Map<String, Object> asked = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(probes);
    String preset = names.stream().filter(PRESETS::contains).findFirst().orElse(null);
    names.remove(preset);
    asked.put("preset", preset != null ? preset : names.isEmpty() ? "standard" : "none");
    names.forEach(probe -> asked.put(probe, "every epoch"));
    if (asked.get("preset").equals("standard")) {
      asked.putIfAbsent(NOISE, "every epoch"); // what a training measures on its way
    }
    if (!tested) {
      for (String probe : List.of("test/loss", "test/error")) {
        if (!names.contains(probe)) {
          asked.put(probe, "off");
        }
      }
    }
    return asked;
  }

  /** A table without test examples: there must be some, and nobody looks at them. */
  private static Map<String, Object> table(Path file) {
    String name = file.getFileName().toString();
    Map<String, Object> csv = new LinkedHashMap<>();
    csv.put(NAME, "csv");
    csv.put("dir", file.toAbsolutePath().getParent().toString());
    csv.put("trainFile", name);
    csv.put("testFile", name);
    return csv;
  }

  /** Which of our sets of own files lies in a directory under its usual names. */
  private static String kind(Path directory) {
    Map<String, String> first = new LinkedHashMap<>();
    first.put("npy", "x_train.npy");
    first.put("npz", "data.npz");
    first.put("csv", "train.csv");
    first.put("idx", "train-images-idx3-ubyte");
    for (Map.Entry<String, String> kind : first.entrySet()) {
      Path file = directory.resolve(kind.getValue());
      if (Files.exists(file) || Files.exists(Path.of(file + ".gz"))) {
        return kind.getKey();
      }
    }
    throw new SettingsException(
        "--data",
        "in "
            + directory
            + " there is none of "
            + String.join(", ", first.values())
            + "; say what is: --data '{name: npz, dir: …, file: …}'");
  }

  /** Whether there are test examples. */
  private boolean data(Map<String, Object> all) throws IOException {
    if (data.strip().startsWith("{")) {
      all.put("data", plain(data, "--data"));
      return true;
    }
    String name = data.toLowerCase(Locale.ROOT);
    Path file = ModuleFile.path(data);
    if (name.endsWith(".csv") || name.endsWith(".csv.gz")) {
      all.put("data", table(file));
      return false;
    }
    if (Files.isDirectory(file)) {
      all.put("data", Map.of(NAME, kind(file), "dir", data));
      return true;
    }
    if (!name.endsWith(".npz")) {
      all.put("data", data);
      return true;
    }
    Set<String> there;
    try (WeightsFile arrays = WeightsFile.open(file)) {
      there = arrays.entries().keySet();
    } catch (IOException e) {
      throw new SettingsException("--data", WeightsSettings.said(e));
    }
    List<String> names =
        NAMES.stream()
            .filter(some -> there.containsAll(some.subList(0, 2)))
            .findFirst()
            .orElseThrow(
                () ->
                    new SettingsException(
                        "--data",
                        file
                            + " holds "
                            + String.join(", ", there)
                            + "; expected x_train and y_train, or x and y (or --data '{name: npz,"
                            + " dir: …, trainInputs: …}')"));
    boolean tested = there.containsAll(names.subList(2, 4));
    Map<String, Object> npz = new LinkedHashMap<>();
    npz.put(NAME, "npz");
    npz.put("dir", file.toAbsolutePath().getParent().toString());
    npz.put("file", file.getFileName().toString());
    npz.put("trainInputs", names.get(0));
    npz.put("trainTargets", names.get(1));
    npz.put("testInputs", names.get(tested ? 2 : 0)); // there must be some: nobody looks at them
    npz.put("testTargets", names.get(tested ? 3 : 1));
    all.put("data", npz);
    return tested;
  }
}
