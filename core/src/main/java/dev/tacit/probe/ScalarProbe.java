package dev.tacit.probe;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A measurement that is one number, given by one expression.
 *
 * @param name as in {@code train/loss}
 * @param description one line
 * @param cost in words
 * @param needs why it does not apply to a training, or empty
 * @param value the number
 */
record ScalarProbe(
    String name,
    String description,
    String cost,
    Function<Setting, Optional<String>> needs,
    ToDoubleFunction<Snapshot> value)
    implements Probe {

  @Override
  public Optional<String> obstacle(Setting setting) {
    return needs.apply(setting);
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    out.record(name, value.applyAsDouble(snapshot));
  }
}
