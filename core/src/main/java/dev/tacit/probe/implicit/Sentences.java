package dev.tacit.probe.implicit;

/** What several descriptions of implicit terms say. */
final class Sentences {
  static final String FROZEN =
      "Measured at the end of each epoch at fixed weights, over that epoch’s own m batches.";

  static final String STAND_IN =
      "A rule without an s is given RMSProp’s, settled at these weights. ";

  private Sentences() {}
}
