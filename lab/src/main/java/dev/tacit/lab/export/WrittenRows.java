package dev.tacit.lab.export;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The rows of a run's {@code metrics.csv} as they stand there, digit for digit. */
final class WrittenRows {
  static final String HEADER = "step,epoch,metric,value,error";
  static final int CELLS = 5;

  private static final String METRICS = "metrics.csv";

  /** Takes rows one after the other. */
  @FunctionalInterface
  interface Sink {
    void row(String row) throws IOException;
  }

  private WrittenRows() {}

  static Path file(Path run) {
    return run.resolve(METRICS);
  }

  /**
   * Hands out every row of a run; one that is just being written is left out.
   *
   * @throws IOException if a row is damaged, naming file and line
   */
  static void each(StoredRun run, Sink sink) throws IOException {
    Path file = file(run.path());
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
          sink.row(row);
        } else if (next != null || ended) {
          throw new IOException(
              file + ":" + line + ": expected " + CELLS + " cells, found '" + row + "'");
        }
        row = next;
      }
    }
  }
}
