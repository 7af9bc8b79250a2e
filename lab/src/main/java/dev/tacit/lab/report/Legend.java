package dev.tacit.lab.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A figure's legend, in rows above the data: every optimizer with its number of seeds, and what the
 * other marks mean.
 */
final class Legend {
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final int ROW = 23;
  private static final int SAMPLE = 26;
  private static final int GAP = 8;
  private static final int APART = 22;

  /** How an entry's sample is drawn. */
  private enum Mark {
    LINE,
    LEVEL,
    CROSS,
    STRETCH
  }

  private record Entry(Mark mark, String text, Color color, BasicStroke stroke, boolean band) {}

  private final List<List<Entry>> rows = new ArrayList<>();

  /**
   * @param levels that are in view
   * @param g2 to measure text with
   * @param width of a row
   */
  Legend(Figure figure, List<Panel.Level> levels, Graphics2D g2, double width) {
    double used = Double.POSITIVE_INFINITY;
    for (Entry entry : entries(figure, levels)) {
      double need = SAMPLE + GAP + g2.getFontMetrics(FONT).stringWidth(entry.text());
      if (used + APART + need > width) {
        rows.add(new ArrayList<>());
        used = -APART;
      }
      rows.get(rows.size() - 1).add(entry);
      used += APART + need;
    }
  }

  private static List<Entry> entries(Figure figure, List<Panel.Level> levels) {
    List<Entry> entries = new ArrayList<>();
    Map<Optimizer, List<Series>> lines = new LinkedHashMap<>();
    figure
        .series()
        .forEach(s -> lines.computeIfAbsent(s.optimizer(), o -> new ArrayList<>()).add(s));
    lines.forEach(
        (optimizer, series) ->
            entries.add(
                new Entry(
                    Mark.LINE,
                    optimizer.name() + " (" + seeds(series) + ")",
                    optimizer.color(),
                    optimizer.stroke(2.4f),
                    series.stream().anyMatch(Series::hasBand))));
    levels.stream()
        .distinct()
        .forEach(
            level ->
                entries.add(
                    new Entry(Mark.LEVEL, level.label(), level.color(), levelStroke(), false)));
    if (figure.series().stream().anyMatch(Series::diverged)) {
      entries.add(
          new Entry(Mark.CROSS, "diverged here", new Color(0x333333), new BasicStroke(2), false));
    }
    if (figure.panels().stream().anyMatch(panel -> !panel.greyed().isEmpty())) {
      entries.add(
          new Entry(
              Mark.STRETCH, "outside the formula’s validity", FigurePainter.GREYED, null, false));
    }
    return entries;
  }

  static BasicStroke levelStroke() {
    return new BasicStroke(
        1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);
  }

  /** As in "5 seeds", "3–5 seeds + 1 diverged". */
  private static String seeds(List<Series> series) {
    IntSummaryStatistics averaged =
        series.stream().filter(s -> !s.isAlone()).mapToInt(Series::seeds).summaryStatistics();
    long diverged = series.stream().filter(Series::diverged).count();
    long unfinished = series.stream().filter(Series::isAlone).count() - diverged;
    StringJoiner text = new StringJoiner(" + ");
    if (averaged.getCount() > 0) {
      int fewest = averaged.getMin();
      int most = averaged.getMax();
      text.add((fewest == most ? "" : fewest + "–") + most + (most == 1 ? " seed" : " seeds"));
    }
    if (diverged > 0) {
      text.add(diverged + " diverged");
    }
    if (unfinished > 0) {
      text.add(unfinished + " unfinished");
    }
    return text.toString();
  }

  double height() {
    return rows.size() * (double) ROW;
  }

  void draw(Graphics2D g2, double left, double top) {
    g2.setFont(FONT);
    double y = top;
    for (List<Entry> row : rows) {
      double x = left;
      for (Entry entry : row) {
        sample(g2, entry, x, y + ROW / 2.0);
        x += SAMPLE + GAP;
        g2.setColor(FigurePainter.TEXT);
        g2.drawString(entry.text(), (float) x, (float) (y + ROW / 2.0 + 5));
        x += g2.getFontMetrics(FONT).stringWidth(entry.text()) + APART;
      }
      y += ROW;
    }
  }

  private static void sample(Graphics2D g2, Entry entry, double x, double y) {
    if (entry.mark() == Mark.STRETCH) {
      g2.setColor(entry.color());
      g2.fill(new Rectangle2D.Double(x, y - 7, SAMPLE, 14));
      return;
    }
    if (entry.mark() == Mark.CROSS) {
      cross(g2, x + SAMPLE / 2.0, y, entry.color());
      return;
    }
    if (entry.band()) {
      g2.setColor(FigurePainter.pale(entry.color()));
      g2.fill(new Rectangle2D.Double(x, y - 7, SAMPLE, 14));
    }
    g2.setColor(entry.color());
    g2.setStroke(entry.stroke());
    g2.draw(new Line2D.Double(x, y, x + SAMPLE, y));
  }

  static void cross(Graphics2D g2, double x, double y, Color color) {
    g2.setColor(color);
    g2.setStroke(new BasicStroke(2.2f));
    g2.draw(new Line2D.Double(x - 5, y - 5, x + 5, y + 5));
    g2.draw(new Line2D.Double(x - 5, y + 5, x + 5, y - 5));
  }
}
