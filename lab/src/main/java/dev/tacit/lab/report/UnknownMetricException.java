package dev.tacit.lab.report;

/** A metric was asked for that no run has. */
public final class UnknownMetricException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  UnknownMetricException(String message) {
    super(message);
  }
}
