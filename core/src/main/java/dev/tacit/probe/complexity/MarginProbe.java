package dev.tacit.probe.complexity;

import dev.tacit.measure.Margins;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.training.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The distribution of the margins f_y - max_{c≠y} f_c on the training set as labelled: {@code
 * margin/min}, {@code margin/mean} and the quantiles {@code margin/p01} … {@code margin/p99}.
 * {@code margin/p10} is the γ of the complexity measures.
 */
final class MarginProbe implements Probe {
  private static final List<Integer> PERCENTILES = List.of(1, 5, 10, 25, 50, 75, 90, 99);

  @Override
  public String name() {
    return "margin/quantiles";
  }

  @Override
  public List<MetricDescription> descriptions() {
    List<MetricDescription> words = new ArrayList<>();
    words.add(words("margin/min", "Smallest margin"));
    words.add(words("margin/mean", "Mean margin"));
    for (int percentile : PERCENTILES) {
      words.add(words(metric(percentile), "Margin, percentile " + percentile));
    }
    return words;
  }

  @Override
  public String cost() {
    return "nothing beside train/loss";
  }

  @Override
  public Preset preset() {
    return Preset.STANDARD;
  }

  @Override
  public Requirement requirement() {
    return Requirement.CLASSES;
  }

  @Override
  public List<String> metrics(Problem problem) {
    List<String> metrics = new ArrayList<>(List.of("margin/min", "margin/mean"));
    PERCENTILES.forEach(percentile -> metrics.add(metric(percentile)));
    return metrics;
  }

  private static MetricDescription words(String metric, String title) {
    return MetricDescription.size(
        metric, title, "f_y − max f_c", "On the training set as labelled.");
  }

  private static String metric(int percentile) {
    return String.format(Locale.ROOT, "margin/p%02d", percentile);
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Margins margins = snapshot.train().margins();
    out.record("margin/min", margins.min());
    out.record("margin/mean", margins.mean());
    for (int percentile : PERCENTILES) {
      out.record(metric(percentile), margins.quantile(percentile / 100.0));
    }
  }
}
