package dev.tacit.lab.study;

import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.statistics.Equivalence;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.statistics.PairedComparison;
import dev.tacit.lab.statistics.PairedComparison.Effect;
import dev.tacit.lab.statistics.ShiftTest;
import dev.tacit.lab.statistics.SignFlipTest;
import dev.tacit.lab.statistics.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Claims and what the runs say of them, in words: the same in a report and on a console. */
public final class ClaimWords {
  private ClaimWords() {}

  /** A verdict, as in "supported". */
  public static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  /** How many of each, as in "2 supported, 0 refuted, 14 open"; others only where there are any. */
  public static String counts(List<Judged> claims) {
    StringJoiner text = new StringJoiner(", ");
    for (Verdict verdict : Verdict.values()) {
      long count = claims.stream().filter(c -> c.evidence().verdict() == verdict).count();
      boolean always =
          verdict == Verdict.SUPPORTED || verdict == Verdict.REFUTED || verdict == Verdict.OPEN;
      if (count > 0 || always) {
        text.add(count + " " + word(verdict));
      }
    }
    return text.toString();
  }

  /** As in "SGD &lt; Adam" and "SGD = Adam within 0.01"; at a point of a grid, with that. */
  public static String statement(Judged judged) {
    Claim claim = judged.claim();
    Judged.Sides sides = judged.sides();
    String order =
        claim.sameness()
            ? sides.first() + " = " + sides.second() + " within " + claim.margin()
            : sides.first() + " < " + sides.second();
    String point = judged.point().label();
    boolean named = !claim.firstAt().isEmpty() || !claim.secondAt().isEmpty();
    return order + (point.isEmpty() ? "" : (named ? " where " : " at ") + point);
  }

  /** The two sides, as in "SGD 0.100 ± 0.005, Adam 0.209 ± 0.015". */
  public static String sides(Judged judged, PairedComparison numbers) {
    return judged.sides().first()
        + " "
        + Numbers.shown(numbers.first())
        + ", "
        + judged.sides().second()
        + " "
        + Numbers.shown(numbers.second());
  }

  /** As in "geometric mean ratio 0.9655 [0.9443, 0.9872], n = 10". */
  public static String effect(PairedComparison numbers) {
    Interval interval = numbers.interval();
    String kind = numbers.effect() == Effect.RATIO ? "ratio " : "difference ";
    if (numbers.effect() == Effect.RATIO && interval.n() > 1) {
      kind = "geometric mean ratio ";
    }
    return kind
        + Digits.shown(interval.mean())
        + (interval.n() == 1 ? "" : " " + range(interval.low(), interval.high()))
        + ", n = "
        + interval.n();
  }

  private static String range(double low, double high) {
    return "[" + Digits.shown(low) + ", " + Digits.shown(high) + "]";
  }

  /** The tests behind a verdict, as in "sign-flip p = 0.00195, d_z = −1.2"; empty without any. */
  public static String tests(Evidence evidence) {
    Comparison comparison = evidence.comparison();
    PairedComparison numbers = comparison.numbers();
    if (numbers == null || Double.isNaN(comparison.p()) || numbers.interval().n() == 1) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    Equivalence equivalence = comparison.equivalence();
    if (equivalence == null) {
      parts.add(test(numbers.test(), ""));
    } else {
      parts.add("90 % " + interval(equivalence, numbers.effect()));
      parts.add(
          equivalence.beyond() == null
              ? "two one-sided tests p = " + p(equivalence.p())
              : test(equivalence.beyond(), "beyond the margin, "));
    }
    if (evidence.claims() > 1) {
      parts.add("Holm for " + evidence.claims() + " claims p = " + p(evidence.adjusted()));
    }
    if (Double.isFinite(numbers.size())) {
      parts.add("d_z = " + Digits.significant(numbers.size(), 3));
    }
    return String.join(", ", parts);
  }

  private static String test(ShiftTest test, String words) {
    SignFlipTest flips = test.signFlip();
    if (flips == null) {
      return words
          + "crossed seeds, t with "
          + Digits.significant(test.degrees(), 2)
          + " degrees of freedom, p = "
          + p(test.p());
    }
    return words
        + "sign-flip p = "
        + p(test.p())
        + (flips.isExact() ? "" : " (" + Digits.count(flips.draws()) + " draws)");
  }

  private static String interval(Equivalence equivalence, Effect effect) {
    Interval interval = equivalence.interval();
    boolean ratio = effect == Effect.RATIO;
    return range(
        ratio ? Math.exp(interval.low()) : interval.low(),
        ratio ? Math.exp(interval.high()) : interval.high());
  }

  /** A probability: three digits, without zeros behind them. */
  public static String p(double value) {
    String text = Digits.significant(value, 3);
    return text.contains(".") && !text.contains("×")
        ? text.replaceAll("0+$", "").replaceAll("\\.$", "")
        : text;
  }

  /** One line for a console. */
  public static String line(Judged judged) {
    Evidence evidence = judged.evidence();
    Comparison comparison = evidence.comparison();
    List<String> parts = new ArrayList<>();
    if (comparison.numbers() != null) {
      parts.add(effect(comparison.numbers()));
      String tests = tests(evidence);
      if (!tests.isEmpty()) {
        parts.add(tests);
      }
    }
    if (!comparison.reason().isEmpty()) {
      parts.add(comparison.reason());
    }
    parts.addAll(evidence.conditions());
    String where = comparison.where().isEmpty() ? judged.claim().at() : comparison.where();
    return String.format(
        Locale.ROOT,
        "%-10s  %s, %s: %s: %s",
        word(evidence.verdict()),
        judged.claim().metric(),
        where,
        statement(judged),
        String.join("; ", parts));
  }
}
