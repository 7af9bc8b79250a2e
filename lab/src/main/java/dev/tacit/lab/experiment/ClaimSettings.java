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
 * and {@code source} for people.
 *
 * @param section the lines where it stands
 * @param claim what it says
 */
record ClaimSettings(Section section, Claim claim) {
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
    String first = optimizer(section, sameness ? "same" : "less", optimizers);
    String second = optimizer(section, sameness ? "as" : "than", optimizers);
    String within = sameness ? text(section, "within") : null;
    String says = section.text("says", "");
    String source = section.text("source", "");
    section.done();
    if (first.equals(second)) {
      throw new SettingsException(
          section.where(sameness ? "as" : "than"),
          PATH
              + (sameness ? ".as" : ".than")
              + ": another optimizer than in '"
              + (sameness ? "same" : "less")
              + "' is expected, found '"
              + Node.shown(second)
              + "' in both; nothing is "
              + (sameness ? "news about itself" : "less than itself"));
    }
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
    return new ClaimSettings(
        section,
        sameness
            ? Claim.same(metric, stage.toString(), first, second, within, says, source)
            : Claim.less(metric, stage.toString(), first, second, says, source));
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

  private static String optimizer(Section section, String key, Set<String> optimizers) {
    String label = text(section, key);
    if (!optimizers.contains(label)) {
      throw new SettingsException(
          section.where(key),
          PATH
              + "."
              + key
              + ": no optimizer '"
              + Node.shown(label)
              + "' in this experiment; there are "
              + String.join(", ", optimizers));
    }
    return label;
  }

  private static String text(Section section, String key) {
    Node found = section.need(key);
    return section.check(key, found, () -> Section.asText(found));
  }

  /**
   * Refuses it where no run could ever show it: a metric that nobody measures, an epoch that no run
   * comes to.
   *
   * @throws SettingsException naming line and key
   */
  void check(List<PlannedRun> runs, List<Map<String, Object>> points) {
    Set<Map<String, Object>> first = settings(runs, claim.first());
    Set<Map<String, Object>> second = settings(runs, claim.second());
    if (points.stream().noneMatch(point -> holds(point, first) && holds(point, second))) {
      throw new SettingsException(
          section.where(),
          PATH
              + ": "
              + claim.first()
              + " and "
              + claim.second()
              + " both vary along axes of their own and have no point in common, so that it is not"
              + " said which of their settings are meant; compare optimizers with one value each, or choose"
              + " each one's best with tune");
    }
    for (String label : List.of(claim.first(), claim.second())) {
      List<PlannedRun> side =
          runs.stream()
              .filter(run -> run.names().stream().anyMatch(n -> n.optimizer().equals(label)))
              .toList();
      measured("metric", claim.metric(), label, side);
      claim.stage().metrics().forEach(metric -> measured("at", metric, label, side));
      int most = side.stream().mapToInt(run -> run.settings().epochs()).max().orElse(0);
      int wanted = epochs(claim.stage()).orElse(0);
      if (wanted > most) {
        throw new SettingsException(
            section.where("at"),
            PATH
                + ".at: '"
                + claim.at()
                + "' is never reached; the runs of "
                + label
                + " have "
                + most
                + (most == 1 ? " epoch" : " epochs"));
      }
    }
  }

  private static Set<Map<String, Object>> settings(List<PlannedRun> runs, String label) {
    return runs.stream()
        .flatMap(run -> run.names().stream())
        .filter(name -> name.optimizer().equals(label))
        .map(PlannedRun.Name::variant)
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

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("metric", claim.metric());
    map.put("at", claim.at());
    if (claim.sameness()) {
      map.put("same", claim.same());
      map.put("as", claim.as());
      map.put("within", claim.within());
    } else {
      map.put("less", claim.less());
      map.put("than", claim.than());
    }
    map.put("says", claim.says());
    map.put("source", claim.source());
    return map;
  }
}
