package dev.tacit.lab.landscape;

import dev.tacit.curvature.SpectralDensity;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.DefaultXYDataset;

/**
 * The density of a Hessian's eigenvalues on a logarithmic axis, each node of the quadrature widened
 * to a normal distribution of half a percent of the spectrum's length. It is cut off where less
 * than a tenth of one eigenvalue would stand.
 *
 * @param title what, in words
 * @param below how it was made
 * @param density nodes and weights, not empty
 * @param parameters p, how many eigenvalues there are
 */
record SpectrumFigure(String title, String below, SpectralDensity density, long parameters) {
  private static final int WIDTH = 1100;
  private static final int PLOT_HEIGHT = 360;
  private static final int POINTS = 1200;
  private static final double WIDENING = 0.005;
  private static final double MARGIN = 0.04;

  void write(Path base) throws IOException {
    Look.write(base, WIDTH, PLOT_HEIGHT + 96, this::paint);
  }

  private void paint(Graphics2D g2) {
    double y = Look.heading(g2, title, below, WIDTH) + 8;
    double low = density.nodes().get(0).value();
    double high = density.nodes().get(density.nodes().size() - 1).value();
    double length = high > low ? high - low : Math.max(Math.abs(high), 1);
    double width = WIDENING * length;
    double floor = Math.log10(0.1 / parameters / (width * Math.sqrt(2 * Math.PI)));
    double[] x = new double[POINTS];
    double[] logs = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      x[i] = low - MARGIN * length + (1 + 2 * MARGIN) * length * i / (POINTS - 1);
      logs[i] = Math.max(floor, Math.log10(density.at(x[i], width)));
    }
    DefaultXYDataset data = new DefaultXYDataset();
    data.addSeries("density", new double[][] {x, logs});
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    renderer.setSeriesPaint(0, Look.TRAIN);
    renderer.setSeriesStroke(
        0, new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND), false);
    NumberAxis horizontal = Look.axis(new NumberAxis(), "eigenvalue");
    horizontal.setRange(x[0], x[POINTS - 1]);
    NumberAxis vertical = Look.axis(new DecadeAxis(), "density");
    vertical.setLowerBound(floor);
    vertical.setAxisLineVisible(false);
    vertical.setTickMarksVisible(false);
    Look.chart(new XYPlot(data, horizontal, vertical, renderer))
        .draw(g2, new Rectangle2D.Double(Look.MARGIN, y, WIDTH - 2.0 * Look.MARGIN, PLOT_HEIGHT));
  }
}
