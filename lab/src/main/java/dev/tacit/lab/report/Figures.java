package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Diagram.Level;
import dev.tacit.lab.figure.Diagram.Stretch;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.LinePlot.Across;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Metric.Kind;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Phases;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Variant;
import java.awt.Color;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides which figures a study gets, in which chapters. */
final class Figures {
  private static final String GREYED = "outside the formula’s validity";

  private final Study study;
  private final SeriesBuilder lines;
  private final Map<String, Scale> scales = new HashMap<>();

  private Figures(Study study) {
    this.study = study;
    lines = new SeriesBuilder(study);
  }

  /** All chapters that have figures. */
  static List<Chapter> of(Study study) {
    return of(study, false, List.of());
  }

  /**
   * The same.
   *
   * @param all whether courses are drawn however many panels that takes
   * @param scatters which metrics are drawn against which, beside the usual ones of a sweep
   */
  static List<Chapter> of(Study study, boolean all, List<Scattered> scatters) {
    return plan(study, all, scatters).stream()
        .filter(chapter -> !chapter.figures().isEmpty())
        .toList();
  }

  /** The same, with nothing drawn up and so with chapters that may turn out to have no figures. */
  static List<Chapter> plan(Study study, boolean all, List<Scattered> scatters) {
    Figures figures = new Figures(study);
    Sweep sweep = new Sweep(study, all);
    if (Sweep.isSweep(study) && !all) {
      List<Shown> compared = sweep.shown(Plan.ofSweeps(study));
      String intro =
          "The runs have "
              + study.variants().size()
              + " settings, too many to draw each one’s course beside the others: here each is one"
              + " value. "
              + (sweep.remarks() + " tacit report --all-figures draws all lines and courses.")
                  .strip();
      List<Chapter> chapters = new ArrayList<>();
      chapters.add(new Chapter("grid", "Across the settings", intro, compared));
      chapters.add(scattered(study, scatters));
      return chapters;
    }
    Plan plan = new Plan(study);
    List<Chapter> chapters = new ArrayList<>(figures.chapters(plan.compared()));
    chapters.add(new Chapter("grid", "Across the grid", "", sweep.shown(Plan.COMPARED)));
    chapters.add(scattered(study, scatters));
    chapters.addAll(figures.chapters(plan.further()));
    return chapters;
  }

  private List<Chapter> chapters(List<Topic> topics) {
    return topics.stream()
        .map(
            topic ->
                new Chapter(
                    topic.id(),
                    topic.title(),
                    topic.intro(),
                    topic.pairs(),
                    topic.asks().stream().map(ask -> new Shown(ask, () -> of(ask))).toList()))
        .toList();
  }

  private List<Figure> of(Topic.Ask ask) {
    return switch (ask.way()) {
      case EPOCH -> acrossEpoch(ask.metric()).stream().toList();
      case LOSS -> acrossLoss(ask.metric()).stream().toList();
      case GREYED -> greyed(ask.metric());
      case PARTS ->
          study.variants().stream()
              .flatMap(variant -> parts(ask.metric(), ask.parts(), variant).stream())
              .toList();
      case ALONG, MAP, SCATTER -> throw new IllegalArgumentException("no course: " + ask);
    };
  }

  /**
   * What a report shows of one metric against the epoch or at equal training loss.
   *
   * @param atLoss whether it is the latter
   */
  static List<Figure> of(Study study, String metric, boolean atLoss) {
    Topic.Way grey = Plan.gauge(metric) == null ? Topic.Way.EPOCH : Topic.Way.GREYED;
    return new Figures(study).of(new Topic.Ask(metric, atLoss ? Topic.Way.LOSS : grey));
  }

  private static Chapter scattered(Study study, List<Scattered> scatters) {
    Scatter scatter = new Scatter(study);
    Set<Scattered> all = new LinkedHashSet<>();
    if (Sweep.isSweep(study)) {
      all.add(scatter.usual());
    }
    all.addAll(scatters);
    List<Shown> shown =
        all.stream()
            .filter(one -> study.has(one.x()) && study.has(one.y()))
            .map(
                one ->
                    new Shown(
                        new Topic.Ask(one.x(), List.of(one.y()), Topic.Way.SCATTER),
                        () ->
                            scatter.of(one.x(), one.y()).stream().map(Figure.class::cast).toList()))
            .toList();
    return new Chapter("against", "One metric against another", "", shown);
  }

  /** The vertical scale that suits all values of a metric. */
  private Scale scale(String name) {
    return scales.computeIfAbsent(
        name,
        key -> {
          if (study.words().of(name).kind() == Kind.SHARE) {
            return new Scale.Linear();
          }
          boolean some = study.runs().stream().anyMatch(study::isUsable);
          List<Curve> curves =
              study.runs().stream()
                  .filter(run -> !some || study.isUsable(run))
                  .map(run -> Study.curve(run, name))
                  .toList();
          double[] values = new double[curves.stream().mapToInt(Curve::size).sum() + 1];
          values[0] =
              name.equals(Plan.CHI)
                  ? Plan.CHI_LIMIT
                  : name.equals(Plan.VALIDITY) ? Plan.VALIDITY_LIMIT : Double.NaN;
          int at = 1;
          for (Curve curve : curves) {
            curve.copyValues(values, at);
            at += curve.size();
          }
          return Scale.of(values);
        });
  }

  private Optional<Figure> acrossEpoch(String name) {
    Scale scale = scale(name);
    List<Panel> panels = new ArrayList<>();
    for (Variant variant : study.variants()) {
      List<Series> series = new ArrayList<>();
      Map<Level, Boolean> levels = new LinkedHashMap<>();
      for (Optimizer optimizer : study.optimizers()) {
        series.addAll(lines.acrossEpochs(name, optimizer, variant, scale));
        thresholds(name, optimizer, variant).forEach(level -> levels.put(level, true));
      }
      if (name.equals(Plan.CHI)) {
        levels.put(new Level(Plan.CHI_LIMIT, "χ = 0.1", new Color(0x555555)), true);
      }
      if (name.equals(Plan.VALIDITY)) {
        levels.put(new Level(Plan.VALIDITY_LIMIT, "edge of validity", new Color(0x555555)), true);
      }
      if (name.equals(Plan.SHARPNESS_RATIO)) {
        levels.put(new Level(1, "edge of stability", new Color(0x555555)), true);
      }
      if (!series.isEmpty()) {
        panels.add(
            new Panel(variant.label(), scale, series, List.of(), List.copyOf(levels.keySet())));
      }
    }
    Metric metric = study.words().of(name);
    return figure(fileName(name), metric.title(), metric, Across.EPOCH, panels, false, "");
  }

  /** What a curvature is held against; not what moves with a schedule. */
  private List<Level> thresholds(String metric, Optimizer optimizer, Variant variant) {
    Map<String, String> words = Plan.levels(metric, optimizer.adaptive());
    List<Level> levels = new ArrayList<>();
    words.forEach(
        (of, label) ->
            study.runs(optimizer, variant).stream()
                .filter(run -> Plan.isConstant(run, of))
                .map(run -> Study.curve(run, of))
                .filter(curve -> curve.size() > 0)
                .findFirst()
                .ifPresent(
                    curve ->
                        levels.add(
                            new Level(
                                curve.y(0),
                                optimizer.name() + " " + label,
                                Colours.of(optimizer)))));
    return levels;
  }

  private Optional<Figure> acrossLoss(String name) {
    Scale scale = scale(name);
    List<Panel> panels = new ArrayList<>();
    for (Variant variant : study.variants()) {
      List<Series> series = new ArrayList<>();
      for (Optimizer optimizer : study.optimizers()) {
        series.addAll(lines.acrossLoss(name, optimizer, variant, scale));
      }
      if (series.stream().anyMatch(s -> s.points().size() > 1)) {
        panels.add(new Panel(variant.label(), scale, series));
      }
    }
    Metric metric = study.words().of(name);
    return figure(
        "at-loss-" + fileName(name),
        metric.title() + ", at equal loss",
        metric,
        Across.LOSS,
        panels,
        false,
        "Each run enters where it first reaches a training loss, interpolated between epochs; a"
            + " line goes as far down as every one of its seeds.");
  }

  /** A panel for each optimizer and variant, grey where a gauge is above its limit. */
  private List<Figure> greyed(String name) {
    String gauge = Plan.gauge(name);
    Scale scale = scale(name);
    List<Panel> panels = new ArrayList<>();
    for (Optimizer optimizer : study.optimizers()) {
      for (Variant variant : study.variants()) {
        List<Series> series = lines.acrossEpochs(name, optimizer, variant, scale);
        if (!series.isEmpty()) {
          List<Stretch> stretches = greyed(optimizer, variant, gauge, Plan.limit(gauge));
          panels.add(new Panel(heading(optimizer, variant), scale, series, stretches, List.of()));
        }
      }
    }
    Metric metric = study.words().of(name);
    return Panel.bySix(
            panels,
            (six, part) ->
                figure(fileName(name) + part, metric.title(), metric, Across.EPOCH, six, false, ""))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static String heading(Optimizer optimizer, Variant variant) {
    return variant.label().isEmpty() ? optimizer.name() : optimizer.name() + ", " + variant.label();
  }

  /** Where a gauge, averaged over seeds, is above its limit; it ends halfway to the next epoch. */
  private List<Stretch> greyed(Optimizer optimizer, Variant variant, String gauge, double limit) {
    List<Series.Point> points =
        lines.acrossEpochs(gauge, optimizer, variant, new Scale.Linear()).stream()
            .findFirst()
            .map(Series::points)
            .orElse(List.of());
    List<Stretch> stretches = new ArrayList<>();
    double from = Double.NaN;
    for (int i = 0; i < points.size(); i++) {
      boolean above = points.get(i).mean() > limit;
      double x = points.get(i).x();
      if (above && Double.isNaN(from)) {
        from = i == 0 ? x : (points.get(i - 1).x() + x) / 2;
      }
      if (!Double.isNaN(from) && (!above || i == points.size() - 1)) {
        stretches.add(new Stretch(from, above ? x : (points.get(i - 1).x() + x) / 2, GREYED));
        from = Double.NaN;
      }
    }
    return stretches;
  }

  private Optional<Figure> parts(String whole, List<String> names, Variant variant) {
    List<Panel> panels = new ArrayList<>();
    for (String name : names) {
      Scale scale = scale(name);
      List<Series> series = new ArrayList<>();
      for (Optimizer optimizer : study.optimizers()) {
        lines.acrossEpochs(name, optimizer, variant, scale).stream()
            .filter(line -> !line.isSeed()) // no room for them
            .forEach(series::add);
      }
      if (!series.isEmpty()) {
        panels.add(new Panel(Metric.part(name), scale, series));
      }
    }
    Metric metric = study.words().of(whole);
    boolean layers = names.stream().allMatch(study.words()::isOfLayer);
    String suffix = variant.label().isEmpty() ? "" : ", " + variant.label();
    String file =
        fileName(whole)
            + (layers ? "-by-layer" : "-parts")
            + (suffix.isEmpty() ? "" : "-" + (study.variants().indexOf(variant) + 1));
    return figure(
        file,
        metric.title() + (layers ? ", layer by layer" : "") + suffix,
        metric,
        Across.EPOCH,
        panels,
        true,
        "Every part has its own vertical axis.");
  }

  private Optional<Figure> figure(
      String file,
      String title,
      Metric metric,
      Across across,
      List<Panel> panels,
      boolean apart,
      String remark) {
    if (panels.isEmpty()) {
      return Optional.empty();
    }
    List<Panel> drawn =
        across.equals(Across.EPOCH) ? panels.stream().map(this::marked).toList() : panels;
    String caption = Captions.of(metric, across, drawn, remark);
    Kind kind = metric.kind();
    return Optional.of(
        new LinePlot(file, title, metric.quantity(), across, kind, drawn, apart, caption));
  }

  /** A panel with the switches of the optimizers that it shows. */
  private Panel marked(Panel panel) {
    return panel.marked(
        panel.series().stream()
            .flatMap(
                series ->
                    study.runs(series.optimizer(), series.variant()).stream()
                        .flatMap(run -> Phases.of(run).switches().stream())
                        .map(x -> new Diagram.Mark(x, Colours.of(series.optimizer()))))
            .distinct()
            .toList());
  }

  static String fileName(String metric) {
    return metric.replaceAll("[^A-Za-z0-9_]+", "-");
  }
}
