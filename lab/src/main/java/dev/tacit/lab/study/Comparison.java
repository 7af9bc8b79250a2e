package dev.tacit.lab.study;

import dev.tacit.lab.statistics.Equivalence;
import dev.tacit.lab.statistics.PairedComparison;
import java.util.List;

/**
 * Two sides of a claim at one stage of training, without a verdict.
 *
 * @param numbers over the pairs of runs that come to the stage; null where there is nothing to
 *     compare
 * @param equivalence the tests against the claim's margin; null in a claim of order
 * @param where the stage, as in "epoch 300"
 * @param reason why there are no numbers, or why they are no evidence (a metric at its numerical
 *     floor); else empty
 * @param notes which runs were left out, and why
 */
public record Comparison(
    PairedComparison numbers,
    Equivalence equivalence,
    String where,
    String reason,
    List<String> notes) {

  static Comparison none(String reason, List<String> notes) {
    return new Comparison(null, null, "", reason, List.copyOf(notes));
  }

  /** The p that decides: of no effect, or of the margin; NaN where nothing can be tested. */
  public double p() {
    if (numbers == null || !reason.isEmpty()) {
      return Double.NaN;
    }
    if (equivalence == null) {
      return numbers.test().p();
    }
    return equivalence.beyond() == null ? equivalence.p() : equivalence.beyond().p();
  }
}
