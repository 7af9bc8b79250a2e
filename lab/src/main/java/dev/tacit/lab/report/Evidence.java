package dev.tacit.lab.report;

import dev.tacit.lab.statistics.PairedComparison;
import dev.tacit.lab.statistics.Verdict;

/**
 * What the runs say about a claim at one stage of training.
 *
 * @param verdict supported, refuted or open
 * @param comparison the numbers, or null where there is nothing to compare
 * @param where the stage, as in "epoch 300"
 * @param reason why it is open without numbers, or empty
 */
record Evidence(Verdict verdict, PairedComparison comparison, String where, String reason) {

  static Evidence of(PairedComparison comparison, String where) {
    return new Evidence(Verdict.of(comparison), comparison, where, "");
  }

  static Evidence open(String reason) {
    return new Evidence(Verdict.OPEN, null, "", reason);
  }

  /** As in "supported (1 seed)". */
  String inWords() {
    String word =
        switch (verdict) {
          case SUPPORTED -> "supported";
          case REFUTED -> "refuted";
          case OPEN -> "open";
        };
    return comparison != null && comparison.interval().n() == 1 ? word + " (1 seed)" : word;
  }
}
