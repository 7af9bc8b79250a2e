package dev.tacit.theory.order;

import java.util.Locale;
import org.hipparchus.stat.regression.SimpleRegression;

/**
 * The order of an error in the step size.
 *
 * @param last the slope between the logarithms of the two smallest steps, where higher orders
 *     disturb least
 * @param fitted the slope of the regression line through all of them
 * @param standardError of the fitted slope; NaN for fewer than three steps
 */
record Slope(double last, double fitted, double standardError) {

  /**
   * From errors at falling step sizes.
   *
   * @param steps h, [n], n at least 2
   * @param errors [n]
   */
  static Slope of(double[] steps, double[] errors) {
    int n = steps.length;
    if (n < 2 || n != errors.length) {
      throw new IllegalArgumentException(
          "a slope needs two or more steps with their errors, found "
              + n
              + " and "
              + errors.length);
    }
    SimpleRegression regression = new SimpleRegression();
    for (int i = 0; i < n; i++) {
      regression.addData(Math.log(steps[i]), Math.log(errors[i]));
    }
    double last = Math.log(errors[n - 2] / errors[n - 1]) / Math.log(steps[n - 2] / steps[n - 1]);
    return new Slope(last, regression.getSlope(), n < 3 ? Double.NaN : regression.getSlopeStdErr());
  }

  /** As the table says it: the last slope, then the fit. */
  @Override
  public String toString() {
    return Double.isNaN(standardError)
        ? String.format(Locale.ROOT, "%.3f", last)
        : String.format(Locale.ROOT, "%.3f (fit %.2f ± %.2f)", last, fitted, standardError);
  }
}
