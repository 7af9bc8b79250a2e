package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.study.Numbers;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Variant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The head of the page: what was run, in words and as a table of runs; and where it came from. */
final class Overview {
  private final Study study;

  Overview(Study study) {
    this.study = study;
  }

  /** Heading and description. */
  void heading(Html html) {
    html.element("h1", study.experiment().heading());
    String description = study.experiment().description();
    if (description != null && !description.isBlank()) {
      html.element("p class=\"lead\"", description);
    }
    html.element("p", whatWasRun());
    html.element("p", statuses());
    if (!study.shared().isEmpty()) {
      html.element("p", shared());
    }
    if (!study.notStarted().isEmpty()) {
      html.element(
          "p class=\"note\"", "Not started yet: " + String.join(", ", study.notStarted()) + ".");
    }
    List<RunRecord> early =
        study.runs().stream().filter(run -> run.state() != State.finished).toList();
    if (!early.isEmpty()) {
      html.raw("<div class=\"note\"><p>Drawn as far as they went");
      html.raw(
          study.runs().size() > early.size()
              ? ", and left out of final numbers and verdicts:</p><ul>\n"
              : "; no run has finished, so numbers and verdicts are of what there is:</p><ul>\n");
      early.forEach(run -> html.element("li", name(run) + " – " + Numbers.standing(run)));
      html.raw("</ul></div>\n");
    }
  }

  private static String name(RunRecord run) {
    String slug = run.manifest().slug();
    return slug == null || slug.isBlank() ? run.directory() : slug;
  }

  private String whatWasRun() {
    String names =
        study.optimizers().stream().map(Optimizer::name).collect(Collectors.joining(", "));
    List<String> parts = new ArrayList<>();
    parts.add("Optimizers: " + names);
    parts.add("data: " + data());
    parts.add("model: " + model());
    add(parts, "loss: ", "loss");
    add(parts, "penalty: ", "penalty");
    add(parts, "batches of ", "train.batch");
    String steps = distinct(run -> run.manifest().stepsPerEpoch(), Digits::count);
    parts.add(
        Digits.count(study.experiment().epochs())
            + " epochs"
            + (steps.isEmpty() || steps.equals("0") ? "" : " of " + steps + " steps"));
    add(parts, "batch order: ", "train.order");
    parts.add("seeds: " + seeds());
    if (study.variants().size() > 1) {
      parts.add(study.variants().size() + " points of a grid");
    }
    return String.join("; ", parts) + ".";
  }

  private String data() {
    Set<String> names = new LinkedHashSet<>();
    study.runs().forEach(run -> names.add(run.manifest().data().path("name").asText("")));
    String text = String.join(", ", names);
    if (study.runs().isEmpty()) {
      return "not known yet";
    }
    String wrong = distinct(run -> run.manifest().corruptedLabels(), Digits::count);
    return text
        + " ("
        + distinct(run -> run.manifest().trainingExamples(), Digits::count)
        + " training examples"
        + (wrong.equals("0") ? "" : ", " + wrong + " of them with a wrong label")
        + ", "
        + distinct(run -> run.manifest().testExamples(), Digits::count)
        + " test examples)";
  }

  private String model() {
    if (study.runs().isEmpty()) {
      return "not known yet";
    }
    Set<String> networks = new LinkedHashSet<>();
    for (RunRecord run : study.runs()) {
      String network = run.manifest().network();
      networks.add(
          network == null || network.isBlank()
              ? run.manifest().setting("model.name").asText("")
              : network);
    }
    return String.join(", ", networks)
        + " ("
        + distinct(run -> run.manifest().parameters(), Digits::count)
        + " parameters)";
  }

  private String seeds() {
    if (!study.factors().isEmpty()) {
      return study.factors().stream()
          .map(
              factor ->
                  factor.name()
                      + " "
                      + study.runs().stream()
                          .map(factor::level)
                          .distinct()
                          .sorted()
                          .map(String::valueOf)
                          .collect(Collectors.joining(", ")))
          .collect(Collectors.joining(" × "));
    }
    return study.experiment().seeds().stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private void add(List<String> parts, String words, String path) {
    Set<String> values = new LinkedHashSet<>();
    for (RunRecord run : study.runs()) {
      String value = words(run.manifest().setting(path));
      if (!value.isEmpty()) {
        values.add(value);
      }
    }
    if (!values.isEmpty()) {
      parts.add(words + String.join(", ", values));
    }
  }

  /** A scalar as it is, a named thing with its options, several with a plus between them. */
  private static String words(JsonNode value) {
    if (value.isArray()) {
      List<String> all = new ArrayList<>();
      value.forEach(each -> all.add(words(each)));
      return String.join(" + ", all);
    }
    if (!value.isObject()) {
      return value.isValueNode() ? value.asText() : "";
    }
    List<String> options = new ArrayList<>();
    for (Map.Entry<String, JsonNode> option : value.properties()) {
      if (!option.getKey().equals("name")) {
        options.add(option.getKey() + " " + words(option.getValue()));
      }
    }
    String name = value.path("name").asText("");
    return options.isEmpty() ? name : name + " (" + String.join(", ", options) + ")";
  }

  private String distinct(ToLongFunction<RunRecord> value, LongFunction<String> shown) {
    return study.runs().stream()
        .mapToLong(value)
        .distinct()
        .sorted()
        .mapToObj(shown)
        .collect(Collectors.joining(", "));
  }

  private String statuses() {
    Map<State, Integer> counts = new EnumMap<>(State.class);
    study.runs().forEach(run -> counts.merge(run.state(), 1, Integer::sum));
    int planned = study.runs().size() + study.notStarted().size();
    String list =
        counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    String notStarted =
        study.notStarted().isEmpty() ? "" : ", " + study.notStarted().size() + " not started";
    return planned + (planned == 1 ? " run: " : " runs: ") + list + notStarted + ".";
  }

  private String shared() {
    return "The same settings and seed are computed once and shown under each name: "
        + study.shared().stream()
            .map(names -> String.join(" = ", names))
            .collect(Collectors.joining("; "))
        + ".";
  }

  /** The optimizers with their hyperparameters. */
  void optimizers(Html html) {
    html.raw("<div class=\"scroll\"><table><thead><tr><th>Optimizer</th><th>Rule</th>");
    html.raw("<th>Hyperparameters</th><th class=\"number\">Runs</th></tr></thead><tbody>\n");
    for (Optimizer optimizer : study.optimizers()) {
      List<RunRecord> runs =
          study.runs().stream()
              .filter(run -> run.manifest().optimizer().equals(optimizer.label()))
              .toList();
      html.raw("<tr><th class=\"label\">").raw(chip(optimizer)).text(optimizer.name());
      html.raw("</th><td>");
      html.text(runs.isEmpty() ? "" : String.valueOf(runs.get(0).manifest().rule()));
      html.raw("</td><td>").text(hyperparameters(runs)).raw("</td><td class=\"number\">");
      html.text(Integer.toString(runs.size())).raw("</td></tr>\n");
    }
    html.raw("</tbody></table></div>\n");
  }

  static String chip(Optimizer optimizer) {
    return "<svg class=\"chip\" width=\"24\" height=\"10\" aria-hidden=\"true\"><rect width=\"24\""
        + " height=\"5\" y=\"2\" rx=\"2\" fill=\""
        + Colours.css(optimizer)
        + "\"/></svg>";
  }

  private static String hyperparameters(List<RunRecord> runs) {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      run.manifest()
          .setting("optimizer")
          .properties()
          .forEach(
              entry ->
                  values
                      .computeIfAbsent(entry.getKey(), key -> new LinkedHashSet<>())
                      .add(Variant.text(entry.getValue())));
    }
    values.remove("rule");
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + String.join(" | ", entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Everything needed to make the figures again; folded. */
  void provenance(Html html) {
    html.raw("<details><summary>Where these numbers come from</summary>\n");
    html.element("h3", "Runs");
    html.raw("<div class=\"scroll\"><table><thead><tr><th>Directory</th><th>Status</th>");
    html.raw("<th class=\"number\">Epochs</th><th class=\"number\">Seconds</th>");
    html.raw("<th>Started</th><th>Hash of its settings</th></tr></thead><tbody>\n");
    for (RunRecord run : study.runs()) {
      html.raw("<tr><td><code>").text(run.directory()).raw("</code></td><td class=\"state-");
      html.raw(run.state().toString()).raw("\">").text(run.state().toString());
      html.raw("</td><td class=\"number\">").text(Digits.plain(run.lastEpoch()));
      html.raw("</td><td class=\"number\">");
      html.text(run.status() == null ? "–" : Digits.significant(run.status().seconds(), 3));
      html.raw("</td><td>").text(orNone(run.manifest().started())).raw("</td><td><code>");
      html.text(orNone(run.manifest().hash())).raw("</code></td></tr>\n");
    }
    html.raw("</tbody></table></div>\n");
    obstacles(html);
    Set<Object> environments = new LinkedHashSet<>();
    Set<Object> data = new LinkedHashSet<>();
    Map<String, JsonNode> settings = new LinkedHashMap<>();
    for (RunRecord run : study.runs()) {
      environments.add(new TreeMap<>(run.manifest().environment()));
      data.add(run.manifest().data());
      settings.putIfAbsent(run.manifest().optimizer(), run.manifest().settings());
    }
    blocks(html, "Code and machine", environments);
    blocks(html, "Data, with SHA-256 of the files", data);
    settings.forEach(
        (label, value) ->
            blocks(html, "Resolved settings of the first run of " + label, Set.of(value)));
    if (study.experiment().experiment() != null) {
      blocks(html, "The experiment", Set.of(study.experiment().experiment()));
    }
    html.raw("</details>\n");
  }

  private void obstacles(Html html) {
    Map<String, String> obstacles = new LinkedHashMap<>();
    for (RunRecord run : study.runs()) {
      obstacles.putAll(run.manifest().obstacles());
      if (run.status() != null) {
        run.status()
            .failedMeasurements()
            .forEach(
                (probe, why) ->
                    obstacles.merge(
                        probe,
                        run.directory() + ", from " + why,
                        (before, another) -> before + "; " + another));
      }
    }
    if (!obstacles.isEmpty()) {
      html.element("h3", "Not measured");
      html.raw("<ul>\n");
      obstacles.forEach(
          (probe, reason) ->
              html.raw("<li><code>").text(probe).raw("</code>: ").text(reason).raw("</li>\n"));
      html.raw("</ul>\n");
    }
  }

  private static void blocks(Html html, String heading, Set<Object> values) {
    html.element("h3", heading);
    for (Object value : values) {
      html.element("pre", JsonFiles.pretty(value));
    }
  }

  private static String orNone(String text) {
    return text == null ? "–" : text;
  }
}
