package dev.tacit.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What an executor gives back for an order.
 *
 * @param what came of it
 * @param host where that was
 * @param obstacle why the driver's directory could not be used there; empty if it was
 * @param status the run's, as JSON; empty if the order was not carried out
 * @param words what was said of the run
 * @param notMeasured probes that were asked for and do not apply, and why
 * @param files the run's, by name, if they are not in the driver's directory already
 */
record Delivery(
    What what,
    String host,
    String obstacle,
    String status,
    List<Heard.Word> words,
    Map<String, String> notMeasured,
    Map<String, byte[]> files)
    implements Serializable {

  /** What may come of an order. */
  enum What {
    /** It was carried out, well or badly: the status says which. */
    DONE,
    /** The run has begun in a directory that cannot be seen there: its files must come along. */
    NEEDS_FILES,
    /** Tacit is not there: its jars must come along. */
    NEEDS_TACIT
  }

  /** One that was not carried out. */
  static Delivery not(What what, String host, String obstacle) {
    return new Delivery(what, host, obstacle, "", List.of(), Map.of(), Map.of());
  }
}
