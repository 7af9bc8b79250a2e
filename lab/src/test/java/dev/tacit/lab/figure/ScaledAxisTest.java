package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.junit.jupiter.api.Test;

/** Where the numbers of an axis stand. */
class ScaledAxisTest {
  private static final int ROOM = 18;

  private static List<NumberTick> ticks(double high, RectangleEdge edge) {
    ScaledAxis axis = new ScaledAxis(new Scale.Linear(), 0, high, 6, ROOM);
    axis.setTickLabelFont(Look.TICK);
    Graphics2D g2 = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    Rectangle2D data = new Rectangle2D.Double(50, 10, 500, 300);
    Stream<?> all = axis.refreshTicks(g2, new AxisState(), data, edge).stream();
    return all.map(NumberTick.class::cast).filter(tick -> !tick.getText().isEmpty()).toList();
  }

  @Test
  void aLongNumberAtTheEndStaysOnThePicture() {
    List<NumberTick> ticks = ticks(12000, RectangleEdge.BOTTOM);
    NumberTick last = ticks.get(ticks.size() - 1);
    assertEquals(12000, last.getValue());
    assertEquals(TextAnchor.TOP_RIGHT, last.getTextAnchor());
    ticks
        .subList(0, ticks.size() - 1)
        .forEach(tick -> assertEquals(TextAnchor.TOP_CENTER, tick.getTextAnchor()));
  }

  @Test
  void aShortOneStandsUnderItsLine() {
    ticks(100, RectangleEdge.BOTTOM)
        .forEach(tick -> assertEquals(TextAnchor.TOP_CENTER, tick.getTextAnchor()));
    ticks(12000, RectangleEdge.LEFT)
        .forEach(tick -> assertEquals(TextAnchor.CENTER_RIGHT, tick.getTextAnchor()));
  }
}
