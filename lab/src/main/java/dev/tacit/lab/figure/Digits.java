package dev.tacit.lab.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them, the same in every locale; minus is U+2212, powers are raised. */
public final class Digits {
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final String NONE = "–";

  private Digits() {}

  /** Four significant digits. */
  public static String shown(double value) {
    return significant(value, 4);
  }

  /** Some significant digits, with a power of ten where the number is very large or small. */
  public static String significant(double value, int digits) {
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

  /** As many digits as it needs, for whole numbers and settings. */
  public static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? minus(Long.toString((long) value))
        : significant(value, 4);
  }

  /** A setting as people write one: at most four digits and no zeros behind them. */
  static String setting(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return significant(value, 4);
    }
    BigDecimal rounded =
        new BigDecimal(value)
            .round(new MathContext(4, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return exponent >= -5 && exponent < 7
        ? minus(rounded.toPlainString())
        : significant(value, rounded.precision());
  }

  /** A count with thousands set apart. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** The power of ten of the first digit. */
  public static int exponent(double value) {
    return (int) Math.floor(Math.log10(Math.abs(value)) + 1e-12);
  }

  /** A whole number in raised digits. */
  public static String raised(int exponent) {
    StringBuilder text = new StringBuilder();
    for (char c : Integer.toString(exponent).toCharArray()) {
      text.append(c == '-' ? '⁻' : RAISED.charAt(c - '0'));
    }
    return text.toString();
  }

  /** Puts the minus sign in the place of a hyphen. */
  public static String minus(String number) {
    return number.replace('-', '−');
  }
}
