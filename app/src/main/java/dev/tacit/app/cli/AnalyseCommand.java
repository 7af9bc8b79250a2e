package dev.tacit.app.cli;

import dev.tacit.lab.experiment.Analysis;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.report.Report;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.sweep.KeptWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code tacit analyse}: the instruments on weights that are there already. */
@Command(
    name = "analyse",
    description = {
      "Measure weights that another program trained: a network that PyTorch saved as TorchScript (or"
          + " a model of Tacit's), weights of one epoch or many, and data. The results are a run as"
          + " any other.",
      "With --run, measure more of the weights that a run of Tacit kept."
    },
    footer = {
      "",
      "A module file is code, and is run: analyse only what you trust. docs/guide/pytorch.md shows how"
          + " to write the files from Python."
    },
    mixinStandardHelpOptions = true)
final class AnalyseCommand implements Callable<Integer> {
  @ParentCommand private Tacit tacit;

  @Option(
      names = "--module",
      paramLabel = "M.pt",
      description = "A module as torch.jit.script(model).save or torch.jit.trace wrote it.")
  private String module;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "In place of a module, a network of Tacit's as a file has it: '{name: mlp, depth: 5}'.")
  private String model;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "safetensors or .npz with the state_dict's names; a directory or pattern for a trajectory,"
              + " whose epochs are the last numbers in the files' names (default: what the module"
              + " came with).")
  private List<String> weights = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "A set's name, an .npz file with x_train, y_train and perhaps x_test, y_test, a .csv file, a"
              + " directory of NumPy or IDX files, or data as a file has it: '{name: csv, dir: …}'.")
  private String data;

  @Option(names = "--loss", paramLabel = "NAME", description = "Default: cross-entropy.")
  private String loss;

  @Option(
      names = "--optimizer",
      paramLabel = "RULE",
      description =
          "What the weights were trained with, for thresholds and implicit terms: '{rule: adam, lr:"
              + " 0.001}' (default: "
              + Analysis.USUAL_RULE
              + ").")
  private String optimizer;

  @Option(
      names = "--optimizer-state",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Its memory, with names as NAME.exp_avg_sq; numbered as the weights are.")
  private List<String> states = new ArrayList<>();

  @Option(names = "--batch", paramLabel = "N", description = "Examples in a batch (default: 64).")
  private Integer batch;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Measure on N orders of the batches, seeds 0 to N-1 (default: one).")
  private Integer seeds;

  @Option(
      names = "--probes",
      paramLabel = "NAME",
      split = ",",
      description =
          "What to measure: names of 'tacit list probes', or cheap, standard (the default) or full.")
  private List<String> probes = new ArrayList<>();

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "A run's directory: measure --probes of the weights that it kept.")
  private Path run;

  @Option(names = "--name", paramLabel = "NAME", description = "Default: analysis.")
  private String name = "analysis";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Another setting of an experiment, as in --set train.precision=float64.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Runs at a time (default: one a core).")
  private Integer workers;

  @Option(names = "--out", paramLabel = "DIR", description = "Default: runs/NAME.")
  private Path directory;

  @Option(names = "--overwrite", description = "Delete the results of these runs first.")
  private boolean overwrite;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (run != null) {
      return ofRun();
    }
    int atATime = Session.workers(workers);
    if ((module == null) == (model == null)) {
      throw new SettingsException(
          "analyse", "give either --module or --model (or --run for a run of Tacit's)");
    }
    if (data == null) {
      throw new SettingsException("--data", "is missing; 'tacit list datasets' shows names");
    }
    if (model != null && weights.isEmpty()) {
      throw new SettingsException("--weights", "are missing; a model has none of its own");
    }
    Analysis analysis =
        new Analysis(
            name,
            module == null ? inBraces(model) : module,
            weights,
            data,
            loss,
            optimizer,
            states,
            batch,
            seeds,
            probes);
    Experiment experiment = analysis.experiment(overrides);
    Path place = directory == null ? Path.of("runs", experiment.name()) : directory;
    if (optimizer == null) {
      System.err.println(
          "Thresholds and implicit terms are those of "
              + Analysis.USUAL_RULE
              + "; --optimizer says"
              + " another");
    }
    return new Session(System.out, System.err, tacit.debug())
        .execute(experiment, place, atATime, overwrite, false, false, Session.Where.HERE);
  }

  private static String inBraces(String model) {
    return model.strip().startsWith("{") ? model : "{name: " + model + "}";
  }

  private int ofRun() throws IOException {
    if (probes.isEmpty()) {
      throw new SettingsException(
          "--probes", "are missing: what is to be measured; 'tacit list probes' shows names");
    }
    Progress progress = new Progress(System.err, tacit.debug(), () -> {});
    RunStatus status = KeptWeights.measure(run, probes, progress, () -> false);
    progress.close();
    System.out.println(
        run + ": " + status.state() + (status.reason().isEmpty() ? "" : ", " + status.reason()));
    Path above = run.toAbsolutePath().normalize().getParent();
    if (status.state().isEnd() && Files.exists(above.resolve(ExperimentDirectory.FILE))) {
      Report.writeAll(above, false, List.of())
          .forEach(page -> System.out.println("Report: " + page));
    }
    return status.state().isEnd() ? 0 : Tacit.FAILED;
  }
}
