package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.DiagramPainter.Placed;
import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.figure.Frame;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.Series.Point;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The numbers behind a figure for the page's script, as JSON with four significant digits. A band
 * is one number: half its width, or where means are geometric the factor from the mean to either
 * end.
 */
final class HoverData {
  private static final MathContext DIGITS = new MathContext(4);

  private HoverData() {}

  /** Of lines. */
  static String of(LinePlot plot, List<Placed> placed) {
    StringBuilder json = new StringBuilder("{\"x\":");
    json.append(quoted(plot.across().column())).append(",\"p\":[");
    boolean falling = plot.across().kind() == Kind.FALLING;
    String comma = "";
    for (int i = 0; i < placed.size(); i++) {
      json.append(comma);
      panel(json, plot.panels().get(i), placed.get(i), falling);
      comma = ",";
    }
    return json.append("]}").toString();
  }

  /** Of a map: of each panel the axes, and of each cell its column, row and words. */
  static String of(MapPlot plot, List<Rectangle2D> areas) {
    StringBuilder json = new StringBuilder("{\"m\":[");
    String comma = "";
    for (int i = 0; i < areas.size(); i++) {
      MapPlot.Panel panel = plot.panels().get(i);
      json.append(comma).append("{\"a\":");
      area(json, areas.get(i));
      axis(json.append(",\"x\":"), panel.across());
      axis(json.append(",\"y\":"), panel.up());
      json.append(",\"t\":[");
      comma = "";
      for (MapPlot.Cell cell : panel.cells()) {
        json.append(comma).append('[').append(cell.column()).append(',').append(cell.row());
        json.append(',').append(quoted(words(cell))).append(']');
        comma = ",";
      }
      json.append("]}");
      comma = ",";
    }
    return json.append("]}").toString();
  }

  /** Of points: where each lies, its colour, and words of its setting and its values. */
  static String of(ScatterPlot plot, Placed placed) {
    StringBuilder json = new StringBuilder("{\"d\":[");
    Frame frame = placed.frame();
    Rectangle2D area = placed.area();
    String comma = "";
    for (ScatterPlot.Cloud cloud : plot.clouds()) {
      for (ScatterPlot.Dot dot : cloud.dots()) {
        double x = frame.x().place(dot.across().mean()) - frame.xLow();
        double y = frame.y().place(dot.up().mean()) - frame.yLow();
        double across = area.getX() + x / (frame.xHigh() - frame.xLow()) * area.getWidth();
        double up = area.getMaxY() - y / (frame.yHigh() - frame.yLow()) * area.getHeight();
        json.append(comma).append('[').append(pixels(across)).append(',').append(pixels(up));
        json.append(",\"").append(Colours.css(cloud.optimizer())).append("\",");
        String setting = dot.setting().isEmpty() ? "" : ", " + dot.setting();
        json.append(quoted(cloud.optimizer().name() + setting)).append(',');
        json.append(quoted(plot.x().name() + "  " + words(dot.across()))).append(',');
        json.append(quoted(plot.y().name() + "  " + words(dot.up()))).append(']');
        comma = ",";
      }
    }
    return json.append("]}").toString();
  }

  private static void axis(StringBuilder json, MapPlot.Named axis) {
    json.append('[').append(quoted(axis.name()));
    axis.labels().forEach(label -> json.append(',').append(quoted(label)));
    json.append(']');
  }

  private static String words(MapPlot.Cell cell) {
    String without = cell.without() == 0 ? "" : ", " + cell.without() + " without a value";
    return (cell.mean() == null ? "no value" : words(cell.mean())) + without;
  }

  /** As in "0.12 [0.11, 0.13], n = 3". */
  private static String words(Point mean) {
    String band =
        mean.hasBand()
            ? " [" + Digits.shown(mean.low()) + ", " + Digits.shown(mean.high()) + "]"
            : "";
    return Digits.shown(mean.mean()) + band + ", n = " + mean.n();
  }

  private static void area(StringBuilder json, Rectangle2D area) {
    json.append('[').append(pixels(area.getX())).append(',').append(pixels(area.getY()));
    json.append(',').append(pixels(area.getWidth())).append(',');
    json.append(pixels(area.getHeight())).append(']');
  }

  private static void panel(StringBuilder json, Panel panel, Placed placed, boolean falling) {
    Frame frame = placed.frame();
    json.append("{\"a\":");
    area(json, placed.area());
    json.append(",\"h\":[");
    json.append(falling ? frame.xHigh() : frame.xLow()).append(',');
    json.append(falling ? frame.xLow() : frame.xHigh()).append(',');
    json.append(frame.x().script()).append("],\"v\":[");
    json.append(frame.yLow()).append(',').append(frame.yHigh()).append(',');
    boolean geometric = frame.y() instanceof Scale.Log;
    json.append(frame.y().script()).append("],\"g\":").append(geometric).append(",\"s\":[");
    String comma = "";
    for (Series series : panel.series().stream().filter(s -> !s.isSeed()).toList()) {
      json.append(comma).append("{\"n\":").append(quoted(name(series)));
      json.append(",\"c\":\"").append(Colours.css(series.optimizer())).append("\",\"x\":");
      places(json, series.points());
      json.append(",\"m\":");
      numbers(json, series.points(), Point::mean);
      if (series.hasBand()) {
        json.append(",\"b\":");
        numbers(
            json,
            series.points(),
            geometric
                ? point -> Math.sqrt(point.high() / point.low())
                : point -> (point.high() - point.low()) / 2);
      }
      json.append('}');
      comma = ",";
    }
    json.append("]}");
  }

  private static String name(Series series) {
    return series.optimizer().name() + (series.isStopped() ? " (" + series.run() + ")" : "");
  }

  /** Evenly spaced whole places as {"from", "step", "count"}, others one by one. */
  private static void places(StringBuilder json, List<Point> points) {
    double from = points.get(0).x();
    double step = points.size() > 1 ? points.get(1).x() - from : 1;
    boolean even = from == Math.rint(from) && step == Math.rint(step);
    for (int i = 0; i < points.size() && even; i++) {
      even = points.get(i).x() == from + i * step;
    }
    if (even) {
      json.append("{\"from\":").append((long) from).append(",\"step\":").append((long) step);
      json.append(",\"count\":").append(points.size()).append('}');
    } else {
      numbers(json, points, Point::x);
    }
  }

  private static void numbers(
      StringBuilder json, List<Point> points, ToDoubleFunction<Point> column) {
    String comma = "[";
    for (Point point : points) {
      json.append(comma).append(number(column.applyAsDouble(point)));
      comma = ",";
    }
    json.append(']');
  }

  private static String number(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString()
        : "null";
  }

  private static String pixels(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** A JSON string that may stand in a script element. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
