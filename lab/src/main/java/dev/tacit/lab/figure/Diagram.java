package dev.tacit.lab.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;

/**
 * Lines over axes, before they are drawn: what is drawn, and nothing of what it means.
 *
 * @param name of its files
 * @param title what, in words
 * @param quantity the vertical axis: a formula or a unit; stands below the title
 * @param across the horizontal axis
 * @param panels its axes, side by side; they share the vertical axis unless {@code apart}
 * @param apart whether every panel has a vertical axis of its own
 * @param firstOnTop whether a panel's first line lies over the others; else its last
 * @param size of the whole and of its panels
 * @param limits of its axes
 */
public record Diagram(
    String name,
    String title,
    String quantity,
    Across across,
    List<Panel> panels,
    boolean apart,
    boolean firstOnTop,
    Size size,
    Limits limits) {
  /** Copies the panels. */
  public Diagram {
    panels = List.copyOf(panels);
  }

  /** One whose axes hold its lines. */
  public Diagram(
      String name,
      String title,
      String quantity,
      Across across,
      List<Panel> panels,
      boolean apart,
      boolean firstOnTop,
      Size size) {
    this(name, title, quantity, across, panels, apart, firstOnTop, size, Limits.NONE);
  }

  /** The same with other panels. */
  Diagram with(List<Panel> others) {
    return new Diagram(name, title, quantity, across, others, apart, firstOnTop, size, limits);
  }

  /** The same in another size. */
  Diagram with(Size other) {
    return new Diagram(name, title, quantity, across, panels, apart, firstOnTop, other, limits);
  }

  /**
   * A horizontal axis.
   *
   * @param label under it
   * @param kind of scale
   */
  public record Across(String label, Kind kind) {
    /** Kinds of horizontal scale. */
    public enum Kind {
      /** Straight, from 0 where the lines begin near it. */
      EPOCH,
      /** Straight, as wide as the lines. */
      STRAIGHT,
      /** Logarithmic, as wide as the lines. */
      LOGARITHMIC,
      /** Logarithmic where it can be, falling to the right: training goes on from left to right. */
      FALLING,
      /** The values that occur, each named. */
      VALUE
    }
  }

  /**
   * In pixels.
   *
   * @param width of the figure
   * @param columns panels side by side
   * @param panelHeight of each
   */
  public record Size(int width, int columns, int panelHeight) {
    private static final int SINGLE_WIDTH = 560;
    private static final int WIDE = 1300;
    private static final int PLOT_HEIGHT = 300;

    /** What suits a number of panels on a page. */
    public static Size of(int panels) {
      int columns = panels <= 3 ? panels : panels == 4 ? 2 : panels <= 6 ? 3 : panels <= 8 ? 4 : 5;
      return new Size(
          panels == 1 ? SINGLE_WIDTH : WIDE,
          columns,
          columns <= 2 ? PLOT_HEIGHT : columns == 3 ? 280 : 240);
    }
  }

  /**
   * One pair of axes.
   *
   * @param heading above it, or empty
   * @param scale of its vertical axis
   * @param share whether values lie in [0, 1]
   * @param lines in the order of the legend
   * @param greyed stretches of the horizontal axis
   * @param levels horizontal lines to compare with
   * @param marks vertical lines where something happened
   * @param slopes to compare with
   * @param stars on points that stand out
   * @param notes beside points, where there is room
   */
  public record Panel(
      String heading,
      Scale scale,
      boolean share,
      List<Line> lines,
      List<Stretch> greyed,
      List<Level> levels,
      List<Mark> marks,
      List<Slope> slopes,
      List<Star> stars,
      List<Note> notes) {
    /** One with nothing but lines. */
    public Panel(String heading, Scale scale, boolean share, List<Line> lines) {
      this(heading, scale, share, lines, List.of());
    }

    /** One with nothing but lines and notes. */
    public Panel(String heading, Scale scale, boolean share, List<Line> lines, List<Note> notes) {
      this(
          heading, scale, share, lines, List.of(), List.of(), List.of(), List.of(), List.of(),
          notes);
    }

    /** The same with other lines. */
    public Panel with(List<Line> others) {
      return new Panel(heading, scale, share, others, greyed, levels, marks, slopes, stars, notes);
    }
  }

  /**
   * One line with its band.
   *
   * @param label in the legend; lines of one label have one entry
   * @param color of line and band
   * @param shade how much of the colour is left in the line, from 0 (white) to 1
   * @param stroke of the line; null for its dots alone
   * @param sample of the line in the legend
   * @param dot the radius of a marker at every point; 0 for none
   * @param marker its shape
   * @param full whether the axes hold it whole, as they hold any line if there is no such one
   * @param points from left to right
   * @param crossed whether its end is crossed out
   * @param bars whether each point has its intervals as thin bars, instead of a band
   */
  public record Line(
      String label,
      Color color,
      double shade,
      BasicStroke stroke,
      BasicStroke sample,
      double dot,
      Marker marker,
      boolean full,
      List<Point> points,
      boolean crossed,
      boolean bars) {
    /** One with a band. */
    public Line(
        String label,
        Color color,
        BasicStroke stroke,
        BasicStroke sample,
        double dot,
        boolean full,
        List<Point> points,
        boolean crossed) {
      this(label, color, 1, stroke, sample, dot, Marker.DOT, full, points, crossed, false);
    }

    /** Points with intervals both ways, and no line. */
    public static Line scattered(String label, Color color, double dot, List<Point> points) {
      return new Line(label, color, 1, null, null, dot, Marker.DOT, true, points, false, true);
    }

    /**
     * One without an entry in the legend, behind those that have one.
     *
     * @param color of those it belongs to
     * @param shade how much of the colour is left
     */
    public static Line behind(
        Color color, double shade, BasicStroke stroke, double dot, List<Point> points) {
      return new Line(
          "", color, shade, stroke, stroke, dot, Marker.DOT, false, points, false, false);
    }

    /** The same under another label. */
    public Line labelled(String other) {
      return new Line(
          other, color, shade, stroke, sample, dot, marker, full, points, crossed, bars);
    }

    /** What of it lies in a stretch of the horizontal axis. */
    Line within(Limits.Range range) {
      List<Point> left = points.stream().filter(point -> range.holds(point.x())).toList();
      return new Line(label, color, shade, stroke, sample, dot, marker, full, left, crossed, bars);
    }

    /** The same without a cross at its end. */
    Line uncrossed() {
      return new Line(label, color, shade, stroke, sample, dot, marker, full, points, false, bars);
    }

    /** The colour that it is drawn with. */
    Color paint() {
      return shade == 1 ? color : Look.faint(color, shade);
    }

    boolean hasBand() {
      return !bars && points.stream().anyMatch(Point::hasBand);
    }

    Point last() {
      return points.get(points.size() - 1);
    }
  }

  /**
   * A point of a line.
   *
   * @param x place
   * @param y value
   * @param low the band's lower end, NaN without a band
   * @param high the band's upper end, NaN without a band
   * @param left the lower end of the place's own interval, NaN for none
   * @param right its upper end, NaN for none
   */
  public record Point(double x, double y, double low, double high, double left, double right) {
    /** One at a place that is known. */
    public Point(double x, double y, double low, double high) {
      this(x, y, low, high, Double.NaN, Double.NaN);
    }

    /** One without a band. */
    public Point(double x, double y) {
      this(x, y, Double.NaN, Double.NaN);
    }

    boolean hasBand() {
      return !Double.isNaN(low);
    }
  }

  /**
   * A horizontal line, such as a threshold of stability.
   *
   * @param value where
   * @param label what it means, for the legend
   * @param color of the line
   */
  public record Level(double value, String label, Color color) {}

  /**
   * A part of the horizontal axis.
   *
   * @param label what it means, for the legend
   */
  public record Stretch(double from, double to, String label) {}

  /**
   * A moment, such as a switch between rules.
   *
   * @param x where
   * @param color of whose moment it is
   */
  public record Mark(double x, Color color) {}

  /**
   * A point that stands out.
   *
   * @param x where
   * @param y its value
   * @param color of whose point it is
   * @param label what it means, for the legend
   */
  public record Star(double x, double y, Color color, String label) {}

  /**
   * Words beside a point.
   *
   * @param x where it is
   * @param y its value
   */
  public record Note(double x, double y, String text) {}

  /**
   * A slope between logarithms, drawn as a triangle with a level side below.
   *
   * @param left where it begins
   * @param right where it ends
   * @param bottom its value at the left
   * @param top its value at the right
   * @param label beside it
   */
  public record Slope(double left, double right, double bottom, double top, String label) {}
}
