package dev.tacit.lab.figure;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of a figure on paper, as people write it: {@code 85mm}, {@code 8.5cm}, {@code 3.3in},
 * {@code 240pt}, with a height {@code 85x60mm}.
 *
 * @param width in points, of which an inch has 72
 * @param height in points; empty to leave it to what is drawn
 */
public record PaperSize(double width, OptionalDouble height) {
  private static final Map<String, Double> POINTS =
      Map.of("mm", 72 / 25.4, "cm", 72 / 2.54, "in", 72.0, "pt", 1.0);
  private static final String NUMBER = "(\\d{1,6}(?:\\.\\d{1,6})?)";
  private static final Pattern FORM =
      Pattern.compile(NUMBER + "(?:[x×]" + NUMBER + ")?(mm|cm|in|pt)");
  private static final double LEAST = 20; // mm
  private static final double MOST = 500;

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException saying what was found and what is allowed
   */
  public static PaperSize parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "expected a width with its unit, or width and height, in mm, cm, in or pt, as in 85mm,"
              + " 3.3in or 85x60mm; found '"
              + text
              + "'");
    }
    double unit = POINTS.get(form.group(3));
    double width = checked(form.group(1), unit, "width", text);
    return form.group(2) == null
        ? new PaperSize(width, OptionalDouble.empty())
        : new PaperSize(width, OptionalDouble.of(checked(form.group(2), unit, "height", text)));
  }

  private static double checked(String number, double unit, String what, String text) {
    double points = new BigDecimal(number).doubleValue() * unit;
    double mm = points / POINTS.get("mm");
    if (!(mm >= LEAST - 1e-9 && mm <= MOST + 1e-9)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a %s from %.0f to %.0f mm; found '%s'",
              what,
              LEAST,
              MOST,
              text));
    }
    return points;
  }

  /** Points as millimetres. */
  static double mm(double points) {
    return points / POINTS.get("mm");
  }
}
