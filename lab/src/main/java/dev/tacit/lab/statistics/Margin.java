package dev.tacit.lab.statistics;

import dev.tacit.lab.statistics.PairedComparison.Effect;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far apart two sides may be and still count as the same.
 *
 * @param size of the difference; of a relative margin, r in a ratio from 1/(1+r) to 1+r
 * @param relative whether it is of the ratio
 */
public record Margin(double size, boolean relative) {
  private static final Pattern TEXT = Pattern.compile("([-+0-9.eE]{1,40})\\s*(%?)");
  private static final double PERCENT = 100;

  /** Checks the size. */
  public Margin {
    if (!(size > 0 && size < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("must be positive and finite, found " + size);
    }
  }

  /**
   * As a file has it: {@code 0.01} of a difference, {@code 5 %} of a ratio.
   *
   * @throws IllegalArgumentException saying what was found and what is allowed
   */
  public static Margin parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    double number = matcher.matches() ? number(matcher.group(1)) : Double.NaN;
    if (Double.isNaN(number)) {
      throw new IllegalArgumentException(
          "must be a positive number, as in 0.01 (of a difference), or per cent, as in 5 % (of a"
              + " ratio), found '"
              + (text.length() > PERCENT ? text.substring(0, (int) PERCENT) + "…" : text)
              + "'");
    }
    boolean relative = !matcher.group(2).isEmpty();
    return new Margin(relative ? number / PERCENT : number, relative);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The effect that it bounds. */
  public Effect effect() {
    return relative ? Effect.RATIO : Effect.DIFFERENCE;
  }

  /** The bound δ of what is tested: the difference, or the logarithm of the ratio. */
  public double bound() {
    return relative ? Math.log1p(size) : size;
  }

  /** As a file has it. */
  @Override
  public String toString() {
    return relative ? StageText.number(size * PERCENT) + " %" : StageText.number(size);
  }
}
