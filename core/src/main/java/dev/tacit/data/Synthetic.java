package dev.tacit.data;

import java.util.LinkedHashMap;
import java.util.Map;

/** What generated sets have in common. */
final class Synthetic {
  static final int MAX_DIMENSION = 100_000;

  /** The most numbers that the inputs of one set may hold: 1 GiB. */
  static final int MAX_VALUES = 1 << 28;

  private Synthetic() {}

  /**
   * The set with its digests, its inputs standardised by the mean and the standard deviation of all
   * training inputs if asked.
   *
   * @param classes 0 for regression on one target
   */
  static Dataset dataset(
      String name, Examples train, Examples test, int classes, boolean standardise) {
    Map<String, String> digests = new LinkedHashMap<>();
    digest("train", train, digests);
    digest("test", test, digests);
    int outputs = classes == 0 ? 1 : classes;
    Dataset set = new Dataset(name, train, test, classes, outputs, digests);
    return standardise ? Standardisation.whole(set) : set;
  }

  private static void digest(String part, Examples examples, Map<String, String> digests) {
    digests.put(part + "-inputs", Sha256.of(examples.inputs()));
    if (examples.labels() != null) {
      digests.put(part + "-labels", Sha256.of(examples.labels()));
    } else {
      digests.put(part + "-targets", Sha256.of(examples.targets()));
    }
  }
}
