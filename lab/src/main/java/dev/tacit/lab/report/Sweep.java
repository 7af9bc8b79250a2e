package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.report.LinePlot.Across;
import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.store.TuningRecord;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What compares settings: maps over two of them, and lines along one. */
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
   * What is shown.
   *
   * @param metrics to show along each setting
   */
  List<Shown> shown(List<String> metrics) {
    List<Shown> shown = new ArrayList<>();
    if (isSweep(study) && study.optimizers().stream().anyMatch(maps::show)) {
      for (String metric : key()) {
        Topic.Ask ask = new Topic.Ask(metric, Topic.Way.MAP);
        shown.add(new Shown(ask, () -> maps.of(metric).stream().map(Figure.class::cast).toList()));
      }
    }
    List<Along> lines =
        Grid.settings(study.variants()).stream().map(path -> along(new Grid(study, path))).toList();
    int fewest = lines.stream().mapToInt(Along::panels).filter(n -> n > Panel.MOST).min().orElse(0);
    for (Along along : lines) {
      boolean many = along.panels() > Panel.MOST && !all;
      if (many && (along.panels() > fewest || along.panels() > MOST_ROWS * Panel.MOST)) {
        dropped.add(along.grid().label());
      } else {
        shown.addAll(shown(along, metrics));
      }
    }
    return shown;
  }

  /**
   * Lines along a setting.
   *
   * @param shown the optimizers that have lines
   * @param panels how many that takes
   */
  private record Along(Grid grid, Predicate<Optimizer> shown, int panels) {}

  /** All optimizers' lines; where these take many panels, without those that have maps. */
  private Along along(Grid grid) {
    int panels = grid.count(optimizer -> true);
    if (panels <= Panel.MOST || all || study.optimizers().stream().noneMatch(maps::show)) {
      return new Along(grid, optimizer -> true, panels);
    }
    left.add(grid.label());
    Predicate<Optimizer> without = optimizer -> !maps.show(optimizer);
    return new Along(grid, without, grid.count(without));
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
              + String.join(", ", left)
              + " would take more than six panels: what the maps show is not drawn again.");
    }
    if (!dropped.isEmpty()) {
      sentences.add(
          "Lines along "
              + String.join(", ", dropped)
              + " would take more panels than can be compared.");
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
    metrics.addAll(Plan.PAPER);
    metrics.add("validation/error");
    metrics.removeIf(name -> !study.has(name));
    return List.copyOf(metrics);
  }

  /** Figures of six panels each; of a sweep with several panels only what it is about. */
  private List<Shown> shown(Along along, List<String> metrics) {
    boolean multiples = isSweep(study) && along.panels() > 1 && !all;
    return (multiples ? key() : metrics.stream().filter(study::has).toList())
        .stream()
            .map(
                metric ->
                    new Shown(
                        new Topic.Ask(metric, List.of(along.grid().setting()), Topic.Way.ALONG),
                        () -> drawn(along, metric)))
            .toList();
  }

  private List<Figure> drawn(Along along, String metric) {
    List<Panel> panels = along.grid().panels(metric, along.shown());
    return all && !panels.isEmpty()
        ? List.of(plot(along.grid(), metric, panels, ""))
        : Panel.bySix(panels, (six, part) -> plot(along.grid(), metric, six, part));
  }

  /** Lines of one metric along each setting, in figures of six panels. */
  static List<Figure> of(Study study, String metric) {
    Sweep sweep = new Sweep(study, false);
    List<Figure> figures = new ArrayList<>();
    for (String setting : Grid.settings(study.variants())) {
      Grid grid = new Grid(study, setting);
      figures.addAll(
          Panel.bySix(grid.panels(metric), (six, part) -> sweep.plot(grid, metric, six, part)));
    }
    return figures;
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
