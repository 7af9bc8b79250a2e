package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.store.Clock;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunLog;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.study.AtStage;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Phases;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Varied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the page's script is told of a study but for its curves: optimizers with their colours, runs
 * with their settings and how they stand, and what the metrics are.
 */
final class PageData {
  /** What a run's clock tells, by what the page calls it, in the order that pages have. */
  static final SortedMap<String, Function<Clock, Curve>> CLOCK =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of("clock/flow_time", Clock::flowTime, "clock/seconds", Clock::seconds)));

  private static final int MOST_LINES = 200; // of a run's log
  private static final int MOST_DETAILED = 60; // runs, in a file

  private final Study study;
  private final Path directory;
  private final Map<String, String> faults;
  private final RunSettings settings;
  private final ObjectNode data = JsonFiles.JSON.createObjectNode();

  private PageData(Study study, Path directory, Map<String, String> faults, RunSettings settings) {
    this.study = study;
    this.directory = directory;
    this.faults = faults;
    this.settings = settings;
  }

  /**
   * Of a study.
   *
   * @param directory of the experiment
   * @param faults why files of a run could not be read, by its directory's name
   * @param settings of the study
   */
  static ObjectNode of(
      Study study, Path directory, Map<String, String> faults, RunSettings settings) {
    PageData page = new PageData(study, directory, faults, settings);
    page.data.put("name", study.experiment().name());
    page.data.put("epochs", study.experiment().epochs());
    page.data.put("crossed", !study.factors().isEmpty());
    page.data.put("sweep", Sweep.isSweep(study));
    page.optimizers();
    page.variants();
    page.runs();
    page.metrics();
    page.quantiles();
    return page.data;
  }

  private void optimizers() {
    ArrayNode all = data.putArray("optimizers");
    for (Optimizer optimizer : study.optimizers()) {
      ObjectNode one = all.addObject();
      one.put("label", optimizer.label()).put("name", optimizer.name());
      one.put("rule", optimizer.rule()).put("adaptive", optimizer.adaptive());
      one.put("colour", Colours.css(optimizer));
      ArrayNode dash = one.putArray("dash");
      for (float part : Colours.dash(optimizer)) {
        dash.add(part);
      }
      ArrayNode axes = one.putArray("axes");
      for (Varied.Axis axis : study.varied(optimizer).axes()) {
        axes.addObject().put("path", axis.path()).put("numbers", axis.isOfNumbers());
      }
    }
  }

  private void variants() {
    ArrayNode all = data.putArray("variants");
    study.variants().forEach(variant -> all.add(variant.label()));
    ObjectNode names = data.putObject("names"); // of settings, short
    study.variants().stream()
        .flatMap(variant -> variant.values().keySet().stream())
        .distinct()
        .forEach(path -> names.put(path, Grid.shortName(study.variants(), path)));
  }

  private void runs() {
    data.set("common", settings.common());
    IdentityHashMap<RunRecord, List<Integer>> places = places();
    AtStage stage = new AtStage(study);
    data.put("stage", stage.words());
    boolean staged = Sweep.isSweep(study) && study.experiment().tuning() != null;
    List<String> compared = Plan.ofSweeps(study);
    ArrayNode all = data.putArray("runs");
    List<String> ids = ids(study);
    for (int i = 0; i < study.runs().size(); i++) {
      RunRecord run = study.runs().get(i);
      ObjectNode one = all.addObject();
      one.put("id", ids.get(i)).put("directory", run.directory());
      run(one, run);
      ArrayNode in = one.putArray("variants");
      places.getOrDefault(run, List.of()).forEach(in::add);
      one.set("settings", settings.own().get(i));
      numbers(one.putObject("last"), run);
      if (staged && study.isUsable(run)) {
        ObjectNode at = one.putObject("at");
        for (String metric : compared) {
          double value = stage.values(metric, List.of(run)).get(0);
          if (Double.isFinite(value)) {
            put(at, metric, value);
          }
        }
      }
    }
    ArrayNode waiting = data.putArray("waiting");
    study.notStarted().forEach(waiting::add);
  }

  /** What each run of a study is called on its page: its directory, which two names may share. */
  static List<String> ids(Study study) {
    Map<String, Integer> seen = new HashMap<>();
    return study.runs().stream()
        .map(
            run -> {
              int nth = seen.merge(run.directory(), 1, Integer::sum);
              return run.directory() + (nth == 1 ? "" : "#" + nth);
            })
        .toList();
  }

  private IdentityHashMap<RunRecord, List<Integer>> places() {
    IdentityHashMap<RunRecord, List<Integer>> places = new IdentityHashMap<>();
    for (int v = 0; v < study.variants().size(); v++) {
      for (Optimizer optimizer : study.optimizers()) {
        for (RunRecord run : study.runs(optimizer, study.variants().get(v))) {
          places.computeIfAbsent(run, key -> new ArrayList<>()).add(v);
        }
      }
    }
    return places;
  }

  private void run(ObjectNode one, RunRecord run) {
    Manifest manifest = run.manifest();
    RunStatus status = run.status();
    String slug = manifest.slug();
    one.put("name", slug == null || slug.isBlank() ? run.directory() : slug);
    one.put("optimizer", manifest.optimizer()).put("seed", manifest.seed());
    one.put("state", run.state().name()).put("usable", study.isUsable(run));
    one.put("epoch", run.lastEpoch()).put("steps", manifest.stepsPerEpoch());
    if (status != null) {
      one.put("seconds", status.seconds()).put("measuring", status.measuringSeconds());
      one.put("reason", status.reason() == null ? "" : status.reason());
      ObjectNode failed = one.putObject("failed");
      status.failedMeasurements().forEach(failed::put);
    }
    String fault = faults.get(run.directory());
    if (fault != null) {
      one.put("fault", fault);
    }
    ObjectNode values = one.putObject("variant");
    manifest.variant().forEach(values::set);
    ArrayNode levels = one.putArray("levels");
    study.factors().forEach(factor -> levels.add(factor.level(run)));
    ArrayNode switches = one.putArray("switches");
    Phases.of(run).switches().forEach(switches::add);
  }

  /** The last value of each metric that is whole. */
  private static void numbers(ObjectNode last, RunRecord run) {
    run.metrics()
        .forEach(
            (name, curve) -> {
              if (!Metric.isPart(name) && curve.size() > 0) {
                put(last, name, curve.y(curve.size() - 1));
              }
            });
  }

  /** With seven digits, where float32 has the number. */
  private static void put(ObjectNode to, String name, double value) {
    float few = (float) value;
    if (Float.isFinite(few) && (Math.abs(few) >= Float.MIN_NORMAL || value == 0)) {
      to.put(name, few);
    } else {
      to.put(name, value);
    }
  }

  private void metrics() {
    ObjectNode all = data.putObject("metrics");
    if (isTimed()) {
      all.putObject("clock/flow_time").put("title", "Flow time").put("quantity", "Σ η");
      all.putObject("clock/seconds").put("title", "Wall time").put("quantity", "s");
    }
    for (String name : study.metrics()) {
      Metric metric = study.words().of(Metric.isPart(name) ? Metric.whole(name) : name);
      ObjectNode one = all.putObject(name);
      one.put("title", metric.title() + (Metric.isPart(name) ? ", " + Metric.part(name) : ""));
      one.put("quantity", metric.quantity()).put("how", metric.how());
      one.put("share", metric.kind() == Metric.Kind.SHARE);
      one.put("part", Metric.isPart(name) ? Metric.part(name) : "");
      one.put("low", Metric.isBetterLow(name));
      String gauge = Plan.gauge(name);
      if (gauge != null && study.has(gauge)) {
        one.put("gauge", gauge).put("limit", Plan.limit(gauge));
      }
    }
  }

  /** Whether some run of the study has a clock. */
  private boolean isTimed() {
    return study.runs().stream()
        .anyMatch(
            run -> Files.isRegularFile(directory.resolve(run.directory()).resolve(Clock.FILE)));
  }

  /** t(0.975, df) by degrees of freedom, as far as a mean of the study's runs needs it. */
  private void quantiles() {
    ArrayNode all = data.putArray("quantiles");
    all.addNull();
    for (int degrees = 1; degrees < Math.min(200, study.runs().size()); degrees++) {
      all.add(Interval.student(degrees));
    }
  }

  /** Puts the {@link #details} of runs where the page is a file and there are not too many. */
  static void addDetails(ObjectNode data, Study study, Path directory) {
    if (study.runs().size() > MOST_DETAILED) {
      return;
    }
    ObjectNode all = data.putObject("details");
    List<String> ids = ids(study);
    for (int i = 0; i < ids.size(); i++) {
      ObjectNode one = details(study.runs().get(i), directory);
      one.remove("settings"); // are there already
      all.set(ids.get(i), one);
    }
  }

  /**
   * What a run's manifest and log say.
   *
   * @param directory of the experiment
   */
  static ObjectNode details(RunRecord run, Path directory) {
    Manifest manifest = run.manifest();
    ObjectNode details = JsonFiles.JSON.createObjectNode();
    details.put("directory", run.directory()).put("hash", manifest.hash());
    details.put("started", manifest.started()).put("network", manifest.network());
    details.put("parameters", manifest.parameters());
    details.put("trainingExamples", manifest.trainingExamples());
    details.put("testExamples", manifest.testExamples());
    details.put("corruptedLabels", manifest.corruptedLabels());
    details.set("settings", manifest.settings().isMissingNode() ? null : manifest.settings());
    details.set("data", manifest.data().isMissingNode() ? null : manifest.data());
    details.set("environment", JsonFiles.JSON.valueToTree(manifest.environment()));
    details.set("notMeasured", JsonFiles.JSON.valueToTree(manifest.obstacles()));
    ArrayNode log = details.putArray("log");
    try {
      RunLog.last(directory.resolve(run.directory()), MOST_LINES).forEach(log::add);
    } catch (IOException e) {
      log.add("cannot be read: " + e.getMessage());
    }
    return details;
  }
}
