package dev.tacit.lab.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** The rows of a {@code metrics.csv} as they were written, to be put together with others. */
public final class MetricRows {
  private final List<Row> rows;
  private final Map<Key, Row> byKey = new HashMap<>();

  /** A metric has at most one row at a step. */
  private record Key(long step, String metric) {}

  private record Row(Key key, double value, String text) {
    static Row of(String text) {
      String[] cells = text.split(",", -1);
      return new Row(
          new Key(Long.parseLong(cells[0]), cells[2]), Double.parseDouble(cells[3]), text);
    }

    long step() {
      return key.step;
    }

    String metric() {
      return key.metric;
    }
  }

  private MetricRows(List<Row> rows) {
    this.rows = rows;
    rows.forEach(row -> byKey.put(row.key, row));
  }

  /**
   * Reads a complete file.
   *
   * @throws IOException naming the file, the line and what was expected there
   */
  public static MetricRows read(Path file) throws IOException {
    MetricsReader.latest(file); // complains of what is not a row
    return new MetricRows(JsonFiles.text(file).lines().skip(1).map(Row::of).toList());
  }

  /** How many there are. */
  public int size() {
    return rows.size();
  }

  /** Whether a metric has a row at a step. */
  public boolean has(long step, String metric) {
    return byKey.containsKey(new Key(step, metric));
  }

  /** The value of a metric at a step; empty if there is no row. */
  public OptionalDouble value(long step, String metric) {
    Row row = byKey.get(new Key(step, metric));
    return row == null ? OptionalDouble.empty() : OptionalDouble.of(row.value);
  }

  /** The last finite value of each metric. */
  public Map<String, Double> latest() {
    Map<String, Double> latest = new LinkedHashMap<>();
    rows.stream()
        .filter(row -> Double.isFinite(row.value))
        .forEach(row -> latest.put(row.metric(), row.value));
    return latest;
  }

  /** Those of some metrics. */
  public MetricRows only(Predicate<String> metrics) {
    return new MetricRows(rows.stream().filter(row -> metrics.test(row.metric())).toList());
  }

  /**
   * These and, of others, those that are not here yet, step by step.
   *
   * @param place of a metric among those of one step
   */
  public MetricRows with(MetricRows others, ToIntFunction<String> place) {
    List<Row> all = new ArrayList<>(rows);
    others.rows.stream().filter(row -> !byKey.containsKey(row.key)).forEach(all::add);
    all.sort(
        Comparator.comparingLong(Row::step).thenComparingInt(r -> place.applyAsInt(r.metric())));
    return new MetricRows(all);
  }

  /** The length of a file of those up to a step, in bytes. */
  public long bytesUntil(long step) {
    return MetricsFile.HEADER.length()
        + rows.stream()
            .filter(row -> row.step() <= step)
            .mapToLong(row -> row.text.getBytes(StandardCharsets.UTF_8).length + 1)
            .sum();
  }

  /** Replaces a file, whole or not at all. */
  public void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder(MetricsFile.HEADER);
    rows.forEach(row -> text.append(row.text).append('\n'));
    WholeFile.write(file, text);
  }
}
