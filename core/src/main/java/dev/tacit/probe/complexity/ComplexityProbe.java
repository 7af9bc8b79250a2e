package dev.tacit.probe.complexity;

import dev.tacit.measure.ComplexityMeasures;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.training.Problem;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One complexity measure μ of the training, in the two forms of the literature: {@code NAME} is
 * √(μ/n) with n the number of training examples, {@code NAME/log} is ln μ (products over layers
 * overflow). Measures that divide by the margin γ, the 10th percentile over the training set as
 * labelled, are NaN while γ ≤ 0.
 *
 * @param description of its metric in parts, whose name is its own
 * @param cost in words
 * @param requirement classes where it divides by γ
 * @param logMeasure ln μ, without the division by γ²
 */
record ComplexityProbe(
    MetricDescription description,
    String cost,
    Requirement requirement,
    ToDoubleFunction<Snapshot> logMeasure)
    implements Probe {

  @Override
  public String name() {
    return description.name();
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(description);
  }

  @Override
  public Preset preset() {
    return Preset.STANDARD;
  }

  @Override
  public int defaultInterval() {
    return Preset.RARELY;
  }

  @Override
  public List<String> metrics(Problem problem) {
    return List.of(name(), name() + "/log");
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    double log = logMeasure.applyAsDouble(snapshot);
    out.record(name(), ComplexityMeasures.perExample(log, snapshot.problem().loss().examples()));
    out.record(name() + "/log", log);
  }
}
