package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.report.LinePlot.Across;
import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.store.TuningRecord;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The figures that compare settings: maps over two of them, and lines along one. */
final class Sweep {
  private static final int MOST_ROWS = 4; // of panels, a figure each

  private final Study study;
  private final Maps maps;
  private final boolean all;
  private final List<String> left = new ArrayList<>(); // lines of optimizers that have maps
  private final List<String> dropped = new ArrayList<>();

  /**
   * @param all whether everything is drawn, however many panels that takes
   */
  Sweep(Study study, boolean all) {
    this.study = study;
    this.all = all;
    maps = new Maps(study);
  }

  /** Whether a study has so many settings that no one compares their courses. */
  static boolean isSweep(Study study) {
    return study.variants().size() > Panel.MOST;
  }

  /**
   * The figures.
   *
   * @param metrics to show along each setting
   */
  List<Figure> figures(List<String> metrics) {
    List<Figure> figures = new ArrayList<>();
    if (isSweep(study)) {
      key().forEach(metric -> maps.of(metric).ifPresent(figures::add));
    }
    for (String path : Grid.settings(study.variants())) {
      figures.addAll(along(new Grid(study, path), metrics));
    }
    return figures;
  }

  /** What is not drawn and why, in sentences, once the figures are known; or empty. */
  String remarks() {
    List<String> sentences = new ArrayList<>();
    if (isSweep(study) && !maps.unmapped().isEmpty()) {
      sentences.add(maps.unmapped());
    }
    if (!left.isEmpty()) {
      sentences.add(
          "Lines along "
              + String.join(" and ", left)
              + " would take more than six panels: what the maps show is not drawn again.");
    }
    if (!dropped.isEmpty()) {
      sentences.add(
          "Lines along " + String.join(" and ", dropped) + " would take too many panels.");
    }
    return String.join(" ", sentences);
  }

  /** What the study is about: its claims' metrics, its tuning's, and the paper's. */
  private List<String> key() {
    Set<String> metrics = new LinkedHashSet<>();
    study.experiment().claims().stream().map(Claim::metric).forEach(metrics::add);
    TuningRecord tuning = study.experiment().tuning();
    if (tuning != null) {
      metrics.add(tuning.by());
    }
    metrics.addAll(Figures.PAPER);
    metrics.add("validation/error");
    metrics.removeIf(name -> !study.has(name));
    return List.copyOf(metrics);
  }

  /**
   * Lines along a setting. Where they take many panels, those of optimizers that have maps are left
   * out, and the rest is set in figures of six.
   */
  private List<Figure> along(Grid grid, List<String> metrics) {
    Map<String, List<Panel>> known = new HashMap<>();
    metrics.forEach(metric -> known.put(metric, grid.panels(metric)));
    boolean many = most(known) > Panel.MOST && !all;
    Predicate<Optimizer> shown = many ? optimizer -> !maps.show(optimizer) : optimizer -> true;
    if (many) {
      known.replaceAll((metric, panels) -> grid.panels(metric, shown));
      left.addAll(
          study.optimizers().stream().anyMatch(maps::show) ? List.of(grid.label()) : List.of());
    }
    if (many && most(known) > MOST_ROWS * Panel.MOST) {
      dropped.add(grid.label());
      return List.of();
    }
    boolean multiples = isSweep(study) && most(known) > 1 && !all;
    List<Figure> figures = new ArrayList<>();
    for (String metric : multiples ? key() : metrics) {
      List<Panel> drawn = known.computeIfAbsent(metric, m -> grid.panels(m, shown));
      List<List<Panel>> rows = all && !drawn.isEmpty() ? List.of(drawn) : Panel.bySix(drawn);
      for (int row = 0; row < rows.size(); row++) {
        String part = rows.size() > 1 ? "-" + (row + 1) : "";
        figures.add(plot(grid, metric, rows.get(row), part));
      }
    }
    return figures;
  }

  private static int most(Map<String, List<Panel>> panels) {
    return panels.values().stream().mapToInt(List::size).max().orElse(0);
  }

  private Figure plot(Grid grid, String name, List<Panel> panels, String part) {
    Metric metric = study.words().of(name);
    Across across = new Across(grid.label(), grid.setting(), Diagram.Across.Kind.VALUE);
    String remark =
        "Values of finished runs "
            + grid.stage()
            + "."
            + (Metric.isBetterLow(name) ? " " + grid.lowest(panels) : "");
    return new LinePlot(
        "across-" + Figures.fileName(grid.setting()) + "-" + Figures.fileName(name) + part,
        metric.title() + " against " + grid.label() + ", " + grid.stage(),
        metric.quantity(),
        across,
        metric.kind(),
        panels,
        false,
        Captions.of(metric, across, panels, remark));
  }
}
