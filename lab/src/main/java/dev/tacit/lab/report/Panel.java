package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Diagram.Level;
import dev.tacit.lab.figure.Diagram.Mark;
import dev.tacit.lab.figure.Diagram.Star;
import dev.tacit.lab.figure.Diagram.Stretch;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.study.Optimizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * One pair of axes of a figure.
 *
 * @param heading above it, or empty
 * @param scale of its vertical axis; lines on a logarithmic one are geometric means
 * @param series its lines
 * @param greyed stretches of the horizontal axis where a formula is out of its validity
 * @param levels horizontal lines to compare with
 * @param marks vertical lines where something happened
 * @param stars on points that stand out
 */
record Panel(
    String heading,
    Scale scale,
    List<Series> series,
    List<Stretch> greyed,
    List<Level> levels,
    List<Mark> marks,
    List<Star> stars) {
  /** So many can be compared side by side. */
  static final int MOST = 6;

  Panel(
      String heading, Scale scale, List<Series> series, List<Stretch> greyed, List<Level> levels) {
    this(heading, scale, series, greyed, levels, List.of(), List.of());
  }

  Panel(String heading, Scale scale, List<Series> series) {
    this(heading, scale, series, List.of(), List.of());
  }

  /**
   * Figures of at most six panels each, that can be compared side by side.
   *
   * @param figure makes one of its panels and what its name ends with, as in {@code -2}; nothing
   *     where it is the only one
   */
  static <T> List<T> bySix(List<Panel> panels, BiFunction<List<Panel>, String, T> figure) {
    List<T> figures = new ArrayList<>();
    for (int from = 0; from < panels.size(); from += MOST) {
      String part = panels.size() > MOST ? "-" + (from / MOST + 1) : "";
      List<Panel> six = panels.subList(from, Math.min(from + MOST, panels.size()));
      figures.add(figure.apply(six, part));
    }
    return figures;
  }

  /** The means of its optimizers. */
  List<Series> means() {
    return series.stream().filter(Series::isMean).toList();
  }

  Panel marked(List<Mark> at) {
    return new Panel(heading, scale, series, greyed, levels, at, stars);
  }

  Panel starred(List<Star> on) {
    return new Panel(heading, scale, series, greyed, levels, marks, on);
  }

  /**
   * What is drawn.
   *
   * @param share whether values lie in [0, 1]
   * @param joined whether a single seed's points are joined
   * @param labels of the legend
   */
  Diagram.Panel drawn(boolean share, boolean joined, Map<Optimizer, String> labels) {
    return new Diagram.Panel(
        heading,
        scale,
        share,
        series.stream()
            .sorted(Comparator.comparing(Series::isSeed)) // those come last, and so behind
            .map(s -> s.drawn(labels.get(s.optimizer()), joined))
            .toList(),
        greyed,
        levels,
        marks,
        List.of(),
        stars,
        List.of());
  }
}
