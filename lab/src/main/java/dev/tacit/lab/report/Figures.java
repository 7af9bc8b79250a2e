package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Diagram.Level;
import dev.tacit.lab.figure.Diagram.Stretch;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.LinePlot.Across;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.RunRecord;
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
import java.util.function.Predicate;

/** Decides which figures a study gets, in which chapters. */
final class Figures {
  private static final String CHI = "implicit/chi";
  private static final double CHI_LIMIT = 0.1;
  private static final String VALIDITY = "penalty/validity";
  private static final String THRESHOLD = "curvature/threshold";
  private static final String SHARPNESS_RATIO = "curvature/sharpness_ratio";

  static final List<String> PAPER =
      List.of("train/error", "test/error", Study.PAPER_TERM, "norm/l2");
  private static final List<String> LIKE = List.of("implicit/sgd", "implicit/rmsprop_frozen");
  private static final List<String> TERMS =
      List.of(
          "implicit/gd",
          "implicit/batch_variance",
          "implicit/rmsprop_paper",
          "implicit/step",
          "implicit/running");
  private static final List<String> LABELS =
      List.of("train/error_clean", "train/memorised", "train/error_corrupted");
  private static final List<String> COURSE =
      List.of(
          "test/loss",
          "norm/distance_from_init",
          "gradient/norm",
          "gradient/batch_norm_squared",
          "gradient/one_norm");
  private static final List<String> CURVATURE =
      List.of(
          SHARPNESS_RATIO,
          "curvature/lambda_max",
          "curvature/lambda_max_preconditioned",
          "curvature/lambda_max_gauss_newton",
          "curvature/lambda_max_fisher",
          "curvature/lambda_min",
          "curvature/trace",
          "curvature/trace_hutchplusplus",
          "curvature/diagonal_share",
          "curvature/diagonal_correlation");
  private static final List<String> NOISE =
      List.of(
          "gradient/noise_scale",
          "gradient/noise_scale_hessian",
          "gradient/variance_trace",
          "gradient/snr",
          "gradient/sample_norm",
          "gradient/norm_test",
          "gradient/inner_product_test",
          "gradient/orthogonality_test");
  private static final List<String> ADAPTIVE =
      List.of("implicit/adaptive_one_norm", "implicit/omega");

  private static final List<String> PENALTIES = List.of("train/objective", "penalty/value");

  private final Study study;
  private final SeriesBuilder lines;
  private static final String GREYED = "outside the formula’s validity";
  private final Map<String, Scale> scales = new HashMap<>();
  private final Set<String> left; // metrics that no figure shows yet

  private Figures(Study study) {
    this.study = study;
    lines = new SeriesBuilder(study);
    left = new LinkedHashSet<>(study.metrics());
    if (study.runs().stream().allMatch(run -> isConstant(run, THRESHOLD))) {
      left.remove(THRESHOLD); // a line in the figures of what it bounds
    }
    left.removeIf(
        name ->
            name.endsWith("/converged")
                && study.runs().stream().allMatch(run -> Study.curve(run, name).all(y -> y == 1)));
    left.removeIf(name -> Metric.whole(name).equals(Phases.BEGAN)); // marked on every figure
    left.removeIf(name -> name.endsWith("/log") && isDrawable(Metric.whole(name)));
  }

  /** Whether a metric fits an axis as it is, so that its logarithm says nothing more. */
  private boolean isDrawable(String name) {
    List<Curve> curves =
        study.runs().stream()
            .map(run -> Study.curve(run, name))
            .filter(curve -> curve.size() > 0) // what is not finite is not in it
            .toList();
    return !curves.isEmpty() && curves.stream().allMatch(curve -> curve.all(y -> y > 0));
  }

  private static boolean isConstant(RunRecord run, String name) {
    Curve curve = Study.curve(run, name);
    return curve.all(y -> y == curve.y(0));
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
    Figures figures = new Figures(study);
    Sweep sweep = new Sweep(study, all);
    if (Sweep.isSweep(study) && !all) {
      List<Figure> compared = sweep.figures(figures.ofSweeps());
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
      return withFigures(chapters);
    }
    List<Chapter> chapters = new ArrayList<>();
    chapters.add(new Chapter("paper", "The paper’s four figures", "", figures.acrossEpochs(PAPER)));
    chapters.add(
        new Chapter(
            "like",
            "The implicit term, like with like",
            "One formula for every optimizer in each figure.",
            figures.acrossEpochs(LIKE)));
    List<String> compared = new ArrayList<>(PAPER);
    compared.addAll(LIKE);
    chapters.add(
        new Chapter(
            "loss",
            "At equal training loss",
            "An optimizer that trains faster is further along at the same epoch, and most"
                + " quantities change with the stage of training. Here each is drawn against the"
                + " training loss, where a run first reaches it: the same stage lies at the same"
                + " place.",
            figures.acrossLoss(compared)));
    chapters.add(new Chapter("grid", "Across the grid", "", sweep.figures(compared)));
    chapters.add(scattered(study, scatters));
    chapters.add(
        new Chapter(
            "curvature",
            "Curvature and the edge of stability",
            "Above its threshold an optimizer’s step is unstable on the quadratic that fits the loss"
                + " here; full-batch training tends to rise to it and to stay. There, implicit terms"
                + " derived by backward error analysis are outside their validity.",
            figures.acrossEpochs(CURVATURE)));
    chapters.add(
        new Chapter(
            "noise",
            "Gradient noise",
            "From the gradients of single examples.",
            figures.acrossEpochs(NOISE)));
    chapters.add(
        new Chapter(
            "terms",
            "Eq. (2) and other forms of the implicit term",
            "Left against the epoch, right against the training loss.",
            true,
            figures.bothWays(TERMS)));
    chapters.add(
        new Chapter(
            "labels",
            "Errors on clean and on corrupted labels",
            "Left against the epoch, right against the training loss.",
            true,
            figures.bothWays(LABELS)));
    chapters.add(
        new Chapter(
            "course",
            "Losses, distance and gradient",
            "Left against the epoch, right against the training loss.",
            true,
            figures.course()));
    chapters.add(
        new Chapter(
            "penalties",
            "What is added to the loss",
            "Grey: the epochs at which the implicit term that is dialled is outside of where it is"
                + " derived.",
            figures.penalties()));
    chapters.add(
        new Chapter(
            "adaptive",
            "Adaptive rules: the derived one-norm correction",
            "Grey: the epochs at which χ > 0.1, where the derived formula is not quantitative.",
            figures.adaptive()));
    chapters.add(
        new Chapter(
            "margins",
            "Margins",
            "f_y − max f_c over the other classes c, on the training set as labelled.",
            figures.rest(figures.family("margin"))));
    chapters.add(
        new Chapter(
            "complexity",
            "Complexity and flatness",
            "Measures over the margin γ, its 10th percentile, are drawn where γ > 0.",
            figures.rest(figures.family("complexity", "flatness"))));
    chapters.add(
        new Chapter("layers", "Layer by layer", "", figures.inParts(study.words()::isOfLayer)));
    chapters.add(new Chapter("further", "Further measurements", "", figures.rest(name -> true)));
    return withFigures(chapters);
  }

  private static List<Chapter> withFigures(List<Chapter> chapters) {
    return chapters.stream().filter(chapter -> !chapter.figures().isEmpty()).toList();
  }

  private static Chapter scattered(Study study, List<Scattered> scatters) {
    Scatter scatter = new Scatter(study);
    Map<String, Figure> figures = new LinkedHashMap<>();
    if (Sweep.isSweep(study)) {
      scatter.usual().ifPresent(figure -> figures.put(figure.name(), figure));
    }
    for (Scattered one : scatters) {
      scatter.of(one.x(), one.y()).ifPresent(figure -> figures.put(figure.name(), figure));
    }
    return new Chapter("against", "One metric against another", "", List.copyOf(figures.values()));
  }

  private List<Figure> acrossEpochs(List<String> metrics) {
    List<Figure> figures = new ArrayList<>();
    metrics.forEach(metric -> acrossEpoch(metric).ifPresent(figures::add));
    return figures;
  }

  /** What is left of a kind: whole numbers first, then those in parts. */
  private List<Figure> rest(Predicate<String> those) {
    List<Figure> figures =
        acrossEpochs(left.stream().filter(those).filter(name -> !Metric.isPart(name)).toList());
    figures.addAll(inParts(those));
    return figures;
  }

  private Predicate<String> family(String... families) {
    return name ->
        List.of(families).contains(Metric.family(name)) && !study.words().isOfLayer(name);
  }

  private List<Figure> acrossLoss(List<String> metrics) {
    List<Figure> figures = new ArrayList<>();
    metrics.forEach(metric -> acrossLoss(metric).ifPresent(figures::add));
    return figures;
  }

  private List<Figure> bothWays(List<String> metrics) {
    List<Figure> figures = new ArrayList<>();
    for (String metric : metrics) {
      acrossEpoch(metric).ifPresent(figures::add);
      acrossLoss(metric).ifPresent(figures::add);
    }
    return figures;
  }

  private List<Figure> course() {
    List<Figure> figures = new ArrayList<>();
    acrossEpoch(Study.LOSS).ifPresent(figures::add);
    figures.addAll(bothWays(COURSE));
    return figures;
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
          values[0] = name.equals(CHI) ? CHI_LIMIT : name.equals(VALIDITY) ? 1 : Double.NaN;
          int at = 1;
          for (Curve curve : curves) {
            curve.copyValues(values, at);
            at += curve.size();
          }
          return Scale.of(values);
        });
  }

  private Optional<Figure> acrossEpoch(String name) {
    left.remove(name);
    Scale scale = scale(name);
    List<Panel> panels = new ArrayList<>();
    for (Variant variant : study.variants()) {
      List<Series> series = new ArrayList<>();
      Map<Level, Boolean> levels = new LinkedHashMap<>();
      for (Optimizer optimizer : study.optimizers()) {
        series.addAll(lines.acrossEpochs(name, optimizer, variant, scale));
        threshold(name, optimizer, variant).ifPresent(level -> levels.put(level, true));
      }
      if (name.equals(CHI)) {
        levels.put(new Level(CHI_LIMIT, "χ = 0.1", new Color(0x555555)), true);
      }
      if (name.equals(VALIDITY)) {
        levels.put(new Level(1, "edge of validity", new Color(0x555555)), true);
      }
      if (name.equals(SHARPNESS_RATIO)) {
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

  /** Where a rule's step becomes unstable, beside the eigenvalue it feels; none if it moves. */
  private Optional<Level> threshold(String metric, Optimizer optimizer, Variant variant) {
    String felt =
        optimizer.adaptive() ? "curvature/lambda_max_preconditioned" : "curvature/lambda_max";
    return study.runs(optimizer, variant).stream()
        .filter(run -> metric.equals(felt) && isConstant(run, THRESHOLD))
        .map(run -> Study.curve(run, THRESHOLD))
        .filter(curve -> curve.size() > 0)
        .findFirst()
        .map(
            curve ->
                new Level(curve.y(0), optimizer.name() + " unstable above", Colours.of(optimizer)));
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

  /** Whole measurements that some run has, those of the paper first. */
  private List<String> ofSweeps() {
    Set<String> metrics = new LinkedHashSet<>(PAPER);
    metrics.addAll(LIKE);
    metrics.add("validation/error");
    metrics.add(Study.LOSS);
    metrics.addAll(COURSE);
    metrics.removeIf(name -> !study.has(name));
    return List.copyOf(metrics);
  }

  private List<Figure> adaptive() {
    List<Figure> figures = new ArrayList<>(marked(ADAPTIVE, CHI, CHI_LIMIT));
    acrossEpoch(CHI).ifPresent(figures::add);
    figures.addAll(inParts(name -> Metric.whole(name).equals("implicit/c")));
    return figures;
  }

  private List<Figure> penalties() {
    List<Figure> figures = new ArrayList<>(marked(PENALTIES, VALIDITY, 1));
    acrossEpoch(VALIDITY).ifPresent(figures::add);
    figures.addAll(rest(family("penalty")));
    return figures;
  }

  /** A panel for each optimizer and variant, grey where a gauge is above its limit. */
  private List<Figure> marked(List<String> names, String gauge, double limit) {
    List<Figure> figures = new ArrayList<>();
    for (String name : names) {
      left.remove(name);
      Scale scale = scale(name);
      List<Panel> panels = new ArrayList<>();
      for (Optimizer optimizer : study.optimizers()) {
        for (Variant variant : study.variants()) {
          List<Series> series = lines.acrossEpochs(name, optimizer, variant, scale);
          if (!series.isEmpty()) {
            panels.add(
                new Panel(
                    heading(optimizer, variant),
                    scale,
                    series,
                    greyed(optimizer, variant, gauge, limit),
                    List.of()));
          }
        }
      }
      Metric metric = study.words().of(name);
      Panel.bySix(
              panels,
              (six, part) ->
                  figure(
                      fileName(name) + part, metric.title(), metric, Across.EPOCH, six, false, ""))
          .forEach(figure -> figure.ifPresent(figures::add));
    }
    return figures;
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

  /** Of each measurement in parts that passes, the parts. */
  private List<Figure> inParts(Predicate<String> those) {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    for (String name : List.copyOf(left)) {
      if (Metric.isPart(name) && those.test(name)) {
        parts.computeIfAbsent(Metric.whole(name), key -> new ArrayList<>()).add(name);
        left.remove(name);
      }
    }
    List<Figure> figures = new ArrayList<>();
    parts.forEach(
        (whole, names) -> {
          for (Variant variant : study.variants()) {
            parts(whole, inKinds(names), variant).ifPresent(figures::add);
          }
        });
    return figures;
  }

  /** Weights first, then biases, where names end so. */
  private static List<String> inKinds(List<String> names) {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    for (String name : names) {
      kinds
          .computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), key -> new ArrayList<>())
          .add(name);
    }
    return kinds.values().stream().flatMap(List::stream).toList();
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
