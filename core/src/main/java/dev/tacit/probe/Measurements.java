package dev.tacit.probe;

/** Where measurements go. */
@FunctionalInterface
public interface Measurements {

  /**
   * One number with its standard error.
   *
   * @param metric as in {@code implicit/sgd}
   * @param error the standard error, NaN where the measurement is exact
   */
  void record(String metric, double value, double error);

  /** One exact number. */
  default void record(String metric, double value) {
    record(metric, value, Double.NaN);
  }
}
