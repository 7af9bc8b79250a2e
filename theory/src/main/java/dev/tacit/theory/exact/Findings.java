package dev.tacit.theory.exact;

import dev.tacit.theory.check.Finding;
import java.util.Locale;

/** Findings about one number, and how a number is written. */
final class Findings {
  private Findings() {}

  /** Held if measured ≤ bound. */
  static Finding atMost(String subject, String claim, double bound, double measured) {
    return Finding.of(
        subject, claim, "at most " + number(bound), number(measured), measured <= bound);
  }

  /** Held if measured ≥ bound. */
  static Finding atLeast(String subject, String claim, double bound, double measured) {
    return Finding.of(
        subject, claim, "at least " + number(bound), number(measured), measured >= bound);
  }

  /** Held if low ≤ measured ≤ high. */
  static Finding between(String subject, String claim, double low, double high, double measured) {
    return Finding.of(
        subject,
        claim,
        number(low) + " to " + number(high),
        number(measured),
        measured >= low && measured <= high);
  }

  /** Held if measured differs from the claimed number by at most the tolerance. */
  static Finding near(String subject, double claimed, double tolerance, double measured) {
    return Finding.of(
        subject,
        number(claimed),
        "within " + number(tolerance),
        number(measured),
        Math.abs(measured - claimed) <= tolerance);
  }

  /** Six significant digits, or a power of ten where the number is far from 1. */
  static String number(double value) {
    double size = Math.abs(value);
    if (value == 0 || (size >= 1e-3 && size < 1e6)) {
      String text = String.format(Locale.ROOT, "%.6g", value);
      return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
    return String.format(Locale.ROOT, "%.2g", value).replace("e-0", "e-").replace("e+0", "e");
  }
}
