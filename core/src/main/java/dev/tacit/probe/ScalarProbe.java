package dev.tacit.probe;

import java.util.function.ToDoubleFunction;

/**
 * A measurement that is one number, given by one expression.
 *
 * @param name as in {@code train/loss}
 * @param description one line
 * @param cost in words
 * @param requirement what a training must have
 * @param value the number
 */
public record ScalarProbe(
    String name,
    String description,
    String cost,
    Requirement requirement,
    ToDoubleFunction<Snapshot> value)
    implements Probe {

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    out.record(name, value.applyAsDouble(snapshot));
  }
}
