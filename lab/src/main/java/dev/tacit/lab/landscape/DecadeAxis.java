package dev.tacit.lab.landscape;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.axis.ValueTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** An axis of logarithms to base 10, with the numbers themselves at its ticks: 0.01, 0.1, 1. */
final class DecadeAxis extends NumberAxis {
  private static final long serialVersionUID = 1;

  @Override
  @SuppressWarnings("rawtypes") // as it is inherited
  public List refreshTicks(
      Graphics2D g2, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
    TextAnchor anchor =
        RectangleEdge.isTopOrBottom(edge) ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    List<ValueTick> ticks = new ArrayList<>();
    double decades = getUpperBound() - getLowerBound();
    int every = (int) Math.ceil(decades / 8);
    for (int k = (int) Math.floor(getLowerBound()); k <= getUpperBound(); k++) {
      for (int digit = 1; digit <= 9; digit++) {
        double place = k + Math.log10(digit);
        boolean inside = place >= getLowerBound() && place <= getUpperBound();
        boolean labelled =
            digit == 1 ? k % every == 0 : decades <= 2.5 && (digit == 2 || digit == 5);
        if (inside && (labelled || decades <= 4)) {
          TickType type = labelled ? TickType.MAJOR : TickType.MINOR;
          String label = labelled ? text(digit, k) : "";
          ticks.add(new NumberTick(type, place, label, anchor, TextAnchor.CENTER, 0));
        }
      }
    }
    return ticks;
  }

  /** digit · 10^k as people write it. */
  static String text(int digit, int k) {
    if (k < -4 || k > 5) {
      return digit + "e" + k;
    }
    return String.format(Locale.ROOT, "%." + Math.max(0, -k) + "f", digit * Math.pow(10, k));
  }
}
