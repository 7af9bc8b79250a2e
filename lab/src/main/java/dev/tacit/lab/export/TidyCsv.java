package dev.tacit.lab.export;

import dev.tacit.lab.store.WholeFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

/**
 * Two tables for pandas, R, DuckDB or a spreadsheet. {@code measurements.csv} has one row a
 * measurement: run, optimizer, rule, seed, stage, state, every setting that is not the same in all
 * runs, then step, epoch, metric, value and error as {@code metrics.csv} has them, digit for digit.
 * {@code runs.csv} has one row a run with every setting.
 */
final class TidyCsv {
  /** One row a measurement. */
  static final String MEASUREMENTS = "measurements.csv";

  /** One row a run. */
  static final String RUNS = "runs.csv";

  private static final CSVFormat CSV = CSVFormat.RFC4180;

  private TidyCsv() {}

  static List<Path> write(List<StoredRun> runs, Path out) throws IOException {
    WholeFile.directory(out);
    Path measurements = out.resolve(MEASUREMENTS);
    WholeFile.write(
        measurements,
        fresh -> {
          try (BufferedWriter writer = Files.newBufferedWriter(fresh)) {
            measurements(runs, writer);
          }
        });
    Path table = out.resolve(RUNS);
    WholeFile.write(
        table,
        fresh -> {
          try (BufferedWriter writer = Files.newBufferedWriter(fresh)) {
            runs(runs, writer);
          }
        });
    return List.of(measurements, table);
  }

  private static void measurements(List<StoredRun> runs, BufferedWriter writer) throws IOException {
    List<String> varying = StoredRun.varying(runs);
    List<Object> header =
        new ArrayList<>(List.of("run", "optimizer", "rule", "seed", "stage", "state"));
    header.addAll(varying);
    writer.append(CSV.format(header.toArray())).append(',').append(WrittenRows.HEADER).append('\n');
    for (StoredRun run : runs) {
      List<Object> cells = new ArrayList<>();
      cells.add(run.name());
      cells.add(run.manifest().optimizer());
      cells.add(run.manifest().rule());
      cells.add(run.manifest().seed());
      cells.add(run.stage());
      cells.add(run.state());
      varying.forEach(path -> cells.add(run.setting(path)));
      String before = CSV.format(cells.toArray()) + ",";
      WrittenRows.each(run, row -> writer.append(before).append(row).append('\n'));
    }
  }

  private static void runs(List<StoredRun> runs, BufferedWriter writer) throws IOException {
    List<String> settings = StoredRun.settings(runs);
    List<Object> header =
        new ArrayList<>(
            List.of(
                "run",
                "directory",
                "experiment",
                "label",
                "rule",
                "stage",
                "state",
                "reason",
                "epochs",
                "steps",
                "seconds",
                "measuring_seconds",
                "parameters",
                "hash"));
    header.addAll(settings);
    writer.append(CSV.format(header.toArray())).append('\n');
    for (StoredRun run : runs) {
      List<Object> cells = new ArrayList<>();
      boolean said = run.status() != null;
      cells.add(run.name());
      cells.add(run.path().getFileName());
      cells.add(run.manifest().experiment());
      cells.add(run.manifest().optimizer());
      cells.add(run.manifest().rule());
      cells.add(run.stage());
      cells.add(run.state());
      cells.add(said ? run.status().reason() : "");
      cells.add(said ? run.status().epoch() : 0);
      cells.add(said ? run.status().step() : 0);
      cells.add(said ? run.status().seconds() : 0);
      cells.add(said ? run.status().measuringSeconds() : 0);
      cells.add(run.manifest().parameters());
      cells.add(run.manifest().hash());
      settings.forEach(path -> cells.add(run.setting(path)));
      writer.append(CSV.format(cells.toArray())).append('\n');
    }
  }
}
