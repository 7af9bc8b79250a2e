package dev.tacit.app.cli;

import dev.tacit.data.Datasets;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ModelNames;
import dev.tacit.lab.experiment.Tuning;
import dev.tacit.network.Layers;
import dev.tacit.optimizer.UpdateRules;
import dev.tacit.penalty.Penalties;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tacit list}: everything that a file may name. */
@Command(
    name = "list",
    description = "Everything that an experiment file may name, one line each.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  /** What can be listed. */
  enum Kind {
    optimizers,
    penalties,
    probes,
    datasets,
    models,
    studies
  }

  private static final String PROBE_WORDS =
      """
      Costs are for one measurement. A gradient is that of the whole training set, as much work as an
      epoch of training; the subset has probes.subset of its examples (2,000 unless a file says
      otherwise; all where each batch holds all).""";

  private static final String PENALTY_WORDS =
      """
      Costs are for one step, beside the gradient of its batch. In a file: penalty: {name: implicit,
      factor: -1}, or a list of several; an optimizer's own penalty stands in place of it.""";

  private static final String DATA_WORDS =
      """

        Beside these options every set takes: dir (of its files), validation and validationSeed, labelNoise,
        pixelNoise, noiseOnTest and noiseSeed, groups of classes, and a corner patch:
        data: {name: mnist-20k, groups: [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]], validation: 2000,
               labelNoise: {rate: 0.3, kind: flip}, pixelNoise: {amount: 0.1, kind: gaussian},
               patch: {size: 4, cue: brightness, train: 0.99, test: 0.01, seed: 0}}""";

  private static final String MODEL_WORDS =
      """

        Sizes are those on 28×28 images of ten classes. A network may also be written out, as in
        model: {layers: [convolution: {channels: 8, padding: 1}, relu, flatten, dense: outputs]}:""";

  @Parameters(
      paramLabel = "KIND",
      arity = "0..1",
      description = "One of ${COMPLETION-CANDIDATES}; all without it.")
  private Kind kind;

  @Override
  public Integer call() throws IOException {
    for (Kind each : kind == null ? Kind.values() : new Kind[] {kind}) {
      if (kind == null) {
        System.out.println((each == Kind.optimizers ? "" : "\n") + each + ":");
      }
      switch (each) {
        case optimizers -> print(optimizers());
        case penalties -> printPenalties();
        case probes -> printProbes();
        case datasets -> {
          print(datasets());
          System.out.println(DATA_WORDS);
        }
        case models -> printModels();
        case studies -> print(studies());
      }
    }
    return 0;
  }

  private static void print(List<String[]> rows) {
    int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(1);
    rows.forEach(row -> System.out.printf(Locale.ROOT, "  %-" + width + "s  %s%n", row[0], row[1]));
  }

  private static List<String[]> optimizers() {
    List<String[]> rows = new ArrayList<>();
    UpdateRules.all()
        .values()
        .forEach(e -> rows.add(new String[] {e.name(), e.description() + options(e.defaults())}));
    return rows;
  }

  /** Two lines a penalty: what it is with its options, and what it costs. */
  private static void printPenalties() {
    for (Penalties.Entry penalty : Penalties.all().values()) {
      System.out.printf(
          Locale.ROOT,
          "  %-16s %s%s%n  %-16s costs %s%n",
          penalty.name(),
          penalty.description(),
          options(penalty.defaults()),
          "",
          penalty.cost());
    }
    System.out.println(PENALTY_WORDS);
  }

  /** Of each probe preset and schedule, a line a metric, and what it needs and costs. */
  private static void printProbes() {
    for (Probe probe : Probes.all().values()) {
      String needs = probe.requirement().toString();
      int every = probe.defaultInterval();
      System.out.printf(
          Locale.ROOT,
          "  %s  [%s, every %s]%n",
          probe.name(),
          probe.preset(),
          every == 1 ? "epoch" : every + " epochs");
      probe.descriptions().forEach(metric -> System.out.println("      " + line(metric)));
      System.out.printf(
          Locale.ROOT,
          "      %scosts %s%n",
          needs.isEmpty() ? "" : "needs " + needs + "; ",
          probe.cost());
    }
    System.out.println(PROBE_WORDS);
  }

  private static String line(MetricDescription metric) {
    String parts =
        switch (metric.parts()) {
          case NONE -> "";
          case NAMED -> " (in parts)";
          case LAYERS -> " (by layer)";
        };
    return metric.name() + parts + ": " + metric.title() + "; " + metric.quantity();
  }

  private static List<String[]> datasets() {
    List<String[]> rows = new ArrayList<>();
    Datasets.all()
        .values()
        .forEach(
            e ->
                rows.add(
                    new String[] {
                      e.name(),
                      e.description() + "; examples of " + e.shape() + options(e.defaults())
                    }));
    return rows;
  }

  /** Three lines a model: what it is, its options, how large it is; then layers of one's own. */
  private static void printModels() {
    for (ModelNames.Line model : ModelNames.all()) {
      System.out.printf(Locale.ROOT, "  %-12s  %s%n", model.name(), model.description());
      System.out.printf(Locale.ROOT, "  %-12s  %s%n", "", model.options());
      System.out.printf(Locale.ROOT, "  %-12s  %s%n", "", model.size());
    }
    System.out.println(MODEL_WORDS);
    List<String[]> rows = new ArrayList<>();
    Layers.all()
        .values()
        .forEach(e -> rows.add(new String[] {e.name(), e.description() + options(e.options())}));
    rows.add(
        new String[] {"residual", "a list of layers beside the input, or branch and shortcut"});
    print(rows);
  }

  private static List<String[]> studies() throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (String name : Studies.names()) {
      Experiment study = Studies.plan(name);
      rows.add(new String[] {name, study.title() + " (" + runs(study) + " runs)"});
    }
    return rows;
  }

  /** Runs that tune and runs that are reported. */
  static int runs(Experiment study) {
    Tuning tuning = study.tuning();
    int chosen = tuning == null ? 0 : tuning.searches().size() * study.seeds().size();
    return (tuning == null ? 0 : tuning.runs().size()) + study.runs().size() + chosen;
  }

  private static String options(Map<String, Object> defaults) {
    return defaults.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(", ", " {", "}"));
  }
}
