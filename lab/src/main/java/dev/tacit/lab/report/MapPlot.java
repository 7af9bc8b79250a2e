package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.HeatMap;
import dev.tacit.lab.figure.HeatMapPainter;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Variant;
import dev.tacit.lab.study.Varied.Axis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A metric over two settings as a map of coloured cells, a panel for each optimizer.
 *
 * @param name of its files
 * @param title what, in words
 * @param metric what the cells show
 * @param quantity a formula or a unit
 * @param scale of the colours; means on a logarithmic one are geometric
 * @param framed what a frame means
 * @param panels side by side
 * @param caption what is measured and how, in sentences
 */
record MapPlot(
    String name,
    String title,
    String metric,
    String quantity,
    Scale scale,
    String framed,
    List<Panel> panels,
    String caption)
    implements Figure {

  /** Copies the panels. */
  MapPlot {
    panels = List.copyOf(panels);
  }

  /**
   * The map of one optimizer.
   *
   * @param across the horizontal axis
   * @param up the vertical axis
   * @param cells of the settings that were tried
   */
  record Panel(Optimizer optimizer, Named across, Named up, List<Cell> cells) {
    /** The cell that stands out, or null. */
    Cell best() {
      return cells.stream().filter(Cell::best).findFirst().orElse(null);
    }
  }

  /**
   * An axis.
   *
   * @param name for people
   */
  record Named(String name, Axis axis) {
    List<String> labels() {
      return axis.values().stream().map(Variant::text).toList();
    }

    /** Where a value is, or -1; numbers are compared as such. */
    int index(JsonNode value) {
      for (int i = 0; i < axis.values().size(); i++) {
        JsonNode other = axis.values().get(i);
        boolean numbers = value != null && value.isNumber() && other.isNumber();
        if (numbers ? value.asDouble() == other.asDouble() : other.equals(value)) {
          return i;
        }
      }
      return -1;
    }

    String label(int i) {
      return Variant.text(axis.values().get(i));
    }

    /** As in "lr = 0.1", and whether that is the end of what was tried. */
    String words(int i) {
      JsonNode value = axis.values().get(i);
      boolean border = axis.isOfNumbers() && (i == 0 || i == axis.values().size() - 1);
      return name
          + " = "
          + Variant.text(value)
          + (border ? " (the " + (i == 0 ? "smallest" : "largest") + " that was tried)" : "");
    }
  }

  /**
   * One setting.
   *
   * @param column along the horizontal axis, from 0
   * @param row along the vertical axis, from 0
   * @param mean over its seeds, with its interval; null where no run has a value
   * @param without how many runs diverged, or never had a value
   * @param best whether it stands out
   */
  record Cell(int column, int row, Point mean, int without, boolean best) {}

  @Override
  public boolean isWide() {
    return panels.size() > 1;
  }

  @Override
  public Drawing write(Path directory) throws IOException {
    HeatMapPainter.Drawn drawn = HeatMapPainter.write(drawn(), directory, csv());
    return new Drawing(this, drawn.svg(), HoverData.of(this, drawn.areas()));
  }

  /** As in "lr and momentum"; "two settings" where these are not the same for all. */
  static String settings(List<Panel> panels) {
    Set<String> names =
        panels.stream()
            .map(panel -> panel.across().name() + " and " + panel.up().name())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return names.size() == 1 ? names.iterator().next() : "two settings";
  }

  /**
   * What cells, frames and crosses show, in sentences that follow others.
   *
   * @param best what stands out, as in "Lowest"
   */
  static String cells(List<Panel> panels, Scale scale, String best) {
    List<Cell> cells = panels.stream().flatMap(panel -> panel.cells().stream()).toList();
    int seeds =
        cells.stream().filter(c -> c.mean() != null).mapToInt(c -> c.mean().n()).max().orElse(0);
    StringBuilder text = new StringBuilder(" Cells: ");
    text.append(
        seeds <= 1
            ? "one run each."
            : (scale instanceof Scale.Log ? "geometric mean over " : "mean over ")
                + seeds
                + " seeds.");
    List<String> words = new ArrayList<>();
    for (Panel panel : panels) {
      Cell cell = panel.best();
      if (cell != null) {
        String across = panel.across().words(cell.column());
        words.add(panel.optimizer().name() + " at " + across + ", " + panel.up().words(cell.row()));
      }
    }
    text.append(words.isEmpty() ? "" : " " + best + ": " + String.join("; ", words) + ".");
    if (cells.stream().anyMatch(cell -> cell.without() > 0)) {
      text.append(
          " Crosses: a run diverged or has no value; the mean is of the others, and such a");
      text.append(" setting is worse than any without.");
    }
    return text.toString();
  }

  /** What is drawn. */
  HeatMap drawn() {
    return new HeatMap(
        name,
        title,
        quantity,
        scale,
        framed,
        panels.stream()
            .map(
                panel ->
                    new HeatMap.Panel(
                        panel.optimizer().name(),
                        panel.across().name(),
                        panel.across().labels(),
                        panel.up().name(),
                        panel.up().labels(),
                        panel.cells().stream().map(MapPlot::drawn).toList()))
            .toList());
  }

  private static HeatMap.Cell drawn(Cell cell) {
    double value = cell.mean() == null ? Double.NaN : cell.mean().mean();
    return new HeatMap.Cell(cell.column(), cell.row(), value, cell.without() > 0, cell.best());
  }

  /** One row a cell. */
  @Override
  public String csv() {
    StringBuilder text = new StringBuilder();
    text.append("metric,optimizer,x,x_value,y,y_value,mean,low,high,n,without,line,best\n");
    String line = scale instanceof Scale.Log ? "geometric mean" : "mean";
    for (Panel panel : panels) {
      for (Cell cell : panel.cells()) {
        text.append(Cells.text(metric)).append(',');
        text.append(Cells.text(panel.optimizer().label())).append(',');
        text.append(Cells.text(panel.across().axis().path())).append(',');
        text.append(Cells.text(panel.across().label(cell.column()))).append(',');
        text.append(Cells.text(panel.up().axis().path())).append(',');
        text.append(Cells.text(panel.up().label(cell.row()))).append(',');
        Point mean = cell.mean();
        text.append(mean == null ? "" : Cells.number(mean.mean())).append(',');
        text.append(mean == null ? "" : Cells.number(mean.low())).append(',');
        text.append(mean == null ? "" : Cells.number(mean.high())).append(',');
        text.append(mean == null ? 0 : mean.n()).append(',').append(cell.without()).append(',');
        text.append(line).append(',').append(cell.best() ? "best" : "").append('\n');
      }
    }
    return text.toString();
  }
}
