package dev.tacit.lab.landscape;

import dev.tacit.curvature.SpectralDensity;
import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.DiagramPainter;
import dev.tacit.lab.figure.Look;
import dev.tacit.lab.figure.Scale;
import java.awt.BasicStroke;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

  void write(Path directory, String name, String csv) throws IOException {
    double low = density.nodes().get(0).value();
    double high = density.nodes().get(density.nodes().size() - 1).value();
    double length = high > low ? high - low : Math.max(Math.abs(high), 1);
    double width = WIDENING * length;
    double floor = 0.1 / parameters / (width * Math.sqrt(2 * Math.PI));
    List<Diagram.Point> points = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      double x = low - MARGIN * length + (1 + 2 * MARGIN) * length * i / (POINTS - 1);
      points.add(new Diagram.Point(x, Math.max(floor, density.at(x, width))));
    }
    BasicStroke stroke = Look.stroke(2);
    Diagram.Line line =
        new Diagram.Line("", Look.PALETTE.get(0), stroke, stroke, 0, true, points, false);
    Diagram diagram =
        new Diagram(
            name,
            title,
            below,
            new Diagram.Across("eigenvalue", Diagram.Across.Kind.STRAIGHT),
            List.of(new Diagram.Panel("density", new Scale.Log(), false, List.of(line))),
            true,
            true,
            new Diagram.Size(WIDTH, 1, PLOT_HEIGHT));
    DiagramPainter.write(diagram, directory, csv);
  }
}
