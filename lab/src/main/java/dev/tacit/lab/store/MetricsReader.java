package dev.tacit.lab.store;

import com.fasterxml.jackson.core.io.NumberInput;
import dev.tacit.lab.statistics.Curve;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

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
  private final char[] number = new char[32]; // those that Java writes have 24 at most
  private Rows following; // the last that was added
  private int line; // the last that was read
  private int at; // in the row that is being taken
  private boolean isNone; // of its numbers one was no number

  /** The rows of one metric. */
  private static final class Rows {
    final String name;
    final byte[] bytes; // of the name and a comma
    Rows next; // of the metric whose row came after the last of these
    double[] steps = new double[64];
    double[] epochs = new double[64];
    double[] values = new double[64];
    double[] errors = new double[64];
    int n;
    boolean withError;
    boolean withinEpochs;

    Rows(String name) {
      this.name = name;
      bytes = (name + ",").getBytes(StandardCharsets.UTF_8);
    }

    boolean isNamed(byte[] text, int from) {
      int to = from + bytes.length;
      return to <= text.length && Arrays.equals(bytes, 0, bytes.length, text, from, to);
    }

    boolean goesOn(long step, long epoch) {
      return n == 0 || (step > steps[n - 1] && epoch >= epochs[n - 1]);
    }

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

  MetricsReader(Path file, long stepsPerEpoch) {
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
    reader.rows(Files.readAllBytes(file), whole);
    return reader.metrics();
  }

  /** The last finite value of each metric in a complete file; throws as {@link #read}. */
  static Map<String, Double> latest(Path file) throws IOException {
    MetricsReader reader = new MetricsReader(file, 1);
    reader.rows(Files.readAllBytes(file), true);
    Map<String, Double> latest = new LinkedHashMap<>();
    for (Rows rows : reader.metrics.values()) {
      IntStream.range(0, rows.n)
          .mapToDouble(i -> rows.values[rows.n - 1 - i])
          .filter(Double::isFinite)
          .findFirst()
          .ifPresent(value -> latest.put(rows.name, value));
    }
    return latest;
  }

  /**
   * Takes rows that follow those taken before.
   *
   * @param text that begins with a line
   * @param whole whether it ends with one; else a last line that was cut is left
   * @return how much of it was taken
   * @throws IOException naming the file, the line and what was expected there
   */
  int rows(byte[] text, boolean whole) throws IOException {
    int next;
    for (int start = 0; start < text.length; start = next) {
      line++;
      next = line == 1 ? start : plainRow(text, start);
      if (next > start) {
        continue;
      }
      int end = start;
      while (end < text.length && text[end] != '\n' && text[end] != '\r') {
        end++;
      }
      if (end == text.length && !whole) {
        line--;
        return start; // a line that was cut
      }
      boolean two = end + 1 < text.length && text[end] == '\r' && text[end + 1] == '\n';
      next = end + (two ? 2 : 1);
      String words = JsonFiles.text(file, text, start, end);
      if (line > 1) {
        row(line, words);
      } else if (!words.equals(HEADER)) {
        throw damaged(1, "the header " + HEADER, words);
      }
    }
    return text.length;
  }

  /**
   * Takes a row of a metric that is known, as Tacit writes it.
   *
   * @return where the next begins; the start for any other, which {@link #row} reads or complains
   *     of
   */
  private int plainRow(byte[] text, int start) {
    at = start;
    long step = count(text);
    long epoch = count(text);
    Rows rows = step < 0 || epoch < 0 ? null : rows(text);
    if (rows == null || !rows.goesOn(step, epoch)) {
      return start;
    }
    isNone = false;
    double value = number(text, ',');
    double error = at < text.length && text[at] == '\n' ? Double.NaN : number(text, '\n');
    if (at >= text.length || text[at] != '\n' || isNone) {
      return start;
    }
    add(rows, step, epoch, value, error);
    return at + 1;
  }

  /** Of at most 15 digits, with the comma behind it; -1 for anything else. */
  private long count(byte[] text) {
    long count = 0;
    int from = at;
    for (; at < text.length && at - from < 16; at++) {
      int digit = text[at] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      count = 10 * count + digit;
    }
    boolean is = at > from && at - from < 16 && at < text.length && text[at] == ',';
    at++;
    return is ? count : -1;
  }

  /** The metric whose name and comma come next, most likely the one that came next before. */
  private Rows rows(byte[] text) {
    Rows rows = following == null ? null : following.next;
    if (rows == null || !rows.isNamed(text, at)) {
      int from = at;
      int to = from;
      while (to < text.length && text[to] != ',' && text[to] != '\n') {
        to++;
      }
      rows = metrics.get(new String(text, from, to - from, StandardCharsets.UTF_8));
      if (rows == null || !rows.isNamed(text, from)) {
        return null;
      }
    }
    at += rows.bytes.length;
    return rows;
  }

  /** A number with what is behind it, which is passed over if it is a comma. */
  private double number(byte[] text, char behind) {
    int n = 0;
    while (at < text.length && n < number.length && text[at] > ' ' && text[at] != ',') {
      number[n++] = (char) text[at++];
    }
    isNone |= n == 0 || at >= text.length || text[at] != behind;
    if (isNone) {
      return Double.NaN;
    }
    at += behind == ',' ? 1 : 0;
    try {
      return NumberInput.parseDouble(number, 0, n, true);
    } catch (NumberFormatException e) {
      isNone = true;
      return Double.NaN;
    }
  }

  private void add(Rows rows, long step, long epoch, double value, double error) {
    rows.add(step, epoch, value, error, stepsPerEpoch);
    if (following != null) {
      following.next = rows;
    }
    following = rows;
  }

  private void row(int number, String text) throws IOException {
    String[] cells = text.split(",", -1);
    if (cells.length != 5) {
      throw damaged(number, "five cells, " + HEADER, text);
    }
    long step = count(number, "a step", cells[0], text);
    long epoch = count(number, "an epoch", cells[1], text);
    if (cells[2].isBlank()) {
      throw damaged(number, "the name of a metric", text);
    }
    double value = number(number, "a value", cells[3], text);
    double error = cells[4].isEmpty() ? Double.NaN : number(number, "an error", cells[4], text);
    Rows rows = metrics.computeIfAbsent(cells[2], Rows::new);
    if (!rows.goesOn(step, epoch)) {
      throw damaged(number, "a later step than the last of " + cells[2], text);
    }
    add(rows, step, epoch, value, error);
  }

  private long count(int number, String what, String cell, String text) throws IOException {
    long count = -1;
    try {
      count = Long.parseLong(cell);
    } catch (NumberFormatException e) {
      // said below
    }
    if (count < 0) {
      throw damaged(number, what + " (a whole number, not negative)", text);
    }
    if (count > MOST_STEPS) {
      throw damaged(number, what + " (at most " + MOST_STEPS + ")", text);
    }
    return count;
  }

  private double number(int place, String what, String cell, String text) throws IOException {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw damaged(place, what + " (a number)", text);
    }
  }

  private IOException damaged(int place, String expected, String found) {
    return AddedRows.damaged(file, place, expected, found);
  }

  /** What was taken so far. */
  Metrics metrics() {
    Map<String, Curve> values = new LinkedHashMap<>();
    Map<String, Curve> errors = new LinkedHashMap<>();
    double[] places = new double[0];
    for (Rows rows : metrics.values()) {
      double[] own = rows.places(stepsPerEpoch);
      places = Arrays.equals(own, places) ? places : own; // most metrics lie at the same
      values.put(rows.name, Curve.keeping(places, Arrays.copyOf(rows.values, rows.n)));
      if (rows.withError) {
        errors.put(rows.name, Curve.keeping(places, Arrays.copyOf(rows.errors, rows.n)));
      }
    }
    return new Metrics(values, errors);
  }
}
