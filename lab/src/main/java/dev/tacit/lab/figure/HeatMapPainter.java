package dev.tacit.lab.figure;

import dev.tacit.lab.figure.HeatMap.Cell;
import dev.tacit.lab.figure.HeatMap.Panel;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/** Draws a heat map: title, legend, panels with a value in each cell, and the bar of colours. */
public final class HeatMapPainter {
  private static final int WIDE = 1300;
  private static final int SINGLE = 640;
  private static final int MOST_COLUMNS = 3;
  private static final int GUTTER = 26;
  private static final int BAR = 112; // with its gap and its numbers
  private static final int STEPS = 40; // colours of the bar
  private static final int PLOT = 300; // high, if cells come out neither flat nor tall
  private static final int LEAST = 24;
  private static final int MOST = 56;
  private static final int HEADING = 26;
  private static final int BELOW = 48; // the horizontal axis's values and name
  private static final int NAME = 20; // the vertical axis's name
  private static final Font SMALL = Look.TICK.deriveFont(11f);

  /** How values are written; the first that fits every cell is taken. */
  private record Writing(Font font, DoubleFunction<String> text) {}

  private static final List<Writing> WRITINGS =
      List.of(
          new Writing(Look.TICK, value -> Digits.significant(value, 3)),
          new Writing(SMALL, value -> Digits.significant(value, 3)),
          new Writing(SMALL, value -> Digits.significant(value, 2)));

  private final HeatMap map;
  private final Graphics2D measure;
  private final Look.Heading title;
  private final Legend legend;
  private final int columns;
  private final int width;
  private final int cellHeight;
  private final double labels; // room for the rows' values
  private final double low;
  private final double high;

  /**
   * @param measure any graphics with the metrics of the one to be drawn on
   */
  public HeatMapPainter(HeatMap map, Graphics2D measure) {
    this.map = map;
    this.measure = measure;
    columns = Math.min(map.panels().size(), MOST_COLUMNS);
    width = map.panels().size() == 1 ? SINGLE : WIDE;
    int rows = map.panels().stream().mapToInt(panel -> panel.rows().size()).max().orElse(1);
    cellHeight = Math.max(LEAST, Math.min(MOST, PLOT / rows));
    labels =
        10
            + map.panels().stream()
                .flatMap(panel -> panel.rows().stream())
                .mapToDouble(row -> widthOf(row, Look.TICK))
                .max()
                .orElse(0);
    double[] places =
        cells().stream()
            .mapToDouble(cell -> map.scale().place(cell.value()))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    boolean some = places.length > 0 && places[0] < places[places.length - 1];
    double only = places.length > 0 ? places[0] : 0;
    low = some ? places[0] : only - 0.5;
    high = some ? places[places.length - 1] : only + 0.5;
    String remark = map.scale().remark(low, high);
    String quantity = Look.Heading.remarked(map.quantity(), remark);
    title = Look.Heading.of(map.title(), quantity, measure, width);
    legend = Legend.of(meanings(), measure, width - 2.0 * Look.MARGIN);
  }

  /** Draws a map into its files; returns the picture and where the panels' cells are. */
  public static Drawn write(HeatMap map, Path directory, String csv) throws IOException {
    Graphics2D measure = Picture.measure();
    HeatMapPainter painter = new HeatMapPainter(map, measure);
    List<Rectangle2D> areas = new ArrayList<>();
    Picture picture =
        new Picture(
            map.name(),
            painter.width,
            painter.height(),
            g2 -> {
              areas.clear();
              areas.addAll(painter.paint(g2));
            });
    String svg = picture.write(directory, csv);
    measure.dispose();
    return new Drawn(svg, List.copyOf(areas));
  }

  /**
   * A map that was drawn.
   *
   * @param svg the SVG element, with a view box and no size of its own
   * @param areas of the panels' cells, in pixels of the figure
   */
  public record Drawn(String svg, List<Rectangle2D> areas) {}

  private List<Cell> cells() {
    return map.panels().stream().flatMap(panel -> panel.cells().stream()).toList();
  }

  private List<Legend.Meaning> meanings() {
    List<Legend.Meaning> meanings = new ArrayList<>();
    if (cells().stream().anyMatch(Cell::framed)) {
      meanings.add(new Legend.Meaning(Legend.Mark.FRAME, map.best()));
    }
    if (cells().stream().anyMatch(Cell::crossed)) {
      meanings.add(new Legend.Meaning(Legend.Mark.CROSS, "a run diverged"));
    }
    if (cells().stream().anyMatch(cell -> Double.isNaN(cell.value()))) {
      meanings.add(new Legend.Meaning(Legend.Mark.UNKNOWN, "no run has a value"));
    }
    return meanings;
  }

  private int height() {
    int rows = (map.panels().size() + columns - 1) / columns;
    return (int) Math.ceil(top() + rows * (double) panelHeight() + 4);
  }

  private double top() {
    return Look.MARGIN + title.height() + legend.height() + 14;
  }

  private int panelHeight() {
    int rows = map.panels().stream().mapToInt(panel -> panel.rows().size()).max().orElse(1);
    return headingHeight() + NAME + rows * cellHeight + BELOW;
  }

  private int headingHeight() {
    return map.panels().stream().allMatch(panel -> panel.heading().isEmpty()) ? 0 : HEADING;
  }

  private List<Rectangle2D> paint(Graphics2D g2) {
    double y = title.draw(g2);
    legend.draw(g2, Look.MARGIN, y + 4);
    double panelWidth = (width - 2.0 * Look.MARGIN - BAR - (columns - 1) * GUTTER) / columns;
    List<Rectangle2D> areas = new ArrayList<>();
    for (int i = 0; i < map.panels().size(); i++) {
      Panel panel = map.panels().get(i);
      double left = Look.MARGIN + i % columns * (panelWidth + GUTTER);
      int row = i / columns;
      double top = top() + row * (double) panelHeight();
      if (headingHeight() > 0) {
        g2.setFont(Look.HEADING);
        g2.setColor(Look.TEXT);
        g2.drawString(fitted(panel.heading(), panelWidth), (float) left, (float) top + 17);
        top += headingHeight();
      }
      areas.add(
          new Rectangle2D.Double(
              left + labels,
              top + NAME,
              panelWidth - labels,
              (double) panel.rows().size() * cellHeight));
    }
    Writing writing = writing(areas);
    for (int i = 0; i < areas.size(); i++) {
      panel(g2, map.panels().get(i), areas.get(i), writing);
    }
    bar(g2, areas.get(0));
    return areas;
  }

  private String fitted(String heading, double room) {
    String text = heading;
    while (text.length() > 4 && widthOf(text, Look.HEADING) > room) {
      text = text.substring(0, text.length() - 2) + "…";
    }
    return text;
  }

  private double widthOf(String text, Font font) {
    return measure.getFontMetrics(font).stringWidth(text);
  }

  /** The largest writing that fits all cells; null where none does. */
  private Writing writing(List<Rectangle2D> areas) {
    return WRITINGS.stream()
        .filter(
            writing ->
                IntStream.range(0, areas.size())
                    .allMatch(i -> fits(writing, map.panels().get(i), areas.get(i))))
        .findFirst()
        .orElse(null);
  }

  private boolean fits(Writing writing, Panel panel, Rectangle2D area) {
    double room = area.getWidth() / panel.columns().size() - 12; // also within a frame
    return panel.cells().stream()
        .filter(cell -> Double.isFinite(cell.value()))
        .allMatch(cell -> widthOf(writing.text().apply(cell.value()), writing.font()) <= room);
  }

  private void panel(Graphics2D g2, Panel panel, Rectangle2D area, Writing writing) {
    double cellWidth = area.getWidth() / panel.columns().size();
    for (Cell cell : panel.cells()) {
      Rectangle2D place =
          new Rectangle2D.Double(
              area.getX() + cell.column() * cellWidth + 0.5,
              area.getMaxY() - (cell.row() + 1.0) * cellHeight + 0.5,
              cellWidth - 1,
              cellHeight - 1.0);
      cell(g2, cell, place, writing);
    }
    g2.setFont(Look.TICK);
    g2.setColor(Look.TEXT);
    for (int row = 0; row < panel.rows().size(); row++) {
      String text = panel.rows().get(row);
      double x = area.getX() - 8 - widthOf(text, Look.TICK);
      double y = area.getMaxY() - (row + 0.5) * cellHeight + 5;
      g2.drawString(text, (float) x, (float) y);
    }
    for (int column : labelled(panel.columns(), cellWidth)) {
      String text = panel.columns().get(column);
      double x = area.getX() + (column + 0.5) * cellWidth - widthOf(text, Look.TICK) / 2;
      g2.drawString(text, (float) x, (float) area.getMaxY() + 18);
    }
    g2.setFont(Look.BODY);
    g2.setColor(Look.MUTED);
    double middle = area.getCenterX() - widthOf(panel.across(), Look.BODY) / 2;
    g2.drawString(panel.across(), (float) middle, (float) area.getMaxY() + 38);
    g2.drawString(panel.up(), (float) (area.getX() - labels), (float) area.getMinY() - 7);
  }

  /** Columns whose names have room beside each other, short names first. */
  private List<Integer> labelled(List<String> names, double cellWidth) {
    List<Integer> labelled = new ArrayList<>();
    IntStream.range(0, names.size())
        .boxed()
        .sorted(Comparator.comparingInt(i -> names.get(i).length()))
        .filter(
            i ->
                labelled.stream()
                    .allMatch(
                        j ->
                            Math.abs(i - j) * cellWidth
                                >= 6
                                    + (widthOf(names.get(i), Look.TICK)
                                            + widthOf(names.get(j), Look.TICK))
                                        / 2))
        .forEach(labelled::add);
    return labelled;
  }

  private void cell(Graphics2D g2, Cell cell, Rectangle2D place, Writing writing) {
    boolean some = !Double.isNaN(cell.value());
    Color color = some ? color(cell.value()) : Look.UNKNOWN;
    Color ink = isDark(color) ? Color.WHITE : Color.BLACK;
    g2.setColor(color);
    g2.fill(place);
    if (cell.framed()) {
      Legend.frame(g2, place);
    }
    if (cell.crossed() && !some) {
      Legend.cross(g2, place.getCenterX(), place.getCenterY(), ink);
    } else if (cell.crossed()) {
      g2.setColor(ink);
      g2.setStroke(Look.stroke(1.6f));
      double x = place.getMaxX() - 8;
      double y = place.getMinY() + 8;
      g2.draw(new Line2D.Double(x - 3, y - 3, x + 3, y + 3));
      g2.draw(new Line2D.Double(x - 3, y + 3, x + 3, y - 3));
    }
    if (some && writing != null) {
      String text = writing.text().apply(cell.value());
      g2.setFont(writing.font());
      g2.setColor(ink);
      g2.drawString(
          text,
          (float) (place.getCenterX() - widthOf(text, writing.font()) / 2),
          (float) place.getCenterY() + 5);
    }
  }

  private Color color(double value) {
    double place = map.scale().place(value);
    return Viridis.at(Double.isNaN(place) ? 0 : (place - low) / (high - low));
  }

  /** By its luminance (ITU-R BT.709, without gamma: enough to choose between black and white). */
  private static boolean isDark(Color color) {
    return 0.2126 * color.getRed() + 0.7152 * color.getGreen() + 0.0722 * color.getBlue() < 128;
  }

  private void bar(Graphics2D g2, Rectangle2D first) {
    List<ColourBar.Tick> ticks =
        map.scale().ticks(low, high, (int) (first.getHeight() / 40)).stream()
            .filter(tick -> !tick.label().isEmpty())
            .filter(tick -> tick.place() >= low && tick.place() <= high)
            .map(tick -> new ColourBar.Tick((tick.place() - low) / (high - low), tick.label()))
            .toList();
    List<Color> colours =
        IntStream.range(0, STEPS).mapToObj(k -> Viridis.at(k / (STEPS - 1.0))).toList();
    ColourBar.draw(g2, (double) width - Look.MARGIN - BAR + 24, first, colours, ticks, "");
  }
}
