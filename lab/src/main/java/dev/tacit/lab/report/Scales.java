package dev.tacit.lab.report;

import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.study.Metric;
import java.util.stream.DoubleStream;

/** The axes of metrics. */
final class Scales {
  private Scales() {}

  /**
   * A straight one for a share, else the one that the values suggest.
   *
   * @param values all that are drawn; read only where they decide
   */
  static Scale of(Metric metric, DoubleStream values) {
    return metric.kind() == Metric.Kind.SHARE ? new Scale.Linear() : Scale.of(values.toArray());
  }
}
