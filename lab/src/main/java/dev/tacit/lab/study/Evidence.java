package dev.tacit.lab.study;

import dev.tacit.lab.statistics.PairedComparison;
import dev.tacit.lab.statistics.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * What the runs say about a claim.
 *
 * @param verdict on it
 * @param comparison the numbers
 * @param adjusted the p that decides, corrected by Holm for all claims of the experiment; NaN where
 *     nothing was tested
 * @param claims how many these are
 */
public record Evidence(Verdict verdict, Comparison comparison, double adjusted, int claims) {

  /** Judges numbers with a corrected p. */
  static Evidence of(Comparison comparison, double adjusted, int claims) {
    return new Evidence(verdict(comparison, adjusted), comparison, adjusted, claims);
  }

  private static Verdict verdict(Comparison comparison, double adjusted) {
    if (comparison.numbers() == null) {
      return Verdict.OPEN;
    }
    if (!comparison.reason().isEmpty()) {
      return Verdict.DEGENERATE;
    }
    return comparison.equivalence() == null
        ? Verdict.ofOrder(comparison.numbers(), adjusted)
        : Verdict.ofSameness(comparison.numbers(), comparison.equivalence(), adjusted);
  }

  /** Whether a test decided. */
  public boolean isTested() {
    return verdict == Verdict.SUPPORTED
        || verdict == Verdict.REFUTED
        || verdict == Verdict.EQUIVALENT;
  }

  /** How many pairs it rests on. */
  public int pairs() {
    return comparison.numbers() == null ? 0 : comparison.numbers().interval().n();
  }

  /** What limits the verdict: seeds that are missing, the number of claims, runs left out. */
  public List<String> conditions() {
    List<String> conditions = new ArrayList<>();
    if (verdict == Verdict.OPEN && comparison.numbers() != null) {
      open(conditions);
    }
    conditions.addAll(comparison.notes());
    return conditions;
  }

  private void open(List<String> conditions) {
    PairedComparison numbers = comparison.numbers();
    int n = pairs();
    boolean order = comparison.equivalence() == null;
    if (n < Verdict.SEEDS) {
      double least = numbers.test().least(n);
      conditions.add(
          (order ? numbers.less() + " of " + seeds(n) + " as claimed" : seeds(n))
              + "; a verdict at 5 % needs "
              + Verdict.SEEDS
              + (n > 1 && least > Verdict.LEVEL
                  ? " (the least p of " + n + " is " + ClaimWords.p(least) + ")"
                  : ""));
    } else if (order && claims * numbers.test().least(n) > Verdict.LEVEL) {
      double least = numbers.test().least(n);
      conditions.add(
          "of "
              + claims
              + " claims, "
              + n
              + " seeds can decide none: the least p is "
              + ClaimWords.p(least)
              + ", times "
              + claims
              + " "
              + ClaimWords.p(claims * least));
    } else if (order && adjusted <= Verdict.LEVEL) {
      conditions.add("the permutation test decides and the interval does not");
    }
  }

  private static String seeds(int n) {
    return n == 1 ? "1 seed" : n + " seeds";
  }
}
