package dev.tacit.lab.experiment;

import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.statistics.Margin;
import dev.tacit.lab.statistics.Stage;
import dev.tacit.lab.statistics.StageText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A statement about two optimizers: one's metric is less than the other's, {@code {metric, at,
 * less, than}}, or the two are the same, {@code {metric, at, same, as, within}}; with {@code says}
 * and {@code source} for people. A side is an optimizer's label or, at some of the settings along
 * which its runs vary, {@code {optimizer: sgd, train.batch: 8}}.
 *
 * @param section the lines where it stands
 * @param metric what is compared
 * @param at the stage of training
 * @param first the side that is named first
 * @param second the other
 * @param within how far apart they may be; null in a claim of order
 * @param says the sentence for people
 * @param source who claims it
 */
record ClaimSettings(
    Section section,
    String metric,
    Stage at,
    ClaimSide first,
    ClaimSide second,
    String within,
    String says,
    String source) {
  private static final String PATH = "claims";

  /** What a report makes of two metrics, and of which. */
  private static final Map<String, List<String>> OF_REPORTS =
      Map.of("implicit/paper", List.of("implicit/sgd", "implicit/rmsprop_paper"));

  /**
   * Reads one.
   *
   * @param optimizers the labels that there are
   */
  static ClaimSettings read(Node node, Set<String> optimizers) {
    Section section = new Section(node, PATH);
    String metric = text(section, "metric");
    String at = section.text("at", new Stage.Final().toString());
    boolean sameness = kind(section);
    ClaimSide first = ClaimSide.read(section, sameness ? "same" : "less", optimizers);
    ClaimSide second = ClaimSide.read(section, sameness ? "as" : "than", optimizers);
    String within = sameness ? text(section, "within") : null;
    String says = section.text("says", "");
    String source = section.text("source", "");
    section.done();
    if (!StageText.isMetric(metric)) {
      throw new SettingsException(
          section.where("metric"),
          PATH + ".metric must be like norm/l2, found '" + Node.shown(metric) + "'");
    }
    Stage stage = section.check("at", null, () -> StageText.parse(at));
    boolean itself =
        stage.metrics().contains(metric)
            && (stage instanceof Stage.Matched || stage instanceof Stage.MatchedLoss);
    if (itself) {
      throw new SettingsException(
          section.where("at"), PATH + ".at: " + metric + " is what '" + stage + "' makes equal");
    }
    if (sameness) {
      section.check("within", null, () -> Margin.parse(within));
    }
    return new ClaimSettings(section, metric, stage, first, second, within, says, source);
  }

  private boolean sameness() {
    return within != null;
  }

  /** Refuses one whose sides are one. */
  private void ofTwo(Map<String, Object> firstAt, Map<String, Object> secondAt) {
    if (first.label().equals(second.label()) && firstAt.equals(secondAt)) {
      throw new SettingsException(
          second.where(),
          PATH
              + "."
              + second.key()
              + ": another optimizer than in '"
              + first.key()
              + "', or another setting of it, is expected, found '"
              + Node.shown(second.label())
              + "' in both; nothing is "
              + (sameness() ? "news about itself" : "less than itself"));
    }
  }

  /** Whether it is a claim of sameness; a claim must be one or the other. */
  private static boolean kind(Section section) {
    boolean order = section.has("less") || section.has("than");
    boolean sameness = section.has("same") || section.has("as") || section.has("within");
    if (order == sameness) {
      throw new SettingsException(
          section.where(),
          order
              ? PATH + ": either less and than, or same, as and within; found both"
              : "'"
                  + PATH
                  + ".less' is missing; a claim is {metric, at, less, than} or {metric,"
                  + " at, same, as, within}");
    }
    return sameness;
  }

  private static String text(Section section, String key) {
    Node found = section.need(key);
    return section.check(key, found, () -> Section.asText(found));
  }

  /**
   * What it says, of the runs that there are. Refused where no run could ever show it: a setting
   * that no run has, a metric that nobody measures, an epoch that no run comes to.
   *
   * @throws SettingsException naming line and key
   */
  Claim claim(List<PlannedRun> runs, List<Map<String, Object>> points) {
    Map<String, Object> firstAt = first.at(runs);
    Map<String, Object> secondAt = second.at(runs);
    ofTwo(firstAt, secondAt);
    Set<Map<String, Object>> one = others(first, firstAt, runs);
    Set<Map<String, Object>> other = others(second, secondAt, runs);
    if (points.stream().noneMatch(point -> holds(point, one) && holds(point, other))) {
      throw new SettingsException(
          section.where(),
          PATH
              + ": "
              + first.label()
              + " and "
              + second.label()
              + " both vary along axes of their own and have no point in common, so that it is not"
              + " said which of their settings are meant; compare optimizers with one value each, say"
              + " which, as in {optimizer: "
              + first.label()
              + ", lr: 0.1}, or choose each one's best with tune");
    }
    for (ClaimSide side : List.of(first, second)) {
      reached(side, runs);
    }
    boolean order = !sameness();
    return new Claim(
        metric,
        at.toString(),
        order ? first.label() : null,
        order ? second.label() : null,
        order ? null : first.label(),
        order ? null : second.label(),
        within,
        says,
        source,
        firstAt,
        secondAt);
  }

  private void reached(ClaimSide side, List<PlannedRun> all) {
    String label = side.label();
    List<PlannedRun> runs =
        all.stream()
            .filter(run -> run.names().stream().anyMatch(n -> n.optimizer().equals(label)))
            .toList();
    measured("metric", metric, label, runs);
    at.metrics().forEach(each -> measured("at", each, label, runs));
    int most = runs.stream().mapToInt(run -> run.settings().epochs()).max().orElse(0);
    int wanted = epochs(at).orElse(0);
    if (wanted > most) {
      throw new SettingsException(
          section.where("at"),
          PATH
              + ".at: '"
              + at
              + "' is never reached; the runs of "
              + label
              + " have "
              + most
              + (most == 1 ? " epoch" : " epochs"));
    }
  }

  /** What a side's runs vary along besides the settings that it names. */
  private static Set<Map<String, Object>> others(
      ClaimSide side, Map<String, Object> at, List<PlannedRun> runs) {
    return side.variants(runs).stream()
        .map(variant -> Claim.besides(variant, at))
        .collect(Collectors.toSet());
  }

  private static boolean holds(Map<String, Object> point, Set<Map<String, Object>> settings) {
    return settings.stream().anyMatch(some -> point.entrySet().containsAll(some.entrySet()));
  }

  /** How many epochs a stage needs, where it says so. */
  static Optional<Integer> epochs(Stage stage) {
    return stage instanceof Stage.MeanOfLast mean ? Optional.of(mean.epochs()) : stage.epoch();
  }

  private void measured(String key, String metric, String label, List<PlannedRun> side) {
    for (String each : OF_REPORTS.getOrDefault(metric, List.of(metric))) {
      if (side.stream().noneMatch(run -> Measured.by(run.settings(), each))) {
        throw new SettingsException(
            section.where(key), PATH + "." + key + ": " + Measured.why(each, label));
      }
    }
  }

  /** As the file has it, with text where text is meant. */
  Map<String, Object> plain() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("metric", metric);
    map.put("at", at.toString());
    map.put(first.key(), first.plain());
    map.put(second.key(), second.plain());
    if (sameness()) {
      map.put("within", within);
    }
    map.put("says", says);
    map.put("source", source);
    return map;
  }
}
