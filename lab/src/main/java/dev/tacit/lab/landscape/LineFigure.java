package dev.tacit.lab.landscape;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.DiagramPainter;
import dev.tacit.lab.figure.Look;
import dev.tacit.lab.figure.Scale;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
  private static final float LINE = 2.2f;
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
      return Look.PALETTE.get(onTrain ? 0 : 1);
    }

    BasicStroke stroke() {
      return dashed ? Look.stroke(LINE, 7, 5) : Look.stroke(LINE);
    }

    double[] values(boolean error) {
      return profile.values(
          error
              ? onTrain ? Quantity.TRAIN_ERROR : Quantity.TEST_ERROR
              : onTrain ? Quantity.TRAIN_LOSS : Quantity.TEST_LOSS);
    }
  }

  void write(Path directory, String name, String csv) throws IOException {
    List<Diagram.Panel> panels = new ArrayList<>();
    Scale scale = spansDecades() ? new Scale.Log() : new Scale.Linear();
    panels.add(new Diagram.Panel("mean loss", scale, false, drawn(false)));
    if (lines.stream().anyMatch(line -> !Double.isNaN(line.values(true)[0]))) {
      panels.add(new Diagram.Panel("0-1 error", new Scale.Linear(), true, drawn(true)));
    }
    Diagram.Across horizontal = new Diagram.Across(across, Diagram.Across.Kind.STRAIGHT);
    Diagram.Size size = new Diagram.Size(WIDTH, panels.size(), PLOT_HEIGHT);
    Diagram diagram = new Diagram(name, title, below, horizontal, panels, true, true, size);
    DiagramPainter.write(diagram, directory, csv);
  }

  /** In pieces, where a line is a number. */
  private List<Diagram.Line> drawn(boolean error) {
    List<Diagram.Line> drawn = new ArrayList<>();
    for (Line line : lines) {
      double[] values = line.values(error);
      BasicStroke stroke = line.stroke();
      List<Diagram.Point> points = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        if (Double.isFinite(values[i])) {
          points.add(new Diagram.Point(x.get(i), values[i]));
        }
        if (!points.isEmpty() && (!Double.isFinite(values[i]) || i == values.length - 1)) {
          drawn.add(
              new Diagram.Line(line.label(), line.color(), stroke, stroke, 0, true, points, false));
          points = new ArrayList<>();
        }
      }
    }
    return drawn;
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
