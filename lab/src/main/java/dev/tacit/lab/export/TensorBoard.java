package dev.tacit.lab.export;

import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.WholeFile;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Variant;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A log directory for TensorBoard: a folder a run with its measurements as scalars, and a folder a
 * setting with their means over seeds, as {@code mean/adam-batch-256}. Tags are the metrics' names,
 * steps the optimizer's. Wall times are those of the run's start and length with the steps spread
 * evenly between them, since a measurement does not say when it was taken. Settings that vary stand
 * in the hyperparameters' view.
 */
final class TensorBoard {
  private static final String BEFORE = "events.out.tfevents.";
  private static final String AFTER = ".tacit";
  private static final String PLUGIN = "hparams";
  private static final String EXPERIMENT = "_hparams_/experiment";
  private static final String START = "_hparams_/session_start_info";
  private static final String END = "_hparams_/session_end_info";

  // Fields of HParamsPluginData and its parts.
  private static final int DATA_EXPERIMENT = 2;
  private static final int DATA_START = 3;
  private static final int DATA_END = 4;
  private static final int HPARAMS = 1;
  private static final int GROUP = 4;
  private static final int START_SECONDS = 5;
  private static final int HPARAM_INFOS = 4;
  private static final int METRIC_INFOS = 5;
  private static final int INFO_TYPE = 4;
  private static final int METRIC_TAG = 2;
  private static final int TYPE_STRING = 1;
  private static final int TYPE_NUMBER = 3;
  private static final int SUCCESS = 1;
  private static final int FAILURE = 2;
  private static final int RUNNING = 3;

  private final Path out;
  private final List<Path> files = new ArrayList<>();

  private TensorBoard(Path out) {
    this.out = out;
  }

  /** Writes it; a file that is there is replaced, so that nothing is shown twice. */
  static List<Path> write(Path directory, List<StoredRun> runs, Path out) throws IOException {
    TensorBoard board = new TensorBoard(out);
    List<String> varying = StoredRun.varying(runs);
    Set<String> metrics = new LinkedHashSet<>();
    for (StoredRun run : runs) {
      RunRecord record = RunRecord.read(run.path()).orElseThrow();
      metrics.addAll(record.metrics().keySet());
      board.run(run, record, varying);
    }
    board.experiment(runs, varying, metrics);
    for (int command : ExperimentRecord.all(directory).keySet()) {
      board.means(Study.read(directory, command));
    }
    return List.copyOf(board.files);
  }

  /** Writes into a folder of its own, under a name that is the same every time. */
  private void file(String folder, double seconds, Events events) throws IOException {
    Path place = WholeFile.directory(folder.isEmpty() ? out : out.resolve(folder));
    Path file = file(place, seconds);
    WholeFile.write(
        file,
        fresh -> {
          try (EventFile written = new EventFile(fresh, seconds)) {
            events.to(written);
          }
        });
    removeOthers(file);
    files.add(file);
  }

  /** The one file of a folder, named after when the run began. */
  static Path file(Path folder, double seconds) {
    return folder.resolve(BEFORE + Math.max(0, (long) seconds) + AFTER);
  }

  /** Removes what a run left that was begun before in the same place. */
  static void removeOthers(Path file) throws IOException {
    try (DirectoryStream<Path> others =
        Files.newDirectoryStream(file.getParent(), BEFORE + "*" + AFTER)) {
      for (Path other : others) {
        if (!other.equals(file)) {
          Files.delete(other);
        }
      }
    }
  }

  /** What is written into a file. */
  private interface Events {
    void to(EventFile file) throws IOException;
  }

  private void run(StoredRun run, RunRecord record, List<String> varying) throws IOException {
    double started = run.started();
    double length = run.seconds();
    Wire start = new Wire();
    Map<String, String> hyperparameters = new LinkedHashMap<>();
    varying.forEach(path -> hyperparameters.put(path, run.setting(path)));
    hyperparameters.put("optimizer", run.manifest().optimizer());
    hyperparameters.put("seed", Long.toString(run.manifest().seed()));
    hyperparameters.forEach(
        (name, value) ->
            start.message(HPARAMS, new Wire().text(1, name).message(2, protobufValue(value))));
    start.text(GROUP, run.name()).fixed(START_SECONDS, started);
    int how =
        run.status() == null || run.status().state() == RunStatus.State.running
            ? RUNNING
            : run.status().state().isEnd() ? SUCCESS : FAILURE;
    Wire end = new Wire().number(1, how).fixed(2, started + length);
    file(
        run.path().getFileName().toString(),
        started,
        events -> {
          events.plugin(started, START, PLUGIN, new Wire().message(DATA_START, start));
          scalars(events, record.metrics(), record, started, length);
          events.plugin(started + length, END, PLUGIN, new Wire().message(DATA_END, end));
        });
  }

  private static void scalars(
      EventFile events, Map<String, Curve> metrics, RunRecord record, double started, double length)
      throws IOException {
    double last = Math.max(record.lastEpoch(), Double.MIN_NORMAL);
    long stepsPerEpoch = Math.max(1, record.manifest().stepsPerEpoch());
    for (Map.Entry<String, Curve> metric : metrics.entrySet()) {
      Curve curve = metric.getValue();
      for (int i = 0; i < curve.size(); i++) {
        events.scalar(
            started + length * curve.x(i) / last,
            Math.round(curve.x(i) * stepsPerEpoch),
            metric.getKey(),
            curve.y(i));
      }
    }
  }

  /** Which settings and numbers the hyperparameters' view has columns for. */
  private void experiment(List<StoredRun> runs, List<String> varying, Set<String> metrics)
      throws IOException {
    Wire experiment = new Wire();
    List<String> names = new ArrayList<>(varying);
    names.add("optimizer");
    names.add("seed");
    for (String name : names) {
      boolean numbers =
          name.equals("seed")
              || (varying.contains(name)
                  && runs.stream().map(run -> run.setting(name)).allMatch(TensorBoard::isNumber));
      experiment.message(
          HPARAM_INFOS,
          new Wire().text(1, name).number(INFO_TYPE, numbers ? TYPE_NUMBER : TYPE_STRING));
    }
    for (String metric : Metric.KEY) {
      if (metrics.contains(metric)) {
        experiment.message(
            METRIC_INFOS, new Wire().message(1, new Wire().text(METRIC_TAG, metric)));
      }
    }
    double first = runs.stream().mapToDouble(StoredRun::started).min().orElse(0);
    file(
        "",
        first,
        events ->
            events.plugin(
                first, EXPERIMENT, PLUGIN, new Wire().message(DATA_EXPERIMENT, experiment)));
  }

  /** The means over the seeds of every setting that is reported, where all of them measured. */
  private void means(Study study) throws IOException {
    for (Optimizer optimizer : study.optimizers()) {
      Set<List<String>> met = new LinkedHashSet<>();
      for (Variant variant : study.variants()) {
        List<RunRecord> runs = study.usable(optimizer, variant);
        // Another optimizer's axes make no other group of these runs.
        if (runs.size() > 1 && met.add(runs.stream().map(RunRecord::directory).toList())) {
          mean(optimizer, runs);
        }
      }
    }
  }

  private void mean(Optimizer optimizer, List<RunRecord> runs) throws IOException {
    StringBuilder name = new StringBuilder(optimizer.label());
    Map<String, ?> own = runs.get(0).manifest().variant();
    runs.get(0)
        .manifest()
        .variant()
        .forEach(
            (path, value) ->
                name.append('-')
                    .append(Variant.shortName(path, own.keySet()))
                    .append(Variant.text(value)));
    Map<String, Curve> means = new LinkedHashMap<>();
    for (String metric : runs.get(0).metrics().keySet()) {
      Curve mean = mean(runs.stream().map(run -> Study.curve(run, metric)).toList());
      if (mean.size() > 0) {
        means.put(metric, mean);
      }
    }
    double started = StoredRun.started(runs.get(0).manifest());
    double length = runs.get(0).status() == null ? 0 : runs.get(0).status().seconds();
    file(
        "mean/" + name.toString().replaceAll("[^A-Za-z0-9._-]+", "_"),
        started,
        events -> scalars(events, means, runs.get(0), started, length));
  }

  private static Curve mean(List<Curve> curves) {
    double[] x = IntStream.range(0, curves.get(0).size()).mapToDouble(curves.get(0)::x).toArray();
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double place = x[i];
      // NaN, and so left out, unless every run was measured there.
      y[i] = curves.stream().mapToDouble(c -> c.measuredAt(place)).sum() / curves.size();
    }
    return new Curve(x, y);
  }

  private static Wire protobufValue(String text) {
    return isNumber(text)
        ? new Wire().fixed(2, Double.parseDouble(text))
        : new Wire().text(3, text);
  }

  private static boolean isNumber(String text) {
    return text.matches("[-+]?[0-9]{1,40}(\\.[0-9]{0,40})?([eE][-+]?[0-9]{1,3})?");
  }
}
