package dev.tacit.benchmarks;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.sweep.LocalEngine;
import dev.tacit.probe.Probes;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Tacit's update rules against PyTorch's own optimizers: the same networks from the same start on
 * the same batches, here by our training loop, there by {@code torch.nn} and {@code torch.optim}
 * (docs/studies/pytorch/optimizers.py), and how far apart their parameters are after every step.
 * What came out: docs/studies/pytorch.md.
 */
public final class PyTorchOptimizers {
  /** Beside the folder of a module of this project. */
  static final Path SCRIPT = Path.of("docs", "studies", "pytorch", "optimizers.py");

  /** Those that PyTorch has and everybody uses. */
  static final List<String> COMMON =
      List.of("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "adagrad");

  private static final String IMAGES =
      "data: {name: mnist-20k, trainExamples: %d, testExamples: 10}%n";

  /** Networks as files name them; the script has the same by the same names. */
  static final Map<String, String> NETWORKS =
      Map.of(
          "mlp", "{name: mlp, widths: [64, 64]}",
          "lenet5", "{name: lenet5}",
          "cnn-group", "{name: cnn-small, norm: group}");

  /** Rules as files name them; the script has the same by the same names. */
  static final Map<String, String> RULES = rules();

  private PyTorchOptimizers() {}

  private static Map<String, String> rules() {
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("sgd", "rule: sgd, lr: 0.1");
    rules.put("momentum", "rule: heavy-ball, lr: 0.02");
    rules.put("nesterov", "rule: nesterov, lr: 0.02");
    rules.put("rmsprop", "rule: rmsprop, lr: 0.001");
    rules.put("adam", "rule: adam, lr: 0.001");
    rules.put("adamw", "rule: adamw, lr: 0.001");
    rules.put("adagrad", "rule: adagrad, lr: 0.01");
    rules.put("sgd-l2", "rule: heavy-ball, lr: 0.02, weightDecay: 0.01, decoupled: false");
    rules.put(
        "rmsprop-centred",
        "rule: rmsprop, lr: 0.001, decay: 0.9, epsilon: 1e-6, centred: true, momentum: 0.5");
    rules.put("amsgrad", "rule: adam, lr: 0.001, amsgrad: true");
    String keras = "rule: rmsprop, lr: 0.001, decay: 0.9, epsilon: 1e-7, ";
    rules.put("rmsprop-inside", keras + "epsilonPlacement: inside");
    rules.put("rmsprop-corrected", keras + "biasCorrection: true");
    rules.put("adam-inside", "rule: adam, lr: 0.001, epsilon: 1e-7, epsilonPlacement: inside");
    rules.put("adam-uncorrected", "rule: adam, lr: 0.001, biasCorrection: false");
    return rules;
  }

  /**
   * A training that both do.
   *
   * @param precision float32 or float64
   */
  record Job(String network, String rule, String precision) {
    @Override
    public String toString() {
      return String.join(",", network, rule, precision);
    }
  }

  /** How far apart after a step; the last three as the script says. */
  record Row(Job job, int step, double relative, double largest, double rounding) {
    private static Row of(Job job, String line) {
      String[] cells = line.split(",", -1);
      return new Row(
          job,
          Integer.parseInt(cells[0]),
          Double.parseDouble(cells[1]),
          Double.parseDouble(cells[2]),
          Double.parseDouble(cells[3]));
    }
  }

  /** How far apart two conventions are after a step. */
  record Convention(String name, int step, double relative) {
    private static Convention of(String line) {
      String[] cells = line.split(";", -1);
      return new Convention(cells[0], Integer.parseInt(cells[1]), Double.parseDouble(cells[2]));
    }
  }

  /** What was found. */
  record Found(String version, List<Row> rows, List<Convention> conventions) {}

  /** Every network with every common rule in both precisions, and the others on the first. */
  static List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    for (String precision : List.of("float64", "float32")) {
      for (String network : List.of("mlp", "lenet5", "cnn-group")) {
        for (String rule : RULES.keySet()) {
          if (network.equals("mlp") || COMMON.contains(rule)) {
            jobs.add(new Job(network, rule, precision));
          }
        }
      }
    }
    return jobs;
  }

  /** Runs it; the argument is the folder for tables and figures (docs/studies/pytorch). */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Path out = Path.of(args.length > 0 ? args[0] : "docs/studies/pytorch");
    Path script = SCRIPT.toAbsolutePath();
    if (!Files.exists(script)) {
      System.err.println("no " + script + ": run this in the project's root");
      System.exit(2);
    }
    Optional<String> python = PyTorch.python();
    if (python.isEmpty()) {
      System.err.println(
          "no Python with torch and numpy among "
              + PyTorch.candidates()
              + "; Debian: apt install python3-torch libopenblas0-pthread. TACIT_PYTHON names"
              + " another");
      System.exit(2);
    }
    Bench.printMachine();
    Found found = find(script, python.get(), jobs(), 640, 10);
    Files.createDirectories(out);
    new PyTorchFigures(found).write(out);
  }

  /**
   * Trains here, and asks what PyTorch makes of it.
   *
   * @param jobs the first of an MLP
   * @param examples in batches of 32
   */
  static Found find(Path script, String python, List<Job> jobs, int examples, int epochs)
      throws IOException, InterruptedException {
    Path work = Files.createTempDirectory("tacit-pytorch");
    TraceProbe trace = new TraceProbe(work);
    Probes.register(trace);
    List<Row> rows = new ArrayList<>();
    List<Convention> conventions = new ArrayList<>();
    DataCache cache = new DataCache();
    try (PyTorch torch = new PyTorch(python, script, work)) {
      for (Job job : jobs) {
        Path place = work.resolve("run");
        train(job, trace, place, cache, examples, epochs);
        torch.ask(job.toString()).forEach(line -> rows.add(Row.of(job, line)));
        if (conventions.isEmpty()) {
          torch.ask("conventions").forEach(line -> conventions.add(Convention.of(line)));
        }
        delete(place);
      }
      return new Found(torch.version(), rows, conventions);
    } finally {
      delete(work);
    }
  }

  private static void train(
      Job job, TraceProbe trace, Path place, DataCache cache, int examples, int epochs)
      throws IOException, InterruptedException {
    String file =
        IMAGES.formatted(examples)
            + """
            name: pytorch
            model: %s
            train: {batch: 32, epochs: %d, precision: %s}
            optimizers: {it: {%s}}
            probes: {preset: none, witness/weights: every step}
            """
                .formatted(
                    NETWORKS.get(job.network()), epochs, job.precision(), RULES.get(job.rule()));
    Experiment experiment;
    try {
      experiment = Experiment.read(file, job.toString(), List.of(), null);
    } catch (SettingsException e) {
      throw new IllegalStateException(e);
    }
    trace.open();
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, experiment);
        LocalEngine engine = new LocalEngine(1, cache, RunListener.SILENT, () -> false)) {
      engine.execute(directory);
    } finally {
      trace.close();
    }
  }

  /** Numbers as the script reads them. */
  static byte[] bytes(Tensor values) {
    double[] numbers = Vectors.toDoubles(values);
    ByteBuffer buffer =
        ByteBuffer.allocate(Double.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asDoubleBuffer().put(numbers);
    return buffer.array();
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
