package dev.tacit.lab.landscape;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.DefaultXYDataset;

/**
 * Losses and errors along one-dimensional paths, in two panels side by side; the loss is on a
 * logarithmic scale where it spans more than two decades.
 *
 * @param title what, in words
 * @param below how it was made
 * @param across the horizontal axis
 * @param x its values
 * @param lines what is drawn
 */
record LineFigure(String title, String below, String across, List<Double> x, List<Line> lines) {
  private static final int WIDTH = 1100;
  private static final int PLOT_HEIGHT = 320;
  private static final int GUTTER = 26;
  private static final int SAMPLE = 34;
  private static final double DECADES_FOR_LOG = 2;

  /**
   * One profile, of which loss and error on one set are drawn.
   *
   * @param label in the legend
   * @param onTrain the training set, else the test set
   * @param dashed to tell two paths apart
   */
  record Line(String label, Profile profile, boolean onTrain, boolean dashed) {
    Color color() {
      return onTrain ? Look.TRAIN : Look.TEST;
    }

    Stroke stroke() {
      return dashed
          ? new BasicStroke(
              2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {7, 5}, 0)
          : new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    double[] values(boolean error) {
      return profile.values(
          error
              ? onTrain ? Quantity.TRAIN_ERROR : Quantity.TEST_ERROR
              : onTrain ? Quantity.TRAIN_LOSS : Quantity.TEST_LOSS);
    }
  }

  void write(Path base) throws IOException {
    Look.write(base, WIDTH, PLOT_HEIGHT + 124, this::paint);
  }

  private void paint(Graphics2D g2) {
    double y = Look.heading(g2, title, below, WIDTH) + 8;
    legend(g2, y);
    y += 34;
    boolean errors = IntStream.range(0, lines.size()).anyMatch(i -> hasErrors(lines.get(i)));
    double width = errors ? (WIDTH - 2.0 * Look.MARGIN - GUTTER) / 2 : WIDTH - 2.0 * Look.MARGIN;
    panel(g2, new Rectangle2D.Double(Look.MARGIN, y, width, PLOT_HEIGHT), false);
    if (errors) {
      panel(g2, new Rectangle2D.Double(Look.MARGIN + width + GUTTER, y, width, PLOT_HEIGHT), true);
    }
  }

  private static boolean hasErrors(Line line) {
    return !Double.isNaN(line.values(true)[0]);
  }

  private void legend(Graphics2D g2, double top) {
    double left = Look.MARGIN;
    for (Line line : lines) {
      g2.setColor(line.color());
      g2.setStroke(line.stroke());
      g2.draw(new Line2D.Double(left, top + 9, left + SAMPLE, top + 9));
      g2.setColor(Look.TEXT);
      g2.setFont(Look.BODY);
      g2.drawString(line.label(), (float) left + SAMPLE + 8, (float) top + 14);
      left += SAMPLE + 8 + g2.getFontMetrics().stringWidth(line.label()) + 26;
    }
  }

  private void panel(Graphics2D g2, Rectangle2D area, boolean error) {
    boolean logarithmic = !error && spansDecades();
    DefaultXYDataset data = new DefaultXYDataset();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    for (int i = 0; i < lines.size(); i++) {
      double[] values = lines.get(i).values(error);
      for (int k = 0; k < values.length; k++) {
        values[k] = logarithmic ? Math.log10(values[k]) : values[k];
      }
      data.addSeries(
          Integer.toString(i),
          new double[][] {x.stream().mapToDouble(Double::doubleValue).toArray(), values});
      renderer.setSeriesPaint(i, lines.get(i).color());
      renderer.setSeriesStroke(i, lines.get(i).stroke(), false);
    }
    NumberAxis horizontal = Look.axis(new NumberAxis(), across);
    horizontal.setRange(x.get(0), x.get(x.size() - 1));
    NumberAxis vertical =
        Look.axis(
            logarithmic ? new DecadeAxis() : new NumberAxis(), error ? "0-1 error" : "mean loss");
    vertical.setAxisLineVisible(false);
    vertical.setTickMarksVisible(false);
    if (error) {
      vertical.setAutoRangeIncludesZero(true);
    }
    Look.chart(new XYPlot(data, horizontal, vertical, renderer)).draw(g2, area);
  }

  private boolean spansDecades() {
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (Line line : lines) {
      for (double value : line.values(false)) {
        if (Double.isFinite(value)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }
    return low > 0 && Math.log10(high / low) > DECADES_FOR_LOG;
  }
}
