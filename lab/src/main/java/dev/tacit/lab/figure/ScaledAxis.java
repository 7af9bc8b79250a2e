package dev.tacit.lab.figure;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.axis.ValueTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** An axis over the places of a {@link Scale}, with the scale's ticks and nothing automatic. */
final class ScaledAxis extends NumberAxis {
  private static final long serialVersionUID = 1;

  private final transient Scale scale;
  private final int about;
  private final int room;

  /**
   * @param low the lowest place
   * @param high the highest place
   * @param about how many ticks have room
   * @param room right of the data, for half a label
   */
  ScaledAxis(Scale scale, double low, double high, int about, int room) {
    super(null);
    this.room = room;
    this.about = about;
    this.scale = scale;
    setAutoRange(false);
    setRange(low, high);
    setUpperMargin(0);
    setLowerMargin(0);
  }

  @Override
  @SuppressWarnings("rawtypes") // as it is inherited
  public List refreshTicks(
      Graphics2D g2, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
    boolean across = RectangleEdge.isTopOrBottom(edge);
    FontMetrics metrics = g2.getFontMetrics(getTickLabelFont());
    List<ValueTick> ticks = new ArrayList<>();
    for (Scale.Tick tick : scale.ticks(getLowerBound(), getUpperBound(), about)) {
      // A grid line on the other axis would hide it.
      boolean line = tick.major() && (across || tick.place() > getLowerBound());
      TextAnchor anchor = across ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
      double end =
          valueToJava2D(tick.place(), dataArea, edge) + metrics.stringWidth(tick.label()) / 2.0;
      if (across && end > dataArea.getMaxX() + room) {
        anchor = TextAnchor.TOP_RIGHT; // a long number at the end would be cut off
      }
      ticks.add(
          new NumberTick(
              line ? TickType.MAJOR : TickType.MINOR,
              tick.place(),
              tick.label(),
              anchor,
              TextAnchor.CENTER,
              0));
    }
    return ticks;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScaledAxis axis && super.equals(other) && scale == axis.scale;
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
