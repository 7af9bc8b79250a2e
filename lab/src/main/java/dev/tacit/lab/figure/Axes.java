package dev.tacit.lab.figure;

import java.awt.BasicStroke;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.ui.RectangleInsets;

/** Axes over the places of a scale, as all figures have them. */
public final class Axes {
  private static final RectangleInsets AROUND_LABEL = new RectangleInsets(4, 0, 4, 0);

  private Axes() {}

  /**
   * A horizontal axis, with a line and ticks.
   *
   * @param low the lowest place
   * @param high the highest place
   * @param about how many ticks have room
   */
  public static NumberAxis across(Scale scale, double low, double high, int about, String label) {
    return across(Style.SCREEN, scale, low, high, about, label);
  }

  /** The same in some style. */
  static NumberAxis across(
      Style style, Scale scale, double low, double high, int about, String label) {
    NumberAxis axis = labelled(style, axis(style, scale, low, high, about), label);
    axis.setAxisLinePaint(style.axis());
    axis.setAxisLineStroke(new BasicStroke(style.hairline()));
    axis.setTickMarkPaint(style.axis());
    axis.setTickMarkOutsideLength(5);
    axis.setMinorTickMarksVisible(true);
    axis.setMinorTickMarkOutsideLength(3);
    axis.setTickLabelInsets(new RectangleInsets(4, 2, 0, 2));
    return axis;
  }

  /** A vertical axis, which grid lines stand for; what it shows is said above. */
  public static NumberAxis up(Scale scale, double low, double high, int about) {
    return up(Style.SCREEN, scale, low, high, about);
  }

  /** The same in some style. */
  static NumberAxis up(Style style, Scale scale, double low, double high, int about) {
    NumberAxis axis = axis(style, scale, low, high, about);
    axis.setAxisLineVisible(false);
    axis.setTickMarksVisible(false);
    axis.setMinorTickMarksVisible(false);
    axis.setTickLabelInsets(new RectangleInsets(0, 0, 0, 8));
    return axis;
  }

  /** The same with a name beside it. */
  public static NumberAxis labelled(NumberAxis axis, String label) {
    return labelled(Style.SCREEN, axis, label);
  }

  private static NumberAxis labelled(Style style, NumberAxis axis, String label) {
    axis.setLabel(label);
    axis.setLabelFont(style.body());
    axis.setLabelPaint(style.ink());
    axis.setLabelInsets(AROUND_LABEL);
    return axis;
  }

  private static NumberAxis axis(Style style, Scale scale, double low, double high, int about) {
    NumberAxis axis = new ScaledAxis(scale, low, high, about, style.right());
    axis.setTickLabelFont(style.tick());
    axis.setTickLabelPaint(Look.TEXT);
    return axis;
  }
}
