package dev.tacit.lab.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.Clock;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.SavedWeights;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a small experiment in real directories. */
class LocalEngineTest {
  static final String SMALL =
      """
      name: small
      data:   {name: gaussian-mixture, classes: 4, dimension: 8, trainExamples: 200,
               testExamples: 100, labelNoise: {rate: 0.3}}
      model:  {name: mlp, depth: 3, width: 12}
      train:  {batch: 32, epochs: 6, checkpointEvery: 2}
      optimizers:
        sgd:     {lr: 0.05}
        rmsprop: {lr: 0.001}
        adam:    {lr: 0.001}
      """;

  private static final String ONE_RULE = "optimizers={adam: {lr: 0.001}}";

  @TempDir Path folder;

  static Experiment experiment(String... overrides) {
    return Experiment.read(SMALL, "small.yaml", List.of(overrides), null);
  }

  private static Map<PlannedRun, RunStatus> execute(
      Experiment experiment, Path place, int workers, RunListener listener)
      throws IOException, InterruptedException {
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, experiment)) {
      return new LocalEngine(workers, new DataCache(), listener, () -> false).execute(directory);
    }
  }

  /** Weights, optimizer state, metrics and flow times of every run, by directory and file. */
  static Map<String, byte[]> results(Path place) throws IOException {
    Map<String, byte[]> results = new TreeMap<>();
    try (Stream<Path> runs = Files.list(place).filter(Files::isDirectory)) {
      for (Path run : runs.toList()) {
        for (String file : List.of(Run.CHECKPOINT, Run.METRICS)) {
          if (Files.exists(run.resolve(file))) {
            results.put(run.getFileName() + "/" + file, Files.readAllBytes(run.resolve(file)));
          }
        }
        if (Files.exists(run.resolve(Clock.FILE))) {
          results.put(run.getFileName() + "/" + Clock.FILE, flowTimes(run).getBytes(UTF_8));
        }
      }
    }
    return results;
  }

  /** The clock of a run without the seconds in it. */
  static String flowTimes(Path run) throws IOException {
    return Files.readAllLines(run.resolve(Clock.FILE)).stream()
        .map(row -> row.replaceFirst(",[^,]*,[^,]*$", "\n"))
        .collect(Collectors.joining());
  }

  static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((file, bytes) -> assertArrayEquals(bytes, actual.get(file), file));
  }

  /** The same tensors and rows; a run that went on has rows of the end it had before, too. */
  private static void assertSameNumbers(Map<String, byte[]> expected, Map<String, byte[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (file, bytes) -> {
          byte[] found = actual.get(file);
          if (file.endsWith(Run.CHECKPOINT)) {
            assertArrayEquals(tensors(bytes), tensors(found), file);
          } else {
            Set<String> rows =
                new HashSet<>(Arrays.asList(new String(found, UTF_8).split("\n", -1)));
            for (String row : new String(bytes, UTF_8).split("\n", -1)) {
              assertTrue(rows.contains(row), file + ": " + row);
            }
          }
        });
  }

  /** What follows the header of a safetensors file. */
  private static byte[] tensors(byte[] file) {
    int header = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return Arrays.copyOfRange(file, 8 + header, file.length);
  }

  @Test
  void aRunGivesTheSameBitsAloneAndBesideOthers() throws Exception {
    Map<PlannedRun, RunStatus> statuses =
        execute(experiment(), folder.resolve("one"), 1, RunListener.SILENT);
    assertTrue(statuses.values().stream().allMatch(s -> s.state() == State.finished));
    assertEquals(6 * 7, statuses.values().iterator().next().step(), "200/32 rounds up to 7");
    execute(experiment(), folder.resolve("two"), 2, RunListener.SILENT);
    assertSame(results(folder.resolve("one")), results(folder.resolve("two")));
  }

  @Test
  void aRunStoppedAtAnyEpochEndsWithTheBitsOfAnUninterruptedOne() throws Exception {
    stopOftenAndCompare(experiment());
  }

  /** What a measurement remembers for the next must survive the stop too. */
  @Test
  void aRunWithEveryInstrumentStoppedAtAnyEpochEndsWithTheSameBits() throws Exception {
    stopOftenAndCompare(
        experiment(
            "probes.preset=full",
            "probes.curvature/lambda_max=every epoch",
            "probes.curvature/lambda_max_preconditioned=every epoch",
            "probes.curvature/lambda_min=every 2 epochs"));
  }

  /** A switch's phases, counters and what it learns must survive the stop, too. */
  @Test
  void aRunThatSwitchesItsRuleStoppedAtAnyEpochEndsWithTheSameBits() throws Exception {
    String phases =
        "optimizers={late: {rule: switch, phases: [{rule: adam, lr: 0.01, until: {epoch: 3}},"
            + " {rule: heavy-ball, lr: 0.01}]}, swats: {rule: switch, phases: [{rule: adam, lr:"
            + " 0.01, until: {swats: {tolerance: 0.5, relative: true, minimumSteps: 20}}}, {rule:"
            + " sgd}]}, stall: {rule: switch, phases: [{rule: muon, lr: 0.02, until: {metric:"
            + " test/loss, patience: 2, improvement: 1}}, {rule: rmsprop, lr: 0.001, centred: true, momentum:"
            + " 0.5}]}}";
    stopOftenAndCompare(experiment(phases));
    for (String label : List.of("late", "swats", "stall")) {
      String metrics = Files.readString(metricsOf(folder.resolve("whole"), label));
      assertTrue(metrics.contains("optimizer/phase_began/2"), label + " switched");
      Path run = metricsOf(folder.resolve("whole"), label).getParent();
      double rate = RunRecord.read(run).orElseThrow().metrics().get("optimizer/rate").at(6);
      Curve time = Clock.read(run).orElseThrow().flowTime();
      assertEquals(7 * rate, time.at(6) - time.at(5), 1e-14, label + " in its second phase");
    }
  }

  /** What is drawn afresh at a step is drawn by the step's number, whoever takes it. */
  @Test
  void aRunWithPenaltiesStoppedAtAnyEpochEndsWithTheSameBits() throws Exception {
    String rules =
        "optimizers={noisy: {rule: sgd, lr: 0.05, penalty: [{name: gradient-noise}, {name:"
            + " label-noise}, {name: sharpness-aware}, {name: l1}]}, dialled: {rule: switch,"
            + " penalty: {name: implicit, factor: 1}, phases: [{rule: heavy-ball, lr: 0.01, until:"
            + " {step: 17}}, {rule: sgd, lr: 0.05}]}}";
    stopOftenAndCompare(experiment(rules));
    assertTrue(
        Files.readString(metricsOf(folder.resolve("whole"), "dialled")).contains("penalty/value"));
  }

  /** So must running moments; and no measurement moves them. */
  @Test
  void aRunWithBatchNormalisationStoppedAtAnyEpochEndsWithTheSameBits() throws Exception {
    String model = "model={name: mlp, widths: [12, 8], norm: batch}";
    String few = "probes.eigenvalues=2"; // every product goes through whole batches
    String subset = "probes.subset=64"; // two of them
    stopOftenAndCompare(
        experiment(
            model,
            "probes.preset=full",
            few,
            subset,
            "train.epochs=4",
            "train.keepWeightsEvery=2"));
    String metrics = Files.readString(metricsOf(folder.resolve("whole"), ""));
    assertTrue(metrics.contains("curvature/trace_hutchplusplus"), "batches have curvature");
    assertTrue(!metrics.contains("gradient/sample_norm"), "single examples have no gradient");
    Path run = metricsOf(folder.resolve("whole"), "").getParent();
    assertEquals(Map.of(), RunStatus.read(run).failedMeasurements());
    execute(
        experiment(ONE_RULE, model, "probes.preset=none", "train.epochs=4"),
        folder.resolve("bare"),
        1,
        RunListener.SILENT);
    List<byte[]> bare = weights(folder.resolve("bare"));
    List<byte[]> measured = weights(folder.resolve("whole"));
    for (int i = 0; i < bare.size(); i++) {
      assertArrayEquals(bare.get(i), Arrays.copyOf(measured.get(i), bare.get(i).length));
    }
  }

  /** So does one whose dropouts draw anew at every step, under a penalty that passes twice. */
  @Test
  void aRunWithDropoutStoppedAtAnyEpochEndsWithTheSameBits() throws Exception {
    String model = "model={name: mlp, widths: [12, 8], dropout: 0.3}";
    String penalty = "penalty={name: sharpness-aware, radius: 0.1}";
    stopOftenAndCompare(experiment(ONE_RULE, model, penalty, "probes.preset=full"));
    Path run = metricsOf(folder.resolve("whole"), "").getParent();
    assertEquals(Map.of(), RunStatus.read(run).failedMeasurements());
    execute(
        experiment(ONE_RULE, model, penalty, "probes.preset=none"),
        folder.resolve("bare"),
        1,
        RunListener.SILENT);
    List<byte[]> bare = weights(folder.resolve("bare"));
    List<byte[]> measured = weights(folder.resolve("whole"));
    for (int i = 0; i < bare.size(); i++) {
      assertArrayEquals(bare.get(i), Arrays.copyOf(measured.get(i), bare.get(i).length));
    }
  }

  private static Path metricsOf(Path experiment, String label) throws IOException {
    try (Stream<Path> files = Files.walk(experiment)) {
      return files
          .filter(file -> file.endsWith(Run.METRICS) && file.toString().contains(label + "-seed"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void stopOftenAndCompare(Experiment experiment) throws Exception {
    execute(experiment, folder.resolve("whole"), 1, RunListener.SILENT);
    Path cut = folder.resolve("cut");
    for (int sitting = 0; sitting < 6; sitting++) {
      AtomicInteger asked = new AtomicInteger();
      new LocalEngine(1, new DataCache(), RunListener.SILENT, () -> asked.incrementAndGet() > 40)
          .execute(ExperimentDirectory.open(cut, experiment));
    }
    execute(experiment, cut, 1, RunListener.SILENT);
    assertSame(results(folder.resolve("whole")), results(cut));
  }

  @Test
  void weightsKeptOnTheWayAreThoseOfTheirEpochs() throws Exception {
    execute(experiment("train.keepWeightsEvery=2"), folder.resolve("kept"), 1, RunListener.SILENT);
    Path whole = run(folder.resolve("kept"));
    SortedMap<Integer, Path> files = SavedWeights.onTheWay(whole);
    assertEquals(List.of(0, 2, 4, 6), List.copyOf(files.keySet()));
    execute(experiment("train.epochs=4"), folder.resolve("short"), 1, RunListener.SILENT);
    Path shorter = run(folder.resolve("short"));
    assertArrayEquals(
        saved(shorter.resolve(Run.CHECKPOINT)), saved(files.get(4)), "no schedule, same way");
    assertArrayEquals(saved(whole.resolve(Run.CHECKPOINT)), saved(files.get(6)));
    assertTrue(SavedWeights.onTheWay(shorter).isEmpty(), "none unless asked");
  }

  private static Path run(Path place) throws IOException {
    try (Stream<Path> runs = Files.list(place)) {
      return runs.filter(p -> p.getFileName().toString().startsWith("sgd")).findFirst().get();
    }
  }

  private static double[] saved(Path file) throws IOException {
    try (Tensor w = SavedWeights.read(file)) {
      return Vectors.toDoubles(w);
    }
  }

  /** Seven steps an epoch, six epochs: every tenth step and its end, and half epochs. */
  @Test
  void measuresWithinEpochs() throws Exception {
    String[] probes = {
      "probes={preset: none, norm/l2: every 10 steps, train/loss: every 0.5 epochs,"
          + " curvature/lambda_max: every 5 steps}"
    };
    stopOftenAndCompare(experiment(probes));
    Path file = metricsOf(folder.resolve("whole"), "sgd");
    assertEquals(List.of("0 0", "10 2", "20 3", "30 5", "40 6", "42 6"), moments(file, "norm/l2"));
    assertEquals(
        List.of(
            "0 0", "4 1", "7 1", "11 2", "14 2", "18 3", "21 3", "25 4", "28 4", "32 5", "35 5",
            "39 6", "42 6"),
        moments(file, "train/loss"));
    execute(experiment("probes.preset=none"), folder.resolve("plain"), 1, RunListener.SILENT);
    List<byte[]> with = weights(folder.resolve("whole"));
    List<byte[]> without = weights(folder.resolve("plain"));
    for (int i = 0; i < 3; i++) { // what Lanczos remembers stands behind
      assertArrayEquals(without.get(i), Arrays.copyOf(with.get(i), without.get(i).length));
    }
  }

  private static List<String> moments(Path file, String metric) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.split(",", -1))
        .filter(cells -> cells[2].equals(metric))
        .map(cells -> cells[0] + " " + cells[1])
        .toList();
  }

  @Test
  void probesDoNotChangeTheWeights() throws Exception {
    execute(experiment(), folder.resolve("with"), 2, RunListener.SILENT);
    execute(experiment("probes.preset=none"), folder.resolve("without"), 2, RunListener.SILENT);
    execute(experiment("probes.preset=full"), folder.resolve("all"), 2, RunListener.SILENT);
    List<byte[]> with = weights(folder.resolve("with"));
    List<byte[]> without = weights(folder.resolve("without"));
    List<byte[]> all = weights(folder.resolve("all"));
    assertEquals(3, with.size());
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(with.get(i), without.get(i));
      // What probes remember stands behind the weights and the optimizer's state.
      assertArrayEquals(with.get(i), Arrays.copyOf(all.get(i), with.get(i).length));
    }
  }

  /** The numbers behind the safetensors header, which names the run and so differs. */
  private static List<byte[]> weights(Path place) throws IOException {
    List<byte[]> weights = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : results(place).entrySet()) {
      if (entry.getKey().endsWith(Run.CHECKPOINT)) {
        byte[] file = entry.getValue();
        int header =
            8 + java.nio.ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt();
        weights.add(Arrays.copyOfRange(file, header, file.length));
      }
    }
    return weights;
  }

  @Test
  void aFinishedRunIsKeptAsItIs() throws Exception {
    execute(experiment(), folder.resolve("a"), 2, RunListener.SILENT);
    Map<String, byte[]> before = results(folder.resolve("a"));
    List<String> skipped = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void onSkip(String run, RunStatus status) {
            synchronized (skipped) {
              skipped.add(run);
            }
          }
        };
    execute(experiment(), folder.resolve("a"), 2, listener);
    assertEquals(3, skipped.size());
    assertSame(before, results(folder.resolve("a")));
    execute(experiment("seeds=2"), folder.resolve("a"), 2, listener);
    assertEquals(6, skipped.size(), "the new seed is added beside the old one");
    assertEquals(6 * 3, results(folder.resolve("a")).size());
  }

  @Test
  void aDivergedRunIsAResultAndTheOthersGoOn() throws Exception {
    Map<PlannedRun, RunStatus> statuses =
        execute(experiment("optimizers.sgd.lr=1e30"), folder.resolve("d"), 2, RunListener.SILENT);
    Map<String, State> states = new TreeMap<>();
    statuses.forEach((run, s) -> states.put(run.optimizer(), s.state()));
    assertEquals(
        Map.of("sgd", State.diverged, "rmsprop", State.finished, "adam", State.finished), states);
    RunStatus sgd =
        statuses.entrySet().stream()
            .filter(e -> e.getKey().optimizer().equals("sgd"))
            .findFirst()
            .orElseThrow()
            .getValue();
    assertTrue(Double.isFinite(sgd.lastFinite().get("train/loss")), "the last finite value");
    assertTrue(sgd.reason().contains("at step"), sgd.reason());
  }

  @Test
  void whetherAndWhenARunDivergedDoesNotDependOnProbes() throws Exception {
    List<String> ends = new ArrayList<>();
    for (String preset : List.of("none", "cheap", "full")) {
      for (double rate : new double[] {1e30, 1e8}) {
        Experiment one =
            experiment(
                "optimizers={sgd: {lr: " + rate + "}}",
                "probes={preset: " + preset + ", every: 3}");
        RunStatus end =
            execute(one, folder.resolve(preset + rate), 1, RunListener.SILENT)
                .values()
                .iterator()
                .next();
        ends.add(
            rate + ": " + end.state() + " " + end.step() + " " + end.epoch() + " " + end.reason());
      }
    }
    assertTrue(ends.get(0).startsWith("1.0E30: diverged 1 0"), ends.get(0));
    assertEquals(ends.subList(0, 2), ends.subList(2, 4));
    assertEquals(ends.subList(0, 2), ends.subList(4, 6));
  }

  @Test
  void moreEpochsGoOnFromWhereTheRunEnded() throws Exception {
    Path place = folder.resolve("longer");
    execute(experiment("train.epochs=3"), place, 1, RunListener.SILENT);
    List<Integer> begun = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public synchronized void onProgress(
              String run, int epoch, int epochs, Map<String, Double> latest) {
            begun.add(epoch);
          }
        };
    execute(experiment(), place, 1, listener);
    assertEquals(3, begun.get(0), "nothing is trained twice");
    execute(experiment(), folder.resolve("atOnce"), 1, RunListener.SILENT);
    assertSameNumbers(results(folder.resolve("atOnce")), results(place));
    Map<PlannedRun, RunStatus> fewer =
        execute(experiment("train.epochs=2"), place, 1, RunListener.SILENT);
    assertTrue(fewer.values().stream().allMatch(status -> status.epoch() == 6), "kept");
  }

  @Test
  void aScheduleThatKnowsTheEndStartsAnewAndSaysSo() throws Exception {
    Path place = folder.resolve("cosine");
    List<String> remarks = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public synchronized void onRemark(String run, String remark) {
            remarks.add(remark);
          }
        };
    String[] one = {"train.schedule={name: cosine}", "optimizers={sgd: {lr: 0.05}}"};
    execute(experiment(one[0], one[1], "train.epochs=2"), place, 1, listener);
    assertEquals(List.of(), remarks);
    execute(experiment(one[0], one[1], "train.epochs=3"), place, 1, listener);
    assertEquals(1, remarks.size());
    assertTrue(remarks.get(0).contains("depends on the number of epochs"), remarks.get(0));
    assertEquals(2 * 3, results(place).size(), "two runs, both kept");
  }

  @Test
  void whatIsInUseIsNotDeletedAndWhatIsNotIs() throws Exception {
    Path place = folder.resolve("used");
    Experiment one = experiment("optimizers={sgd: {lr: 0.05}}", "train.epochs=2");
    execute(one, place, 1, RunListener.SILENT);
    Map<String, byte[]> before = results(place);
    for (Path used : List.of(place, run(place))) {
      try (DirectoryLock reader = DirectoryLock.use(used).orElseThrow()) {
        String message =
            assertThrows(IOException.class, () -> ExperimentDirectory.open(place, one, true))
                .getMessage();
        assertTrue(message.contains("nothing was deleted"), message);
      }
      assertSame(before, results(place));
    }
    ExperimentDirectory.open(place, one, true).close();
    assertTrue(results(place).isEmpty());
  }

  @Test
  void aDamagedCheckpointFailsItsRunAndIsLeftAlone() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Path place = folder.resolve("damaged");
    new LocalEngine(1, new DataCache(), RunListener.SILENT, () -> asked.incrementAndGet() > 30)
        .execute(ExperimentDirectory.open(place, experiment()));
    Path file = checkpoint(place);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 5] ^= 1;
    Files.write(file, bytes);
    Map<PlannedRun, RunStatus> statuses = execute(experiment(), place, 1, RunListener.SILENT);
    List<RunStatus> failed =
        statuses.values().stream().filter(s -> s.state() == State.failed).toList();
    assertEquals(1, failed.size());
    assertTrue(failed.get(0).reason().contains("damaged"), failed.get(0).reason());
    assertTrue(failed.get(0).reason().contains("--overwrite"), failed.get(0).reason());
    assertArrayEquals(bytes, Files.readAllBytes(file), "nothing is lost");
    assertEquals(2, statuses.values().stream().filter(s -> s.state() == State.finished).count());
  }

  private static Path checkpoint(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(file -> file.getFileName().toString().equals(Run.CHECKPOINT))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aDirectoryOfAnotherExperimentIsRefused() throws Exception {
    execute(experiment("train.epochs=1"), folder.resolve("x"), 2, RunListener.SILENT);
    String message =
        assertThrows(
                SettingsException.class,
                () -> ExperimentDirectory.open(folder.resolve("x"), experiment("name=other")))
            .getMessage();
    assertTrue(message.contains("'small'") && message.contains("'other'"), message);
    Files.createDirectories(folder.resolve("mine"));
    Files.writeString(folder.resolve("mine/thesis.tex"), "x");
    assertThrows(
        SettingsException.class,
        () -> ExperimentDirectory.open(folder.resolve("mine"), experiment()));
    assertFalse(Files.exists(folder.resolve("mine").resolve(ExperimentDirectory.FILE)));
  }

  /** Two processes start with the same command: one has begun to write the record. */
  @Test
  void aDirectoryThatIsJustBeingMadeIsNotRefused() throws Exception {
    Path place = Files.createDirectories(folder.resolve("new"));
    Files.createFile(place.resolve("lock"));
    Files.writeString(place.resolve(ExperimentDirectory.FILE + ".tmp"), "{");
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, experiment())) {
      assertEquals(1, directory.number());
    }
  }

  @Test
  void aRunThatAnotherProcessTrainsIsLeftToIt() throws Exception {
    Path place = folder.resolve("busy");
    Experiment one = experiment("optimizers={sgd: {lr: 0.05}}");
    ExperimentDirectory directory = ExperimentDirectory.open(place, one);
    Path run = Files.createDirectories(directory.of(one.runs().get(0)));
    try (FileChannel channel =
            FileChannel.open(
                run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertTrue(lock.isValid());
      RunStatus status = execute(one, place, 1, RunListener.SILENT).values().iterator().next();
      assertEquals(State.running, status.state());
      assertTrue(status.reason().contains("another process"), status.reason());
      assertFalse(Files.exists(run.resolve(RunStatus.FILE)), "its status is not ours to write");
    }
  }

  private static Execution patient(RunListener listener) {
    return new Execution(2, new DataCache(), listener, () -> false, true, true);
  }

  /** A process that is killed lets go of what it held. */
  @Test
  void whatAnotherProcessLeavesBehindIsTakenOver() throws Exception {
    Path place = folder.resolve("left");
    execute(experiment(), folder.resolve("alone"), 2, RunListener.SILENT);
    List<String> notes = Collections.synchronizedList(new ArrayList<>());
    RunListener listener =
        new RunListener() {
          @Override
          public void onNote(String sentence) {
            notes.add(sentence);
          }
        };
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, experiment())) {
      Path run = Files.createDirectories(directory.of(directory.experiment().runs().get(0)));
      DirectoryLock held = DirectoryLock.write(run).orElseThrow();
      Thread dies =
          new Thread(
              () -> {
                try {
                  while (notes.isEmpty()) {
                    Thread.sleep(10);
                  }
                  held.close();
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      dies.start();
      Map<PlannedRun, RunStatus> statuses = new LocalEngine(patient(listener)).execute(directory);
      dies.join();
      assertEquals(
          List.of(State.finished, State.finished, State.finished),
          statuses.values().stream().map(RunStatus::state).toList());
    }
    assertEquals(1, notes.size(), notes.toString());
    assertTrue(notes.get(0).startsWith("1 run is being trained by other processes"), notes.get(0));
    assertSame(results(folder.resolve("alone")), results(place));
  }

  @Test
  void whatAnotherProcessEndsIsWaitedForAndNotTrainedAgain() throws Exception {
    Path place = folder.resolve("neighbour");
    Experiment one = experiment("optimizers={sgd: {lr: 0.05}}");
    execute(one, folder.resolve("there"), 1, RunListener.SILENT);
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    RunListener listener =
        new RunListener() {
          @Override
          public void onNote(String sentence) {
            heard.add("waits");
          }

          @Override
          public void onStart(String run, int epochs, Map<String, String> notMeasured) {
            heard.add("starts");
          }

          @Override
          public void onSkip(String run, RunStatus status) {
            heard.add("has " + status.state());
          }
        };
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, one)) {
      Path run = Files.createDirectories(directory.of(one.runs().get(0)));
      DirectoryLock held = DirectoryLock.write(run).orElseThrow();
      Thread neighbour =
          new Thread(
              () -> {
                try (DirectoryLock until = held;
                    Stream<Path> files =
                        Files.list(folder.resolve("there").resolve(run.getFileName()))) {
                  while (heard.isEmpty()) {
                    Thread.sleep(10);
                  }
                  for (Path file : files.filter(f -> !f.endsWith(DirectoryLock.FILE)).toList()) {
                    Files.copy(file, run.resolve(file.getFileName()));
                  }
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      neighbour.start();
      RunStatus status =
          new LocalEngine(patient(listener)).execute(directory).values().iterator().next();
      neighbour.join();
      assertEquals(State.finished, status.state());
    }
    assertEquals(List.of("waits", "has finished"), heard);
  }
}
