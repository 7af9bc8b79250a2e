package dev.tacit.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.sweep.LocalEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Experiments of which one run was trained: all others are it with other numbers. */
final class MadeUp {
  private MadeUp() {}

  /**
   * Writes an experiment's directory.
   *
   * @param noise whether the others have numbers of their own
   * @return how many metrics a run has
   */
  static int write(Experiment experiment, Path out, boolean noise)
      throws IOException, InterruptedException {
    return write(experiment, out, noise, Integer.MAX_VALUE);
  }

  /**
   * Writes an experiment's directory.
   *
   * @param noise whether the others have numbers of their own
   * @param most metrics that the runs keep
   * @return how many metrics a run has
   */
  static int write(Experiment experiment, Path out, boolean noise, int most)
      throws IOException, InterruptedException {
    List<PlannedRun> runs = experiment.runs();
    train(experiment, runs.subList(0, 1), out);
    try (ExperimentDirectory directory = ExperimentDirectory.open(out, experiment)) {
      Path from = directory.of(runs.get(0));
      JsonNode manifest = JsonFiles.JSON.readTree(from.resolve("manifest.json").toFile());
      List<String> rows = Files.readAllLines(from.resolve("metrics.csv"));
      List<String> names =
          rows.stream().skip(1).map(row -> row.split(",", -1)[2]).distinct().limit(most).toList();
      rows.removeIf(row -> !row.equals(rows.get(0)) && !names.contains(row.split(",", -1)[2]));
      Files.writeString(from.resolve("metrics.csv"), all(rows));
      String clock = Files.readString(from.resolve("clock.csv"));
      String status = Files.readString(from.resolve("status.json"));
      for (PlannedRun run : runs.subList(1, runs.size())) {
        Path place = Files.createDirectories(directory.of(run));
        ObjectNode mine = manifest.deepCopy();
        mine.put("hash", run.hash());
        mine.put("slug", run.slug());
        mine.put("optimizer", run.optimizer());
        mine.put("rule", run.optimizer());
        mine.put("seed", run.settings().seed());
        mine.set("variant", JsonFiles.JSON.valueToTree(run.variant()));
        mine.set("settings", JsonFiles.JSON.valueToTree(run.settings().resolved()));
        Files.writeString(place.resolve("manifest.json"), JsonFiles.pretty(mine) + "\n");
        Files.writeString(place.resolve("metrics.csv"), noise ? disturbed(rows, run) : all(rows));
        Files.writeString(place.resolve("clock.csv"), clock);
        Files.writeString(place.resolve("status.json"), status);
      }
      return names.size();
    }
  }

  private static String all(List<String> rows) {
    return String.join("\n", rows) + "\n";
  }

  private static String disturbed(List<String> rows, PlannedRun run) {
    Random random = new Random(run.hash().hashCode());
    StringBuilder text = new StringBuilder(rows.get(0)).append('\n');
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",", -1);
      cells[3] = Double.toString(Double.parseDouble(cells[3]) * (1 + 0.1 * random.nextGaussian()));
      text.append(String.join(",", cells)).append('\n');
    }
    return text.toString();
  }

  /** Trains runs in this process, one after the other. */
  static void train(Experiment experiment, List<PlannedRun> runs, Path out)
      throws IOException, InterruptedException {
    try (ExperimentDirectory directory = ExperimentDirectory.open(out, experiment);
        LocalEngine engine = new LocalEngine(1, new DataCache(), RunListener.SILENT, () -> false)) {
      engine.execute(directory, runs);
    }
  }
}
