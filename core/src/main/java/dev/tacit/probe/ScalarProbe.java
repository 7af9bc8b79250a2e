package dev.tacit.probe;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A measurement that is one number, given by one expression.
 *
 * @param description of its one metric, whose name is its own
 * @param cost in words
 * @param requirement what a training must have
 * @param preset the cheapest that it belongs to
 * @param value the number
 */
public record ScalarProbe(
    MetricDescription description,
    String cost,
    Requirement requirement,
    Preset preset,
    ToDoubleFunction<Snapshot> value)
    implements Probe {

  /** A cheap one. */
  public ScalarProbe(
      MetricDescription description,
      String cost,
      Requirement requirement,
      ToDoubleFunction<Snapshot> value) {
    this(description, cost, requirement, Preset.CHEAP, value);
  }

  @Override
  public String name() {
    return description.name();
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(description);
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    out.record(name(), value.applyAsDouble(snapshot));
  }
}
