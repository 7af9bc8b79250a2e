package dev.tacit.probe;

import dev.tacit.tensor.Estimate;

/** Where measurements go. */
@FunctionalInterface
public interface Measurements {

  /**
   * One number with its error, as {@link Estimate} has it.
   *
   * @param metric as in {@code implicit/sgd}
   * @param error NaN where the measurement is exact
   */
  void record(String metric, double value, double error);

  /** One estimate. */
  default void record(String metric, Estimate estimate) {
    record(metric, estimate.value(), estimate.error());
  }

  /** One exact number. */
  default void record(String metric, double value) {
    record(metric, value, Double.NaN);
  }
}
