package dev.tacit.lab.store;

import dev.tacit.lab.statistics.Curve;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code metrics.csv}: {@code step,epoch,metric,value,error}. What was measured at the end of
 * an epoch lies at that epoch; a metric with rows within epochs lies at step / steps per epoch.
 */
final class MetricsReader {
  static final String HEADER = "step,epoch,metric,value,error";
  private static final long MOST_STEPS =
      1_000_000_000_000_000L; // any two of which differ as doubles

  private final Path file;
  private final long stepsPerEpoch;
  private final Map<String, Rows> metrics = new LinkedHashMap<>();
  private final Map<String, Double> latest = new LinkedHashMap<>();

  /** The rows of one metric. */
  private static final class Rows {
    double[] steps = new double[64];
    double[] epochs = new double[64];
    double[] values = new double[64];
    double[] errors = new double[64];
    int n;
    boolean withError;
    boolean withinEpochs;

    void add(long step, long epoch, double value, double error, long stepsPerEpoch) {
      if (n == steps.length) {
        steps = Arrays.copyOf(steps, 2 * n);
        epochs = Arrays.copyOf(epochs, 2 * n);
        values = Arrays.copyOf(values, 2 * n);
        errors = Arrays.copyOf(errors, 2 * n);
      }
      withinEpochs |=
          (n > 0 && epoch == epochs[n - 1])
              || (stepsPerEpoch > 0
                  && step % stepsPerEpoch != 0
                  && step / stepsPerEpoch + 1 == epoch);
      withError |= !Double.isNaN(error);
      steps[n] = step;
      epochs[n] = epoch;
      values[n] = value;
      errors[n++] = error;
    }

    double[] places(long stepsPerEpoch) {
      double[] places = Arrays.copyOf(withinEpochs ? steps : epochs, n);
      if (withinEpochs) {
        for (int i = 0; i < n; i++) {
          places[i] /= Math.max(1, stepsPerEpoch);
        }
      }
      return places;
    }
  }

  /**
   * What a file holds.
   *
   * @param values each metric's values
   * @param errors the standard errors of the metrics that have them
   */
  record Metrics(Map<String, Curve> values, Map<String, Curve> errors) {}

  private MetricsReader(Path file, long stepsPerEpoch) {
    this.file = file;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /**
   * Reads a file.
   *
   * @param stepsPerEpoch optimizer steps in an epoch
   * @param whole whether it is known to be complete; else a last line that was cut is passed over
   * @throws IOException naming the file, the line and what was expected there
   */
  static Metrics read(Path file, long stepsPerEpoch, boolean whole) throws IOException {
    MetricsReader reader = new MetricsReader(file, stepsPerEpoch);
    reader.rows(whole);
    return reader.metrics();
  }

  /** The last finite value of each metric in a complete file; throws as {@link #read}. */
  static Map<String, Double> latest(Path file) throws IOException {
    MetricsReader reader = new MetricsReader(file, 1);
    reader.rows(true);
    return reader.latest;
  }

  private void rows(boolean whole) throws IOException {
    String text = JsonFiles.text(file);
    boolean cut = !text.isEmpty() && !text.endsWith("\n");
    List<String> lines = text.lines().toList();
    int n = cut && !whole ? lines.size() - 1 : lines.size();
    if (n > 0 && !lines.get(0).equals(HEADER)) {
      throw damaged(1, "the header " + HEADER, lines.get(0));
    }
    for (int i = 1; i < n; i++) {
      row(i + 1, lines.get(i));
    }
  }

  private void row(int line, String text) throws IOException {
    String[] cells = text.split(",", -1);
    if (cells.length != 5) {
      throw damaged(line, "five cells, " + HEADER, text);
    }
    long step = count(line, "a step", cells[0], text);
    long epoch = count(line, "an epoch", cells[1], text);
    if (cells[2].isBlank()) {
      throw damaged(line, "the name of a metric", text);
    }
    double value = number(line, "a value", cells[3], text);
    double error = cells[4].isEmpty() ? Double.NaN : number(line, "an error", cells[4], text);
    Rows rows = metrics.computeIfAbsent(cells[2], key -> new Rows());
    boolean forward =
        rows.n == 0 || (step > rows.steps[rows.n - 1] && epoch >= rows.epochs[rows.n - 1]);
    if (!forward) {
      throw damaged(line, "a later step than the last of " + cells[2], text);
    }
    rows.add(step, epoch, value, error, stepsPerEpoch);
    if (Double.isFinite(value)) {
      latest.put(cells[2], value);
    }
  }

  private long count(int line, String what, String cell, String text) throws IOException {
    long count = -1;
    try {
      count = Long.parseLong(cell);
    } catch (NumberFormatException e) {
      // said below
    }
    if (count < 0) {
      throw damaged(line, what + " (a whole number, not negative)", text);
    }
    if (count > MOST_STEPS) {
      throw damaged(line, what + " (at most " + MOST_STEPS + ")", text);
    }
    return count;
  }

  private double number(int line, String what, String cell, String text) throws IOException {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw damaged(line, what + " (a number)", text);
    }
  }

  private IOException damaged(int line, String expected, String found) {
    String shown = found.length() > 80 ? found.substring(0, 80) + "…" : found;
    return new IOException(
        file + ", line " + line + ": expected " + expected + ", found '" + shown + "'");
  }

  private Metrics metrics() {
    Map<String, Curve> values = new LinkedHashMap<>();
    Map<String, Curve> errors = new LinkedHashMap<>();
    for (Map.Entry<String, Rows> entry : metrics.entrySet()) {
      String name = entry.getKey();
      Rows rows = entry.getValue();
      double[] places = rows.places(stepsPerEpoch);
      values.put(name, new Curve(places, Arrays.copyOf(rows.values, rows.n)));
      if (rows.withError) {
        errors.put(name, new Curve(places, Arrays.copyOf(rows.errors, rows.n)));
      }
    }
    return new Metrics(values, errors);
  }
}
