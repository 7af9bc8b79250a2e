package dev.tacit.lab.report;

import dev.tacit.lab.report.Topic.Ask;
import dev.tacit.lab.report.Topic.Way;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Phases;
import dev.tacit.lab.study.Study;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which courses of a study are shown, in which order: what draws them and the page ask here. */
final class Plan {
  /** Where it is above its limit, the derived one-norm correction is not quantitative. */
  static final String CHI = "implicit/chi";

  static final double CHI_LIMIT = 0.1;

  /** Where it is above 1, a dialled implicit term is outside of where it is derived. */
  static final String VALIDITY = "penalty/validity";

  static final double VALIDITY_LIMIT = 1;
  static final String THRESHOLD = "curvature/threshold";
  static final String BATCH_SHARPNESS = "curvature/batch_sharpness";
  private static final String BATCH_THRESHOLD = BATCH_SHARPNESS + "/threshold";
  private static final String SMALL_BATCH_THRESHOLD = BATCH_SHARPNESS + "/small_batch_threshold";
  static final String SHARPNESS_RATIO = "curvature/sharpness_ratio";

  static final List<String> PAPER =
      List.of("train/error", "test/error", Study.PAPER_TERM, "norm/l2");
  private static final List<String> LIKE = List.of("implicit/sgd", "implicit/rmsprop_frozen");

  /** What is also shown at equal training loss and across a grid. */
  static final List<String> COMPARED = Stream.concat(PAPER.stream(), LIKE.stream()).toList();

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
  static final List<String> CURVATURE =
      List.of(
          SHARPNESS_RATIO,
          "curvature/lambda_max",
          "curvature/lambda_max_preconditioned",
          "curvature/lambda_max_gauss_newton",
          "curvature/lambda_max_fisher",
          BATCH_SHARPNESS,
          "curvature/lambda_min",
          "curvature/trace",
          "curvature/trace_hutchplusplus",
          "curvature/diagonal_share",
          "curvature/diagonal_correlation",
          "curvature/trace_root_diagonal");
  static final List<String> NOISE =
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
  private final Set<String> left; // metrics that no figure shows yet

  /** Of a study. */
  Plan(Study study) {
    this.study = study;
    left = new LinkedHashSet<>(study.metrics());
    left.removeIf( // a line in the figures of what it bounds
        name ->
            List.of(THRESHOLD, BATCH_THRESHOLD, SMALL_BATCH_THRESHOLD).contains(name)
                && study.runs().stream().allMatch(run -> isConstant(run, name)));
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

  /** What optimizers are compared by: the paper's, like with like, and both at equal loss. */
  List<Topic> compared() {
    List<Topic> topics = new ArrayList<>();
    topics.add(new Topic("paper", "The paper’s four figures", "", epochs(PAPER)));
    topics.add(
        new Topic(
            "like",
            "The implicit term, like with like",
            "One formula for every optimizer in each figure.",
            epochs(LIKE)));
    topics.add(
        new Topic(
            "loss",
            "At equal training loss",
            "An optimizer that trains faster is further along at the same epoch, and most"
                + " quantities change with the stage of training. Here each is drawn against the"
                + " training loss, where a run first reaches it: the same stage lies at the same"
                + " place.",
            losses(COMPARED)));
    return asked(topics);
  }

  /** Everything else, by family; to be asked for after {@link #compared}. */
  List<Topic> further() {
    List<Topic> topics = new ArrayList<>();
    topics.add(
        new Topic(
            "curvature",
            "Curvature and the edge of stability",
            "Above its threshold an optimizer’s step is unstable on the quadratic that fits the loss"
                + " here; full-batch training tends to rise to it and to stay. There, implicit terms"
                + " derived by backward error analysis are outside their validity.",
            epochs(CURVATURE)));
    topics.add(
        new Topic(
            "noise", "Gradient noise", "From the gradients of single examples.", epochs(NOISE)));
    topics.add(
        new Topic(
            "terms",
            "Eq. (2) and other forms of the implicit term",
            "Left against the epoch, right against the training loss.",
            true,
            bothWays(TERMS)));
    topics.add(
        new Topic(
            "labels",
            "Errors on clean and on corrupted labels",
            "Left against the epoch, right against the training loss.",
            true,
            bothWays(LABELS)));
    topics.add(
        new Topic(
            "course",
            "Losses, distance and gradient",
            "Left against the epoch, right against the training loss.",
            true,
            course()));
    topics.add(
        new Topic(
            "penalties",
            "What is added to the loss",
            "Grey: the epochs at which the implicit term that is dialled is outside of where it is"
                + " derived.",
            penalties()));
    topics.add(
        new Topic(
            "adaptive",
            "Adaptive rules: the derived one-norm correction",
            "Grey: the epochs at which χ > 0.1, where the derived formula is not quantitative.",
            adaptive()));
    topics.add(
        new Topic(
            "margins",
            "Margins",
            "f_y − max f_c over the other classes c, on the training set as labelled.",
            rest(family("margin"))));
    topics.add(
        new Topic(
            "complexity",
            "Complexity and flatness",
            "Measures over the margin γ, its 10th percentile, are drawn where γ > 0.",
            rest(family("complexity", "flatness"))));
    topics.add(new Topic("layers", "Layer by layer", "", inParts(study.words()::isOfLayer)));
    topics.add(new Topic("further", "Further measurements", "", rest(name -> true)));
    return asked(topics);
  }

  private static List<Topic> asked(List<Topic> topics) {
    return topics.stream().filter(topic -> !topic.asks().isEmpty()).toList();
  }

  /** The metric that says where a formula holds, of those shown grey; else null. */
  static String gauge(String metric) {
    return ADAPTIVE.contains(metric) ? CHI : PENALTIES.contains(metric) ? VALIDITY : null;
  }

  /** Above which it does not. */
  static double limit(String gauge) {
    return gauge.equals(CHI) ? CHI_LIMIT : VALIDITY_LIMIT;
  }

  private List<Ask> epochs(List<String> metrics) {
    return shown(metrics, Way.EPOCH);
  }

  private List<Ask> losses(List<String> metrics) {
    return metrics.stream().filter(study::has).map(metric -> new Ask(metric, Way.LOSS)).toList();
  }

  private List<Ask> shown(List<String> metrics, Way way) {
    left.removeAll(metrics);
    return metrics.stream().filter(study::has).map(metric -> new Ask(metric, way)).toList();
  }

  private List<Ask> bothWays(List<String> metrics) {
    List<Ask> asks = new ArrayList<>();
    for (String metric : metrics) {
      asks.addAll(epochs(List.of(metric)));
      asks.addAll(losses(List.of(metric)));
    }
    return asks;
  }

  private List<Ask> course() {
    List<Ask> asks = new ArrayList<>(epochs(List.of(Study.LOSS)));
    asks.addAll(bothWays(COURSE));
    return asks;
  }

  private List<Ask> adaptive() {
    List<Ask> asks = new ArrayList<>(shown(ADAPTIVE, Way.GREYED));
    asks.addAll(epochs(List.of(CHI)));
    asks.addAll(inParts(name -> Metric.whole(name).equals("implicit/c")));
    return asks;
  }

  private List<Ask> penalties() {
    List<Ask> asks = new ArrayList<>(shown(PENALTIES, Way.GREYED));
    asks.addAll(epochs(List.of(VALIDITY)));
    asks.addAll(rest(family("penalty")));
    return asks;
  }

  /** What is left of a kind: whole numbers first, then those in parts. */
  private List<Ask> rest(Predicate<String> those) {
    List<Ask> asks =
        new ArrayList<>(
            epochs(left.stream().filter(those).filter(name -> !Metric.isPart(name)).toList()));
    asks.addAll(inParts(those));
    return asks;
  }

  private Predicate<String> family(String... families) {
    return name ->
        List.of(families).contains(Metric.family(name)) && !study.words().isOfLayer(name);
  }

  /** Of each measurement in parts that passes, the parts. */
  private List<Ask> inParts(Predicate<String> those) {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    for (String name : List.copyOf(left)) {
      if (Metric.isPart(name) && those.test(name)) {
        parts.computeIfAbsent(Metric.whole(name), key -> new ArrayList<>()).add(name);
        left.remove(name);
      }
    }
    List<Ask> asks = new ArrayList<>();
    parts.forEach((whole, names) -> asks.add(new Ask(whole, inKinds(names), Way.PARTS)));
    return asks;
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

  /** Metrics whose values are lines in the figure of another, with what to call them. */
  static Map<String, String> levels(String metric, boolean adaptive) {
    Map<String, String> levels = new LinkedHashMap<>();
    if (metric.equals(adaptive ? "curvature/lambda_max_preconditioned" : "curvature/lambda_max")) {
      levels.put(THRESHOLD, "unstable above");
    } else if (metric.equals(BATCH_SHARPNESS)) {
      levels.put(BATCH_THRESHOLD, "threshold");
      levels.put(SMALL_BATCH_THRESHOLD, "at small batches");
    }
    return levels;
  }

  static boolean isConstant(RunRecord run, String name) {
    Curve curve = Study.curve(run, name);
    return curve.all(y -> y == curve.y(0));
  }

  /** Whole measurements that some run has, those of the paper first. */
  static List<String> ofSweeps(Study study) {
    Set<String> metrics = new LinkedHashSet<>(PAPER);
    metrics.addAll(LIKE);
    metrics.add("validation/error");
    metrics.add(Study.LOSS);
    metrics.addAll(COURSE);
    metrics.removeIf(name -> !study.has(name));
    return List.copyOf(metrics);
  }
}
