package dev.tacit.lab.statistics;

import java.util.Map;

/**
 * One run as a stage of training sees it.
 *
 * @param metrics each metric's measurements, in epochs
 * @param stepsPerEpoch optimizer steps in an epoch; 0 where that is not known
 * @param end the epoch at which it is taken to end
 */
public record Course(Map<String, Curve> metrics, long stepsPerEpoch, double end) {

  /** A metric's measurements; none if it was not measured. */
  public Curve curve(String metric) {
    return metrics.getOrDefault(metric, new Curve(new double[0], new double[0]));
  }
}
