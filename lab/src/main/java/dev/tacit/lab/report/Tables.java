package dev.tacit.lab.report;

import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Numbers;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of numbers: at an equal epoch, at an equal training loss, and the way there. */
final class Tables {
  private static final String NONE = "–";

  /** The metrics that stand first, in this order. */
  private static final List<String> FIRST =
      Stream.of(
              List.of(
                  "train/error",
                  "test/error",
                  "validation/error",
                  Study.PAPER_TERM,
                  "norm/l2",
                  "implicit/sgd",
                  "implicit/rmsprop_frozen",
                  "implicit/rmsprop_paper",
                  "implicit/step",
                  "implicit/gd",
                  "implicit/batch_variance",
                  "implicit/running",
                  "train/error_clean",
                  "train/error_corrupted",
                  "train/memorised",
                  "train/loss",
                  "test/loss",
                  "validation/loss",
                  "validation/error_truth",
                  "norm/distance_from_init",
                  "gradient/norm",
                  "gradient/batch_norm_squared",
                  "gradient/one_norm",
                  "implicit/adaptive_one_norm",
                  "implicit/omega",
                  "implicit/chi"),
              Plan.CURVATURE,
              Plan.NOISE)
          .flatMap(List::stream)
          .toList();

  /** So many optimizers have room for two stages side by side. */
  private static final int BESIDE = 4;

  /** Levels of training loss in the table of epochs, at most. */
  private static final int LADDER = 8;

  private final Study study;
  private final List<Optimizer> optimizers;
  private final List<String> metrics;

  Tables(Study study) {
    this.study = study;
    optimizers = study.optimizers();
    metrics = FIRST.stream().filter(study::has).collect(Collectors.toCollection(ArrayList::new));
    study.metrics().stream()
        .filter(name -> !metrics.contains(name) && !Metric.isPart(name))
        .forEach(metrics::add);
  }

  /**
   * A stage of training at which metrics are compared.
   *
   * @param name above its columns
   * @param epoch at which a run is there
   * @param loss the training loss that is made equal, or NaN where it is the epoch
   */
  private record Stage(String name, ToDoubleFunction<RunRecord> epoch, double loss) {
    double value(RunRecord run, String metric) {
      if (metric.equals(Study.LOSS) && !Double.isNaN(loss)) {
        return loss;
      }
      Curve curve = Study.curve(run, metric);
      double place = epoch.applyAsDouble(run);
      return Double.isNaN(loss) ? curve.upTo(place) : curve.at(place);
    }
  }

  /**
   * Mean ± 95 % interval of every metric, at the last epoch that all usable runs have and beside it
   * at the lowest training loss that they all reach.
   */
  void numbers(Html html) {
    for (Variant variant : study.variants()) {
      if (!variant.label().isEmpty()) {
        html.element("h3", variant.label());
      }
      List<RunRecord> runs = usable(variant);
      double last = Study.lastCommonEpoch(runs);
      if (Double.isNaN(last)) {
        html.element("p", "No numbers yet.");
        continue;
      }
      List<Stage> stages = new ArrayList<>();
      stages.add(new Stage("At epoch " + Digits.plain(last), run -> last, Double.NaN));
      List<Curve> losses = runs.stream().map(run -> Study.curve(run, Study.LOSS)).toList();
      double level = Curve.lowestCommonLevel(losses);
      if (losses.stream().allMatch(loss -> loss.size() > 0 && loss.y(0) > level)) {
        stages.add(
            new Stage("At training loss " + Digits.shown(level), run -> reach(run, level), level));
      } else {
        html.element(
            "p class=\"note\"",
            "No comparison at equal training loss: a run never came below the training loss at"
                + " which another started, or did not measure it.");
      }
      if (stages.size() > 1 && runs.stream().anyMatch(run -> reach(run, level) < 1)) {
        html.element(
            "p class=\"note\"",
            "At equal training loss a run is still in its first epoch; its values there lie on a"
                + " straight line between the start and epoch 1, which is rough.");
      }
      if (present(variant).size() <= BESIDE) {
        table(html, variant, stages);
      } else {
        stages.forEach(stage -> table(html, variant, List.of(stage)));
      }
    }
  }

  private void table(Html html, Variant variant, List<Stage> stages) {
    html.raw("<div class=\"scroll\"><table><thead><tr><th></th>");
    for (Stage stage : stages) {
      html.raw("<th class=\"stage\" colspan=\"" + present(variant).size() + "\">");
      html.text(stage.name()).raw("</th>");
    }
    html.raw("</tr>\n<tr><th>Metric</th>");
    stages.forEach(stage -> heads(html, variant));
    html.raw("</tr></thead><tbody>\n<tr><th>Epoch</th>");
    stages.forEach(stage -> cells(html, variant, stage.epoch()));
    html.raw("</tr>\n");
    for (String metric : metrics) {
      Metric words = study.words().of(metric);
      html.raw("<tr><th>").text(words.title());
      if (!words.title().equals(metric)) {
        html.raw("<br><span class=\"muted\"><code>").text(metric).raw("</code></span>");
      }
      html.raw("</th>");
      stages.forEach(stage -> cells(html, variant, run -> stage.value(run, metric)));
      html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n");
  }

  /** After how many epochs each training loss is first reached, and by whom it is not. */
  void ladder(Html html) {
    for (Variant variant : study.variants()) {
      double[] levels = levels(variant);
      if (levels.length == 0) {
        continue;
      }
      String text = "Epochs to reach a training loss";
      html.element("h3", variant.label().isEmpty() ? text : text + ", " + variant.label());
      html.raw("<div class=\"scroll\"><table><thead><tr><th>Training loss</th>");
      heads(html, variant);
      html.raw("</tr></thead><tbody>\n");
      for (double level : levels) {
        html.raw("<tr><th>").text(Digits.significant(level, 1)).raw("</th>");
        cells(html, variant, run -> reach(run, level), "not reached");
        html.raw("</tr>\n");
      }
      html.raw("</tbody></table></div>\n");
    }
  }

  private double[] levels(Variant variant) {
    List<Curve> losses =
        withLoss(usable(variant)).stream().map(run -> Study.curve(run, Study.LOSS)).toList();
    double start = losses.stream().mapToDouble(loss -> loss.y(0)).max().orElse(Double.NaN);
    double end = losses.stream().mapToDouble(Curve::lowest).min().orElse(Double.NaN);
    if (!(end < start && end > 0)) {
      return new double[0];
    }
    TreeSet<Double> levels = new TreeSet<>();
    boolean decades = Math.log10(start / end) > 3;
    for (int decade = Digits.exponent(end); decade <= Digits.exponent(start); decade++) {
      for (int k : decades ? new int[] {1} : new int[] {1, 2, 5}) {
        double level = Double.parseDouble(k + "e" + decade);
        if (level >= end && level < start) {
          levels.add(level);
        }
      }
    }
    return levels.descendingSet().stream().limit(LADDER).mapToDouble(Double::doubleValue).toArray();
  }

  /** Those that have this point, unless none has; another's own axis is none of theirs. */
  private List<Optimizer> present(Variant variant) {
    List<Optimizer> present =
        optimizers.stream().filter(o -> !study.runs(o, variant).isEmpty()).toList();
    return present.isEmpty() ? optimizers : present;
  }

  private List<RunRecord> usable(Variant variant) {
    return optimizers.stream().flatMap(o -> study.usable(o, variant).stream()).toList();
  }

  private static List<RunRecord> withLoss(List<RunRecord> runs) {
    return runs.stream().filter(run -> Study.curve(run, Study.LOSS).size() > 0).toList();
  }

  private static double reach(RunRecord run, double level) {
    return Study.curve(run, Study.LOSS).firstReach(level);
  }

  private void heads(Html html, Variant variant) {
    String first = " stage";
    for (Optimizer optimizer : present(variant)) {
      int usable = study.usable(optimizer, variant).size();
      long diverged =
          study.runs(optimizer, variant).stream()
              .filter(run -> run.state() == State.diverged)
              .count();
      html.raw("<th class=\"number" + first + "\">").raw(Overview.chip(optimizer));
      html.text(optimizer.name());
      html.raw("<br><span class=\"muted\">n = ").text(Integer.toString(usable));
      html.text(diverged == 0 ? "" : ", " + diverged + " diverged").raw("</span></th>");
      first = "";
    }
  }

  private void cells(Html html, Variant variant, ToDoubleFunction<RunRecord> value) {
    cells(html, variant, value, NONE);
  }

  private void cells(
      Html html, Variant variant, ToDoubleFunction<RunRecord> value, String without) {
    String first = " stage";
    for (Optimizer optimizer : present(variant)) {
      html.raw("<td class=\"number" + first + "\">");
      cell(html, study.usable(optimizer, variant), value, without);
      html.raw("</td>");
      first = "";
    }
  }

  private void cell(
      Html html, List<RunRecord> runs, ToDoubleFunction<RunRecord> value, String without) {
    List<RunRecord> there =
        runs.stream().filter(run -> Double.isFinite(value.applyAsDouble(run))).toList();
    double[] values = there.stream().mapToDouble(value).toArray();
    if (values.length > 0) {
      html.text(Numbers.shown(Interval.of(study.crossing(there), values)));
    } else {
      html.raw("<span class=\"muted\">").text(runs.isEmpty() ? NONE : without).raw("</span>");
    }
    if (values.length > 0 && values.length < runs.size()) {
      html.raw(" <span class=\"muted\">(n = ").text("" + values.length).raw(")</span>");
    }
  }
}
