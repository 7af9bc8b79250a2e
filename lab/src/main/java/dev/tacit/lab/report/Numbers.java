package dev.tacit.lab.report;

import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them, the same in every locale; minus is U+2212, powers are raised. */
final class Numbers {
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final String NONE = "–";

  private Numbers() {}

  /** Four significant digits. */
  static String shown(double value) {
    return significant(value, 4);
  }

  /** Some significant digits, with a power of ten where the number is very large or small. */
  static String significant(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? NONE : minus(value < 0 ? "-∞" : "∞");
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -3 && exponent < 6) {
      int decimals = Math.max(0, digits - 1 - exponent);
      return minus(rounded.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString());
    }
    String mantissa = minus(rounded.movePointLeft(exponent).setScale(digits - 1).toPlainString());
    return (mantissa.equals("1") ? "" : mantissa + "×") + "10" + raised(exponent);
  }

  /** A mean with its 95 % interval, rounded to two digits of the interval. */
  static String shown(Interval interval) {
    double mean = interval.mean();
    double half = interval.halfWidth();
    if (interval.n() == 1 || !Double.isFinite(half)) {
      return shown(mean);
    }
    if (half == 0) {
      return plain(mean) + " ± 0";
    }
    double larger = Math.max(Math.abs(mean), half);
    int top = exponent(larger);
    boolean scaled = top < -3 || top >= 6;
    BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(scaled ? top : 0);
    int decimals = Math.max(0, 1 - exponent(half) + (scaled ? top : 0));
    // An interval far narrower than the mean says no more than seven digits of it.
    decimals = Math.min(decimals, Math.max(0, 6 - top + (scaled ? top : 0)));
    String both = fixed(mean, unit, decimals) + " ± " + fixed(half, unit, decimals);
    return scaled ? "(" + both + ")×10" + raised(top) : both;
  }

  private static String fixed(double value, BigDecimal unit, int decimals) {
    return minus(
        new BigDecimal(value)
            .divide(unit, MathContext.DECIMAL64)
            .setScale(decimals, RoundingMode.HALF_EVEN)
            .toPlainString());
  }

  /** As many digits as it needs, for whole numbers and settings. */
  public static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? minus(Long.toString((long) value))
        : significant(value, 4);
  }

  /** A count with thousands set apart. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** The power of ten of the first digit. */
  static int exponent(double value) {
    return (int) Math.floor(Math.log10(Math.abs(value)) + 1e-12);
  }

  /** A whole number in raised digits. */
  static String raised(int exponent) {
    StringBuilder text = new StringBuilder();
    for (char c : Integer.toString(exponent).toCharArray()) {
      text.append(c == '-' ? '⁻' : RAISED.charAt(c - '0'));
    }
    return text.toString();
  }

  /** Puts the minus sign in the place of a hyphen. */
  static String minus(String number) {
    return number.replace('-', '−');
  }

  /** How a run stands, in words. */
  static String standing(RunRecord run) {
    RunStatus status = run.status();
    String reason =
        status == null || status.reason() == null || status.reason().isBlank()
            ? ""
            : ": " + status.reason();
    return run.state()
        + (run.state() == State.finished ? "" : " at epoch " + plain(run.lastEpoch()))
        + reason;
  }
}
