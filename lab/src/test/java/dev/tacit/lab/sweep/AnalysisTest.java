package dev.tacit.lab.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.data.BatchOrder;
import dev.tacit.data.Dataset;
import dev.tacit.lab.experiment.Analysis;
import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.Preparation;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.MetricRows;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.SavedWeights;
import dev.tacit.lab.weights.WeightFiles;
import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that come from elsewhere, and networks of PyTorch that are trained here. */
class AnalysisTest {
  private static final String DATA =
      "{name: gaussian-mixture, classes: 3, dimension: 5, trainExamples: 60, testExamples: 20}";
  private static final String FILE =
      """
      name: own
      data:   {name: gaussian-mixture, classes: 3, dimension: 5, trainExamples: 60, testExamples: 20}
      model:  {name: mlp, widths: [6], activation: tanh}
      train:  {batch: 20, epochs: 4, keepWeightsEvery: 1}
      optimizers: {sgd: {lr: 0.05}}
      probes: {preset: none, train/loss: every epoch, test/error: every epoch, norm/l2: every epoch,
        norm/distance_from_init: every epoch, implicit/sgd: every epoch, gradient/frozen: every epoch}
      """;
  private static final List<String> MEASURED =
      List.of(
          "train/loss",
          "test/error",
          "norm/l2",
          "norm/distance_from_init",
          "implicit/sgd",
          "gradient/frozen");

  @TempDir Path folder;

  private final List<String> remarks = new ArrayList<>();
  private final RunListener remarking =
      new RunListener() {
        @Override
        public void onRemark(String run, String remark) {
          remarks.add(remark);
        }

        @Override
        public void onCost(String sentence) {
          remarks.add(sentence);
        }
      };

  private Path module(String name) throws IOException {
    Path file = folder.resolve(name + ".pt");
    try (InputStream in =
        AnalysisTest.class.getResourceAsStream("/dev/tacit/network/modules/" + name + ".pt")) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private RunStatus execute(Path place, Experiment experiment, BooleanSupplier stop)
      throws Exception {
    DataCache cache = new DataCache();
    Experiment identified = experiment.identified(cache);
    for (PlannedRun run : identified.runs()) {
      Preparation.check(run.settings(), cache.get(run.settings()));
    }
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, identified)) {
      Map<PlannedRun, RunStatus> statuses =
          new LocalEngine(1, cache, remarking, stop, false).execute(directory);
      return statuses.values().iterator().next();
    }
  }

  private RunStatus execute(Path place, Experiment experiment) throws Exception {
    return execute(place, experiment, () -> false);
  }

  private static Path onlyRun(Path place) throws IOException {
    List<Path> runs = Manifest.directories(place);
    assertEquals(1, runs.size());
    return runs.get(0);
  }

  private Analysis analysis(String model, List<String> weights, String... probes) {
    return new Analysis(
        "analysis",
        model,
        weights,
        DATA,
        null,
        "{rule: sgd, lr: 0.05}",
        List.of(),
        20,
        null,
        List.of(probes));
  }

  private Experiment analysed(String model, List<String> weights, String... probes)
      throws IOException {
    return analysis(model, weights, probes).experiment(List.of());
  }

  private Path trained(String... overrides) throws Exception {
    Path place = folder.resolve("trained");
    RunStatus status = execute(place, Experiment.read(FILE, "own.yaml", List.of(overrides), null));
    assertEquals(State.finished, status.state(), status.reason());
    return place;
  }

  /** What a run measured on its way is what is measured of the weights that it exported. */
  @Test
  void aTrajectoryThatCameBackHasTheNumbersOfItsTraining() throws Exception {
    Path place = trained();
    Path run = onlyRun(place);
    WeightFiles.write(place, folder.resolve("out"));
    Path weights = folder.resolve("out").resolve(run.getFileName().toString());
    Files.delete(weights.resolve("weights.safetensors")); // the last of those with numbers
    Experiment experiment =
        analysed(
            "{name: mlp, widths: [6], activation: tanh}",
            List.of(weights.toString()),
            MEASURED.toArray(String[]::new));
    RunStatus status = execute(folder.resolve("back"), experiment);
    assertEquals(State.finished, status.state(), status.reason());
    Path back = onlyRun(folder.resolve("back"));
    assertEquals(
        Files.readString(run.resolve(Run.METRICS)), Files.readString(back.resolve(Run.METRICS)));
    assertEquals(5, SavedWeights.onTheWay(back).size());
    try (Tensor there = SavedWeights.read(run.resolve(Run.CHECKPOINT));
        Tensor here = SavedWeights.read(back.resolve(Run.CHECKPOINT))) {
      assertArrayEquals(Vectors.toDoubles(there), Vectors.toDoubles(here), 0);
    }
  }

  private List<String> files(int... epochs) throws IOException {
    List<String> files = new ArrayList<>();
    for (int epoch : epochs) {
      files.add(npz(epoch, 1).write(folder.resolve("epoch" + epoch + ".npz")).toString());
    }
    return files;
  }

  private static NpzFile npz(int epoch, double factor) {
    double[] first = new double[30];
    double[] last = new double[18];
    for (int i = 0; i < first.length; i++) {
      first[i] = factor * 0.2 * Math.sin(epoch + i);
    }
    for (int i = 0; i < last.length; i++) {
      last[i] = factor * 0.3 * Math.cos(2 * epoch + i);
    }
    return new NpzFile()
        .doubles("0.weight", first, 6, 5)
        .doubles("0.bias", new double[] {0.1, 0, -0.1, 0.2, 0, 0.3}, 6)
        .doubles("2.weight", last, 3, 6)
        .doubles("2.bias", new double[] {0, 0.1, -0.2}, 3);
  }

  @Test
  void anAnalysisThatIsCutGoesOnWithTheSameBytes() throws Exception {
    String module = module("dense").toString();
    String[] probes = {"train/loss", "implicit/sgd", "curvature/lambda_max"};
    Experiment experiment = analysed(module, files(2, 3, 5, 9), probes);
    execute(folder.resolve("whole"), experiment);
    AtomicInteger asked = new AtomicInteger();
    RunStatus cut = execute(folder.resolve("cut"), experiment, () -> asked.incrementAndGet() > 3);
    assertEquals(State.interrupted, cut.state());
    assertNotEquals(9, cut.epoch());
    RunStatus end = execute(folder.resolve("cut"), experiment);
    assertEquals(State.finished, end.state());
    assertEquals(9, end.epoch());
    assertEquals(
        Files.readString(onlyRun(folder.resolve("whole")).resolve(Run.METRICS)),
        Files.readString(onlyRun(folder.resolve("cut")).resolve(Run.METRICS)));
  }

  @Test
  void whatIsMeasuredAndWhatIsSlowIsSaidAtTheStart() throws Exception {
    execute(
        folder.resolve("said"),
        analysed(module("dense").toString(), files(2, 5), "gradient/coherence", "norm/l2"));
    assertTrue(
        remarks.contains("measures 2 files, epochs 2 to 5 without 3, 4"), remarks.toString());
    assertTrue(
        remarks.stream()
            .anyMatch(r -> r.contains("one by one") && r.endsWith("gradient/coherence")),
        remarks.toString());
  }

  private RunStatus ofData(String name, Path data) throws Exception {
    Analysis analysis =
        new Analysis(
            name,
            module(name.equals("table") ? "dense" : "traced").toString(),
            List.of(),
            data.toString(),
            null,
            null,
            List.of(),
            20,
            null,
            List.of("train/loss"));
    return execute(folder.resolve(name), analysis.experiment(List.of()));
  }

  @Test
  void dataAreFoundByTheirUsualNames() throws Exception {
    StringBuilder table = new StringBuilder("a,b,c,d,e,class\n");
    for (int i = 0; i < 30; i++) {
      table.append(
          String.format(java.util.Locale.ROOT, "%d,1,0.5,-1,%d,%d%n", i % 7, i % 5, i % 3));
    }
    Path csv = Files.writeString(folder.resolve("table.csv"), table.toString());
    RunStatus status = ofData("table", csv);
    assertEquals(State.finished, status.state(), status.reason());
    assertTrue(status.lastFinite().get("train/loss") > 0);
    Path empty = Files.createDirectories(folder.resolve("empty"));
    String message =
        assertThrows(SettingsException.class, () -> ofData("nothing", empty)).getMessage();
    assertSays(message, "none of x_train.npy, data.npz, train.csv, train-images-idx3-ubyte");
    Path mnist = Files.createDirectories(folder.resolve("idx"));
    Files.write(mnist.resolve("train-images-idx3-ubyte"), new byte[] {1});
    assertSays(
        assertThrows(IOException.class, () -> ofData("damaged", mnist)).getMessage(),
        "train-images-idx3-ubyte",
        "end after 1");
  }

  /** PyTorch's module and layers of ours with the same weights. */
  @ParameterizedTest
  @CsvSource({"float64, 1e-10", "float32, 1e-5"})
  void aModuleHasTheNumbersOfTheSameLayersOfOurs(String precision, double close) throws Exception {
    List<String> overrides = List.of("train.precision=" + precision);
    npz(1, 1).write(folder.resolve("w1.npz"));
    Analysis foreign =
        analysis(module("dense").toString(), List.of(folder.resolve("w1.npz").toString()));
    execute(folder.resolve("module"), foreign.experiment(overrides));
    double[] first = new double[30];
    double[] last = new double[18];
    for (int i = 0; i < 30; i++) {
      first[i] = 0.2 * Math.sin(1 + i);
    }
    for (int i = 0; i < 18; i++) {
      last[i] = 0.3 * Math.cos(2 + i);
    }
    Path ours =
        new NpzFile()
            .doubles("layers.0.weight", first, 6, 5)
            .doubles("layers.0.bias", new double[] {0.1, 0, -0.1, 0.2, 0, 0.3}, 6)
            .doubles("layers.1.weight", last, 3, 6)
            .doubles("layers.1.bias", new double[] {0, 0.1, -0.2}, 3)
            .write(folder.resolve("ours1.npz"));
    Analysis own = analysis("{name: mlp, widths: [6], activation: tanh}", List.of(ours.toString()));
    execute(folder.resolve("own"), own.experiment(overrides));
    MetricRows one = MetricRows.read(onlyRun(folder.resolve("module")).resolve(Run.METRICS));
    MetricRows other = MetricRows.read(onlyRun(folder.resolve("own")).resolve(Run.METRICS));
    int common = 0;
    for (String metric : one.latest().keySet()) {
      if (other.latest().containsKey(metric) && !metric.contains("_from_init")) {
        double expected = other.latest().get(metric);
        assertEquals(
            expected, one.latest().get(metric), close * Math.max(1, Math.abs(expected)), metric);
        common++;
      }
    }
    assertTrue(common >= 40, common + " metrics in common");
  }

  @Test
  void probesCanBeAddedToARunByItsDirectory() throws Exception {
    Path run = onlyRun(trained("probes={preset: none, train/loss: every epoch}"));
    List<String> probes = List.of("implicit/sgd", "norm/l2");
    RunStatus status = KeptWeights.measure(run, probes, remarking, () -> false);
    assertEquals(State.finished, status.state());
    Path full = folder.resolve("full");
    execute(full, Experiment.read(FILE, "own.yaml", List.of(), null));
    MetricRows expected = MetricRows.read(onlyRun(full).resolve(Run.METRICS));
    MetricRows found = MetricRows.read(run.resolve(Run.METRICS));
    for (int epoch = 0; epoch <= 4; epoch++) {
      for (String metric : List.of("implicit/sgd", "norm/l2", "train/loss")) {
        assertEquals(expected.value(3L * epoch, metric), found.value(3L * epoch, metric), metric);
      }
    }
    assertTrue(Manifest.read(run).probes().containsKey("implicit/sgd"));
    KeptWeights.measure(run, probes, remarking, () -> false);
    assertTrue(remarks.get(remarks.size() - 1).contains("already"), remarks.toString());
    assertThrows(
        SettingsException.class,
        () -> KeptWeights.measure(run, List.of("norm/l7"), remarking, () -> false));
  }

  /** Our loop with PyTorch's module takes the steps that our layers take. */
  @Test
  void aModuleIsTrainedAsLayersOfOursAre() throws Exception {
    String file = module("dense").toString();
    Experiment experiment =
        Experiment.read(
            FILE,
            "own.yaml",
            List.of("model={module: '" + file + "'}", "train.precision=float64"),
            null);
    RunStatus status = execute(folder.resolve("trained"), experiment);
    assertEquals(State.finished, status.state(), status.reason());
    Path run = onlyRun(folder.resolve("trained"));
    PlannedRun planned = experiment.runs().get(0);
    Dataset data = new DataCache().get(planned.settings());
    double[] start;
    try (Tensor w = SavedWeights.read(run.resolve("weights-epoch0.safetensors"))) {
      start = Vectors.toDoubles(w);
    }
    Mlp network = new Mlp(List.of(5, 6, 3), Activation.TANH, true);
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(
                network,
                Loss.CROSS_ENTROPY,
                Placement.CPU_FLOAT64,
                data.train().inputs(),
                data.train().labels());
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, start);
        Tensor g = Vectors.zeros(start.length, Placement.CPU_FLOAT64);
        LossGradient gradient = new LossGradient(risk, w, g);
        var state = new GradientDescent().newState(network.layout(), Placement.CPU_FLOAT64);
        Tensor found = SavedWeights.read(run.resolve(Run.CHECKPOINT))) {
      for (int epoch = 1; epoch <= 4; epoch++) {
        int[][] batches = BatchOrder.RESHUFFLE.batches(60, 20, false, new RandomStreams(0), epoch);
        try (Partition partition = new Partition(batches, "cpu")) {
          for (int k = 0; k < 3; k++) {
            gradient.compute(partition, k);
            new GradientDescent().step(w, g, state, 0.05);
          }
        }
      }
      assertArrayEquals(Vectors.toDoubles(w), Vectors.toDoubles(found), 1e-14);
    }
  }

  /** With dropout and statistics of batches; cut and gone on with, to the same bits. */
  @Test
  void aModuleThatDrawsAndGathersGoesOnWithTheSameBits() throws Exception {
    String file = module("batch-norm").toString();
    double[] x = new double[60 * 72];
    long[] y = new long[60];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.sin(0.7 * i);
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = i % 3;
    }
    new NpzFile().doubles("x", x, 60, 72).longs("y", y, 60).write(folder.resolve("data.npz"));
    List<String> settings =
        List.of(
            "model={module: '" + file + "'}",
            "data={name: npz, dir: '"
                + folder
                + "', trainInputs: x, trainTargets: y, testInputs: x, testTargets: y, shape: 2x6x6}",
            "train.checkpointEvery=1",
            "probes={preset: none, train/loss: every epoch, test/loss: every epoch}");
    Experiment experiment = Experiment.read(FILE, "own.yaml", settings, null);
    execute(folder.resolve("whole"), experiment);
    AtomicInteger steps = new AtomicInteger();
    RunStatus cut = execute(folder.resolve("cut"), experiment, () -> steps.incrementAndGet() > 7);
    assertEquals(State.interrupted, cut.state());
    execute(folder.resolve("cut"), experiment);
    Path whole = onlyRun(folder.resolve("whole"));
    Path again = onlyRun(folder.resolve("cut"));
    assertEquals(
        Files.readString(whole.resolve(Run.METRICS)), Files.readString(again.resolve(Run.METRICS)));
    assertArrayEquals(
        Files.readAllBytes(whole.resolve(Run.CHECKPOINT)),
        Files.readAllBytes(again.resolve(Run.CHECKPOINT)));
    List<String> evaluated = new ArrayList<>(settings);
    evaluated.set(0, "model={module: '" + file + "', mode: eval}");
    execute(folder.resolve("eval"), Experiment.read(FILE, "own.yaml", evaluated, null));
    assertNotEquals(
        Files.readString(whole.resolve(Run.METRICS)),
        Files.readString(onlyRun(folder.resolve("eval")).resolve(Run.METRICS)));
  }

  /** What PyTorch calls the square's average is what the rule divides by. */
  @Test
  void theOptimizersMemoryIsRead() throws Exception {
    String module = module("dense").toString();
    List<String> weights = files(4);
    NpzFile memory = new NpzFile();
    double[] v = new double[57];
    Arrays.fill(v, 0.25);
    int[] sizes = {30, 6, 18, 3};
    long[][] shapes = {{6, 5}, {6}, {3, 6}, {3}};
    List<String> names = List.of("0.weight", "0.bias", "2.weight", "2.bias");
    for (int i = 0; i < 4; i++) {
      memory.doubles(names.get(i) + ".exp_avg_sq", Arrays.copyOf(v, sizes[i]), shapes[i]);
      memory.longs(names.get(i) + ".step", new long[] {1_000_000});
    }
    Path state = memory.write(folder.resolve("state4.npz"));
    Analysis analysis =
        new Analysis(
            "analysis",
            module,
            weights,
            DATA,
            null,
            "{rule: adam, lr: 0.01, epsilon: 0.5}",
            List.of(state.toString()),
            20,
            null,
            List.of("curvature/lambda_max", "curvature/lambda_max_preconditioned"));
    RunStatus status = execute(folder.resolve("adam"), analysis.experiment(List.of()));
    assertEquals(State.finished, status.state(), status.reason());
    double plain = status.lastFinite().get("curvature/lambda_max");
    // P = sqrt(0.25) + 0.5 in every coordinate, the bias corrections being gone
    assertEquals(
        plain, status.lastFinite().get("curvature/lambda_max_preconditioned"), 1e-3 * plain);
    assertEquals(1_000_000, status.step());
  }

  @Test
  void severalFilesWithoutNumbersAreRunsOfTheirOwn() throws Exception {
    npz(1, 1).write(folder.resolve("sharp.npz"));
    npz(2, 1).write(folder.resolve("flat.npz"));
    List<String> weights =
        List.of(folder.resolve("sharp.npz").toString(), folder.resolve("flat.npz").toString());
    Experiment experiment = analysed(module("dense").toString(), weights, "train/loss");
    assertEquals(2, experiment.runs().size());
    Analysis remembering =
        new Analysis(
            "analysis",
            folder.resolve("dense.pt").toString(),
            weights,
            DATA,
            null,
            null,
            List.of(weights.get(0)),
            20,
            null,
            List.of("train/loss"));
    assertSays(
        assertThrows(SettingsException.class, () -> remembering.experiment(List.of())).getMessage(),
        "--optimizer-state",
        "are not all numbered");
    execute(folder.resolve("two"), experiment);
    assertEquals(2, Manifest.directories(folder.resolve("two")).size());
  }

  @Test
  void weightsThatAreNotFiniteEndItAsDivergence() throws Exception {
    npz(1, 1).write(folder.resolve("epoch1.npz"));
    npz(2, Double.NaN).write(folder.resolve("epoch2.npz"));
    npz(3, 1).write(folder.resolve("epoch3.npz"));
    RunStatus status =
        execute(
            folder.resolve("nan"),
            analysed(module("dense").toString(), List.of(folder + "/epoch*.npz"), "train/loss"));
    assertEquals(State.diverged, status.state());
    assertEquals(2, status.epoch());
    assertTrue(status.reason().contains("weights of epoch 2"), status.reason());
  }

  private String refused(Experiment experiment) {
    return assertThrows(
            SettingsException.class, () -> execute(folder.resolve("refused"), experiment))
        .getMessage();
  }

  private String refusedAtOnce(String model, String... weights) {
    return assertThrows(
            SettingsException.class, () -> analysed(model, List.of(weights), "train/loss"))
        .getMessage();
  }

  private static void assertSays(String message, String... words) {
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void saysWhatDoesNotFit() throws Exception {
    String module = module("dense").toString();
    Path file = folder.resolve("w1.npz");
    double[] six = new double[6];
    new NpzFile()
        .doubles("0.weight", new double[30], 6, 5)
        .doubles("0.bia", six, 6)
        .doubles("2.weight", new double[18], 3, 6)
        .doubles("2.bias", new double[3], 3)
        .write(file);
    assertSays(
        refused(analysed(module, List.of(file.toString()), "train/loss")),
        "the network needs, and the file lacks, 0.bias",
        "the network does not know, 0.bia",
        "nearest to 0.bias is 0.bia");
    new NpzFile()
        .doubles("0.weight", new double[30], 5, 6)
        .doubles("0.bias", six, 6)
        .doubles("2.weight", new double[18], 3, 6)
        .doubles("2.bias", new double[3], 3)
        .write(file);
    assertSays(
        refused(analysed(module, List.of(file.toString()), "train/loss")),
        "'0.weight' has the shape [5, 6], and the network needs [6, 5]");
    Files.writeString(file, "<html>not found</html>");
    assertSays(refused(analysed(module, List.of(file.toString()), "train/loss")), "a web page");
    assertSays(refusedAtOnce(module, folder + "/nothing*.npz"), "no file of weights");
    assertSays(refusedAtOnce(module, folder + "/nowhere.npz"), "no file of weights");
    npz(1, 1).write(folder.resolve("b1.npz"));
    npz(1, 1).write(folder.resolve("a1.npz"));
    assertSays(refusedAtOnce(module, folder + "/a1.npz", folder + "/b1.npz"), "both of epoch 1");
    String own = refused(analysed("{name: mlp, widths: [6]}", List.of(), "train/loss"));
    assertSays(own, "'module' stands for a module's own weights");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "80 02 | model.pth | a pickle of Python objects",
        "89 48 44 46 0d 0a 1a 0a | model.h5 | HDF5",
        "08 07 12 07 | model.onnx | ONNX",
        "40 00 00 00 00 00 00 00 | w.safetensors | a file of weights",
        "3c 68 74 6d 6c | model.pt | begins with the bytes 3c 68 74 6d"
      })
  void aModuleOfAnotherFormatIsNamed(String bytes, String name, String words) throws Exception {
    String[] hex = bytes.split(" ", -1);
    byte[] content = new byte[hex.length];
    for (int i = 0; i < hex.length; i++) {
      content[i] = (byte) Integer.parseInt(hex[i], 16);
    }
    Path file = folder.resolve(name);
    Files.write(file, content);
    assertSays(refusedAtOnce(file.toString()), words, "torch.jit.script(model.eval()).save");
  }

  @Test
  void halfPrecisionIsWidenedAndWrappersAreLeftOut() throws Exception {
    short one = 0x3c00;
    short[] first = new short[30];
    short[] last = new short[18];
    Arrays.fill(first, one);
    Arrays.fill(last, one);
    Path file =
        new NpzFile()
            .halves("module.0.weight", first, 6, 5)
            .halves("module.0.bias", new short[6], 6)
            .halves("module.2.weight", last, 3, 6)
            .halves("module.2.bias", new short[3], 3)
            .write(folder.resolve("half.npz"));
    RunStatus status =
        execute(
            folder.resolve("half"),
            analysed(module("dense").toString(), List.of(file.toString()), "norm/l2"));
    assertEquals(Math.sqrt(48), status.lastFinite().get("norm/l2"), 1e-6);
    assertTrue(
        remarks.stream().anyMatch(r -> r.contains("float16 and widened")), remarks.toString());
    assertTrue(remarks.stream().anyMatch(r -> r.contains("'module.'")), remarks.toString());
  }

  @Test
  void weightsThatChangeUnderTheAnalysisEndIt() throws Exception {
    List<String> weights = files(1, 2);
    Experiment experiment = analysed(module("dense").toString(), weights, "train/loss");
    npz(7, 1).write(folder.resolve("epoch2.npz"));
    RunStatus status = execute(folder.resolve("changed"), experiment);
    assertEquals(State.failed, status.state());
    assertTrue(status.reason().contains("has changed"), status.reason());
    try (Stream<Path> left = Files.list(folder.resolve("changed"))) {
      assertTrue(left.findAny().isPresent());
    }
  }
}
