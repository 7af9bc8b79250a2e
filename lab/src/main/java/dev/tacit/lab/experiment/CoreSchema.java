package dev.tacit.lab.experiment;

import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * What an unquoted scalar means in YAML 1.2, by the tables of its core schema (section 10.3.2):
 * null, true, false, whole and other numbers; everything else is text.
 */
final class CoreSchema {
  private static final Pattern NULL = Pattern.compile("null|Null|NULL|~|");
  private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
  private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern INFINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)");
  private static final Pattern NOT_A_NUMBER = Pattern.compile("\\.(nan|NaN|NAN)");
  private static final int MOST_DIGITS = 400; // no number has more, and longer ones take long

  private CoreSchema() {}

  static boolean isNull(String text) {
    return NULL.matcher(text).matches();
  }

  /** True or false; null if the text is neither. */
  static Boolean truth(String text) {
    return TRUE.matcher(text).matches()
        ? Boolean.TRUE
        : FALSE.matcher(text).matches() ? Boolean.FALSE : null;
  }

  /**
   * A number as Integer, Long or BigInteger (the smallest that holds it) or Double; null if the
   * text is none.
   */
  static Number number(String text) {
    if (text.length() <= MOST_DIGITS) {
      if (DECIMAL.matcher(text).matches()) {
        return smallest(new BigInteger(text));
      }
      if (OCTAL.matcher(text).matches()) {
        return smallest(new BigInteger(text.substring(2), 8));
      }
      if (HEXADECIMAL.matcher(text).matches()) {
        return smallest(new BigInteger(text.substring(2), 16));
      }
      if (REAL.matcher(text).matches()) {
        return Double.valueOf(text);
      }
      if (INFINITE.matcher(text).matches()) {
        return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      }
    }
    return NOT_A_NUMBER.matcher(text).matches() ? Double.NaN : null;
  }

  private static Number smallest(BigInteger number) {
    if (number.bitLength() < Integer.SIZE) {
      return number.intValue();
    }
    return number.bitLength() < Long.SIZE ? (Number) number.longValue() : (Number) number;
  }

  /** Null, a boolean, a number, or the text itself. */
  static Object value(String text) {
    if (isNull(text)) {
      return null;
    }
    Object truth = truth(text);
    Object number = truth == null ? number(text) : truth;
    return number == null ? text : number;
  }

  /** A number or boolean as this schema writes it. */
  static String text(Object value) {
    if (value instanceof Double d && !Double.isFinite(d)) {
      return Double.isNaN(d) ? ".nan" : d > 0 ? ".inf" : "-.inf";
    }
    return String.valueOf(value);
  }
}
