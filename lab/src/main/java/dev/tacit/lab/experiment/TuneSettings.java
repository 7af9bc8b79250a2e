package dev.tacit.lab.experiment;

import dev.tacit.lab.statistics.Stage;
import dev.tacit.lab.statistics.StageText;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How an experiment chooses each optimizer's settings along its own axes, {@code {by, at, seeds,
 * extend, halving}}.
 *
 * @param section the lines where it stands
 * @param by the metric of the validation set that chooses; the lower the better
 * @param at where in a run it is read
 * @param seeds with which every setting is trained, none of them a reporting seed
 * @param extend whether an axis is extended beyond a best at its border
 * @param halving after how many epochs how many settings go on; null for all to the end
 */
record TuneSettings(
    Section section, String by, Stage at, List<Long> seeds, boolean extend, Halving halving) {
  static final String KEY = "tune";
  static final String BY = "by";
  static final String AT = "at";
  static final String SEEDS = "seeds";
  static final String HALVING = "halving";
  static final String EPOCHS = "epochs";

  private static final String VALIDATION = "validation/";
  private static final String BEST = "best";
  private static final String TEST = "test/";
  private static final String NEVER =
      "the test set never chooses: what is chosen by it cannot be judged on it";

  /**
   * How many go on.
   *
   * @param section the lines where it stands
   * @param epochs after which is chosen
   * @param keep how many settings of an optimizer at a point
   */
  record Halving(Section section, int epochs, int keep) {}

  /**
   * Reads it.
   *
   * @param reporting the experiment's seeds, which must be others
   */
  static TuneSettings read(Node node, Seeds reporting) {
    Section section = new Section(node, KEY);
    Node byNode = section.need(BY);
    String by = section.check(BY, byNode, () -> Section.asText(byNode));
    String at = section.text(AT, BEST);
    Node seedsNode = section.need(SEEDS);
    List<Long> seeds = section.check(SEEDS, seedsNode, () -> seeds(seedsNode));
    boolean extend = section.bool("extend", false);
    Node halvingNode = section.take(HALVING);
    section.done();
    section.check(BY, null, () -> criterion(by));
    Stage stage = section.check(AT, null, () -> stage(at, by));
    Set<Long> both = new TreeSet<>(seeds);
    both.retainAll(reporting.numbers());
    if (!both.isEmpty()) {
      throw new SettingsException(
          section.where(SEEDS),
          "tune.seeds must be none of the reporting seeds, or a setting is judged on what chose it;"
              + " both have "
              + String.join(", ", both.stream().map(String::valueOf).toList())
              + " (tune.seeds "
              + seeds
              + ", seeds "
              + reporting.numbers()
              + ")");
    }
    return new TuneSettings(
        section, by, stage, seeds, extend, halvingNode == null ? null : halving(halvingNode));
  }

  private static List<Long> seeds(Node node) {
    if (!node.isList()) {
      throw new IllegalArgumentException(
          "a list of seeds is expected, as in [100, 101, 102], found " + node);
    }
    return Experiment.seeds(node);
  }

  private static String criterion(String by) {
    if (!StageText.isMetric(by)) {
      throw new IllegalArgumentException(
          "must be like validation/error, found '" + Node.shown(by) + "'");
    }
    if (by.startsWith(TEST)) {
      throw new IllegalArgumentException(
          NEVER
              + "; keep validation examples (data.validation: N) and say validation/error, found '"
              + Node.shown(by)
              + "'");
    }
    if (!by.startsWith(VALIDATION)) {
      throw new IllegalArgumentException(
          "a metric of the validation set is expected, as in validation/error: a setting is chosen"
              + " for what it does on examples it was not trained on; found '"
              + Node.shown(by)
              + "'");
    }
    return by;
  }

  private static Stage stage(String at, String by) {
    Stage stage = StageText.parse(at.strip().equals(BEST) ? BEST + " " + by : at);
    if (stage instanceof Stage.MatchedLoss) {
      throw new IllegalArgumentException(
          "the level of matched-loss is that of all runs compared, and these are not chosen yet; name"
              + " one, as in matched train/loss 0.3");
    }
    if (stage.metrics().stream().anyMatch(metric -> metric.startsWith(TEST))) {
      throw new IllegalArgumentException(NEVER + "; found '" + stage + "'");
    }
    if (stage instanceof Stage.Matched && stage.metrics().contains(by)) {
      throw new IllegalArgumentException(by + " is what '" + stage + "' makes equal");
    }
    return stage;
  }

  private static Halving halving(Node node) {
    Section section = new Section(node, KEY + "." + HALVING);
    Node epochs = section.need(EPOCHS);
    Node keep = section.need("keep");
    Halving halving =
        new Halving(
            section,
            section.check(EPOCHS, epochs, () -> TrainSettings.atLeastOne(Section.asInt(epochs))),
            section.check("keep", keep, () -> TrainSettings.atLeastOne(Section.asInt(keep))));
    section.done();
    return halving;
  }

  /** The metrics that must be measured to know the criterion. */
  Set<String> metrics() {
    Set<String> metrics = new TreeSet<>(at.metrics());
    metrics.add(by);
    return metrics;
  }

  /**
   * Refuses what no run could ever show.
   *
   * @param reporting runs with settings that are tuned
   */
  void check(List<PlannedRun> reporting) {
    for (PlannedRun run : reporting) {
      RunSettings settings = run.settings();
      if (settings.data().validation().isNone()) {
        throw new SettingsException(
            section.where(BY),
            "tune.by: "
                + by
                + " needs validation examples, and data.validation keeps none; say how many, as in"
                + " validation: 2000");
      }
      for (String metric : metrics()) {
        String key = metric.equals(by) ? BY : AT;
        if (Measured.probes(metric, settings).isEmpty()) {
          throw new SettingsException(
              section.where(key), KEY + "." + key + ": " + Measured.why(metric, run.optimizer()));
        }
      }
      checkLength(settings);
    }
  }

  private void checkLength(RunSettings settings) {
    int most = settings.epochs();
    if (halving != null) {
      if (!(halving.epochs() < most)) {
        throw new SettingsException(
            halving.section().where(EPOCHS),
            "tune.halving.epochs must be less than train.epochs, found "
                + halving.epochs()
                + " and "
                + most);
      }
      if (settings.train().schedule().dependsOnLength()) {
        throw new SettingsException(
            section.where(HALVING),
            "tune.halving: the learning rate's schedule depends on the number of epochs, so that"
                + " runs of "
                + halving.epochs()
                + " epochs cannot go on to "
                + most);
      }
      most = halving.epochs();
    }
    int wanted = ClaimSettings.epochs(at).orElse(0);
    if (wanted > most) {
      throw new SettingsException(
          section.where(AT),
          "tune.at: '"
              + at
              + "' is never reached within "
              + most
              + (most == 1 ? " epoch" : " epochs"));
    }
  }
}
