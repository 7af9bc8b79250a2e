package dev.tacit.lab.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.BitSet;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.data.xy.XYDataset;

/** Lines with bands; series without a band draw none. */
final class BandRenderer extends DeviationRenderer {
  private static final long serialVersionUID = 1;

  private final BitSet banded;

  BandRenderer(BitSet banded) {
    super(true, false);
    this.banded = banded;
    setAlpha(0.17f);
  }

  @Override
  public void drawItem(
      Graphics2D g2,
      XYItemRendererState state,
      Rectangle2D dataArea,
      PlotRenderingInfo info,
      XYPlot plot,
      ValueAxis domainAxis,
      ValueAxis rangeAxis,
      XYDataset dataset,
      int series,
      int item,
      CrosshairState crosshairState,
      int pass) {
    if (pass > 0 || banded.get(series)) {
      super.drawItem(
          g2,
          state,
          dataArea,
          info,
          plot,
          domainAxis,
          rangeAxis,
          dataset,
          series,
          item,
          crosshairState,
          pass);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BandRenderer renderer
        && super.equals(other)
        && banded.equals(renderer.banded);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
