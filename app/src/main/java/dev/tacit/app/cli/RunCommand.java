package dev.tacit.app.cli;

import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.sweep.Engines;
import dev.tacit.lab.sweep.LocalEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tacit run FILE}. */
@Command(
    name = "run",
    description =
        "Run an experiment file (or a study's name) and write its report. Finished runs are kept,"
            + " interrupted ones go on.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @ParentCommand private Tacit tacit;

  @Parameters(paramLabel = "FILE", description = "YAML file, or a name of 'tacit list studies'.")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replace a setting, as in --set train.batch=128.")
  private List<String> overrides = new ArrayList<>();

  @Option(names = "--seeds", paramLabel = "N", description = "Run seeds 0 to N-1.")
  private Integer seeds;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Runs at a time (default: one a core).")
  private Integer workers;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "Where runs happen: local, this process (the default), or spark, an Apache Spark cluster"
              + " (docs/guide/many-machines.md).")
  private String engine = LocalEngine.NAME;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Of the engine spark: the cluster's master, as in spark://HOST:7077.")
  private String master;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "Of the engine spark: a setting of Spark, as in spark.executor.memory=2g.")
  private Map<String, String> conf = new LinkedHashMap<>();

  @Option(
      names = "--no-wait",
      description =
          "End without waiting for runs that other processes train (default: wait, and take over"
              + " what they leave behind).")
  private boolean noWait;

  @Option(names = "--out", paramLabel = "DIR", description = "Default: runs/NAME.")
  private Path directory;

  @Option(names = "--resume", description = "Go on with unfinished runs (the default).")
  private boolean resume;

  @Option(names = "--overwrite", description = "Delete the results of these runs first.")
  private boolean overwrite;

  @Option(
      names = "--no-retrain",
      description =
          "Measure a probe added to finished runs only where weights were kept; train none again.")
  private boolean noRetrain;

  @Option(
      names = "--fail-fast",
      description = "End all runs at their last checkpoints when one fails (default: keep going).")
  private boolean failFast;

  @Option(
      names = "--live",
      description =
          "Show the experiment's page while runs train, as tacit serve does; its address is printed.")
  private boolean live;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Of --live: tried first (default: 8642).")
  private Integer port;

  @Option(
      names = "--tensorboard",
      description = "Keep event files for TensorBoard in DIR/export/tensorboard while runs train.")
  private boolean tensorBoard;

  @Option(
      names = "--dry-run",
      description =
          "Check everything, list stages, runs and the time they will take; train nothing but a"
              + " second of each kind of run to see how fast it is.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException, InterruptedException {
    int atATime = Session.workers(workers);
    if (resume && overwrite) {
      throw new SettingsException("--overwrite", "contradicts --resume; give one of them");
    }
    if (port != null && !live) {
      throw new SettingsException("--port", "belongs to --live, which is not given");
    }
    Map<String, String> settings = new LinkedHashMap<>(conf);
    if (master != null) {
      settings.put("master", master);
    }
    Engines.check(engine, settings);
    Session.Where where = new Session.Where(engine, settings, !noWait);
    Experiment experiment = read(file, overrides, seeds);
    if (noWait && experiment.tuning() != null) {
      throw new SettingsException(
          "--no-wait",
          "a plan that tunes chooses when all runs of a stage are there; leave it out");
    }
    Path place = directory == null ? Path.of("runs", experiment.name()) : directory;
    if (dryRun) {
      new DryRun(System.out, System.err).tell(experiment, place, atATime);
      return 0;
    }
    Session session = new Session(System.out, System.err, tacit.debug(), tensorBoard);
    if (live) {
      session.live(port == null ? ServeCommand.PORT : ServeCommand.checked(port));
    }
    return session.execute(experiment, place, atATime, overwrite, !noRetrain, failFast, where);
  }

  /** The experiment of a file or of a study. */
  static Experiment read(String file, List<String> overrides, Integer seeds) throws IOException {
    Path path = path(file);
    if (path != null && Files.exists(path)) {
      return Experiment.read(path, overrides, seeds);
    }
    String study = Studies.text(file);
    if (study == null) {
      throw new SettingsException(
          file,
          "no such file, and no study of that name; studies: "
              + String.join(", ", Studies.names()));
    }
    return Experiment.read(study, file + ".yaml", overrides, seeds);
  }

  /** Null for what no file can be called. */
  private static Path path(String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
