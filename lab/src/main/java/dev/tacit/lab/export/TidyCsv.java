package dev.tacit.lab.export;

import dev.tacit.lab.store.WholeFile;
import java.io.BufferedReader;
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

  private static final String METRICS = "metrics.csv";
  private static final String HEADER = "step,epoch,metric,value,error";
  private static final int CELLS = 5;
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
    writer.append(CSV.format(header.toArray())).append(',').append(HEADER).append('\n');
    for (StoredRun run : runs) {
      List<Object> cells = new ArrayList<>();
      cells.add(run.name());
      cells.add(run.manifest().optimizer());
      cells.add(run.manifest().rule());
      cells.add(run.manifest().seed());
      cells.add(run.stage());
      cells.add(run.state());
      varying.forEach(path -> cells.add(run.setting(path)));
      rows(run, CSV.format(cells.toArray()) + ",", writer);
    }
  }

  /** The rows of a run as they stand; one that is just being written is left out. */
  private static void rows(StoredRun run, String before, BufferedWriter writer) throws IOException {
    Path file = run.path().resolve(METRICS);
    if (!Files.exists(file)) {
      return;
    }
    boolean ended = run.status() != null && run.status().state().isEnd();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String header = reader.readLine();
      if (header == null || !header.equals(HEADER)) {
        throw new IOException(file + ":1: expected '" + HEADER + "', found '" + header + "'");
      }
      String row = reader.readLine();
      for (int line = 2; row != null; line++) {
        String next = reader.readLine();
        boolean whole = row.chars().filter(c -> c == ',').count() == CELLS - 1;
        if (whole && (ended || next != null)) {
          writer.append(before).append(row).append('\n');
        } else if (next != null || ended) {
          throw new IOException(
              file + ":" + line + ": expected " + CELLS + " cells, found '" + row + "'");
        }
        row = next;
      }
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
