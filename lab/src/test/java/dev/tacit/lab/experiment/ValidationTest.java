package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.data.Dataset;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.run.ProbePlan;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.sweep.LocalEngine;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training examples kept for validation, and seeds of their own. */
class ValidationTest {
  private static final String SMALL =
      """
      name: small
      data:   {name: gaussian-mixture, classes: 4, dimension: 6, trainExamples: 200,
               testExamples: 50, labelNoise: {rate: 0.3}, pixelNoise: {amount: 0.5}}
      model:  {name: mlp, depth: 3, width: 12}
      train:  {batch: 16, epochs: 2, precision: float64}
      optimizers:
        sgd:  {lr: 0.05}
      """;

  private static Experiment experiment(String... overrides) {
    return Experiment.read(SMALL, "small.yaml", List.of(overrides), null);
  }

  private static RunSettings settings(String... overrides) {
    return experiment(overrides).runs().get(0).settings();
  }

  private static String hash(String... overrides) {
    return experiment(overrides).runs().get(0).hash();
  }

  private static PreparedRun prepared(String... overrides) throws IOException {
    RunSettings settings = settings(overrides);
    return Preparation.prepare(settings, new DataCache().get(settings));
  }

  /** n C = n_t C_t + n_v C_v at any w: each example is in one part, with the same noise on it. */
  @Test
  void bothPartsTogetherAreTheTrainingSetAsItWas() throws IOException {
    try (PreparedRun whole = prepared();
        PreparedRun split = prepared("data.validation=60")) {
      Problem problem = split.problem();
      Tensor w = whole.problem().initial();
      assertArrayEquals(Vectors.toDoubles(w), Vectors.toDoubles(problem.initial()));
      double trained = problem.loss().value(w);
      double kept = problem.validation().loss().value(w);
      assertEquals(140, problem.loss().examples());
      assertEquals(whole.problem().loss().value(w), (140 * trained + 60 * kept) / 200, 1e-14);
      assertEquals(whole.problem().test().value(w), problem.test().value(w));
      assertEquals(60, whole.problem().labels().corrupted().length);
      int[] given = problem.validation().loss().labels();
      int[] truth = problem.validation().truth();
      long wrong = IntStream.range(0, 60).filter(i -> given[i] != truth[i]).count();
      assertEquals(60, problem.labels().corrupted().length + wrong);
      assertTrue(wrong > 5 && wrong < 35, wrong + " wrong labels");
      assertEquals(9, split.stepsPerEpoch());
    }
  }

  @Test
  void whatIsKeptDependsOnTheSplitsSeedAlone() throws IOException {
    try (PreparedRun usual = prepared("data.validation=60");
        PreparedRun otherRun = prepared("data.validation=60", "seeds=[7]", "data.noiseSeed=0");
        PreparedRun otherSplit = prepared("data.validation=60", "data.validationSeed=1")) {
      int[] labels = usual.problem().validation().loss().labels();
      assertArrayEquals(labels, otherRun.problem().validation().loss().labels());
      assertFalse(Arrays.equals(labels, otherSplit.problem().validation().loss().labels()));
    }
  }

  @Test
  void noiseAndStartHaveSeedsOfTheirOwn() throws IOException {
    try (PreparedRun usual = prepared();
        PreparedRun noise = prepared("data.noiseSeed=3");
        PreparedRun start = prepared("train.initSeed=3");
        PreparedRun third = prepared("seeds=[3]");
        PreparedRun all =
            prepared("seeds=[3]", "data.noiseSeed=0", "train.initSeed=0", "train.orderSeed=0")) {
      double[] w = Vectors.toDoubles(usual.problem().initial());
      int[] labels = usual.problem().loss().labels();
      assertArrayEquals(w, Vectors.toDoubles(noise.problem().initial()));
      assertArrayEquals(third.problem().loss().labels(), noise.problem().loss().labels());
      assertArrayEquals(labels, start.problem().loss().labels());
      assertArrayEquals(
          Vectors.toDoubles(third.problem().initial()),
          Vectors.toDoubles(start.problem().initial()));
      for (PreparedRun run : List.of(noise, start)) {
        assertArrayEquals(usual.order().apply(1), run.order().apply(1));
      }
      assertArrayEquals(w, Vectors.toDoubles(all.problem().initial()));
      assertArrayEquals(labels, all.problem().loss().labels());
      assertArrayEquals(usual.order().apply(1), all.order().apply(1));
      Tensor at = usual.problem().initial();
      assertEquals( // pixel noise too
          third.problem().loss().value(at), noise.problem().loss().value(at));
    }
  }

  /** The second hash is that of the same file before there were these settings. */
  @Test
  void whatIsAsBeforeIsCalledAsBefore() {
    String usual = hash();
    assertEquals(usual, hash("data.validation=0", "data.validationSeed=4"));
    assertEquals(usual, hash("data.noiseSeed=0", "train.initSeed=0"), "the run's own seed");
    assertNotEquals(usual, hash("data.noiseSeed=1"));
    assertNotEquals(usual, hash("train.initSeed=1"));
    assertNotEquals(usual, hash("data.validation=60"));
    assertEquals(
        hash("data.validation=60"),
        hash(
            "data={validation: 60, validationSeed: 0, "
                + "name: gaussian-mixture, classes: 4, dimension: 6, trainExamples: 200, "
                + "testExamples: 50, labelNoise: {rate: 0.3}, pixelNoise: {amount: 0.5}}"));
    assertNotEquals(
        hash("data.validation=60"), hash("data.validation=60", "data.validationSeed=1"));
    assertEquals(
        hash("data.labelNoise=~", "data.pixelNoise=~"),
        hash("data.labelNoise=~", "data.pixelNoise=~", "data.noiseSeed=1"),
        "nothing is drawn");
    assertEquals(
        "b74d0e1c28fe5aec11952ac823a69760e262ffb4b0ef7680e093288b3782956e",
        Experiment.read(
                """
                name: small
                data:   {name: mnist-20k, labelNoise: {rate: 0.3, kind: flip}}
                model:  {name: mlp, depth: 3, width: 16}
                train:  {batch: 64, epochs: 2}
                optimizers: {sgd: {lr: 0.01}}
                """,
                "small.yaml",
                List.of(),
                null)
            .runs()
            .get(0)
            .hash());
  }

  @Test
  void validationIsMeasuredWhereThereIsSomeAndElsewhereNotSpokenOf() throws IOException {
    try (PreparedRun without = prepared();
        PreparedRun with = prepared("data.validation=60");
        PreparedRun clean = prepared("data.validation=60", "data.labelNoise=~");
        PreparedRun asked = prepared("probes.validation/error=every epoch")) {
      assertEquals(List.of(), validation(without));
      assertFalse(without.plan().obstacles().keySet().toString().contains("validation"));
      assertEquals(
          List.of("validation/loss", "validation/error", "validation/error_truth"),
          validation(with));
      assertEquals(List.of("validation/loss", "validation/error"), validation(clean));
      assertEquals(
          "no training examples are kept for validation",
          asked.plan().obstacles().get("validation/error"));
    }
  }

  private static List<String> validation(PreparedRun run) {
    return run.plan().entries().stream()
        .map(ProbePlan.Entry::probe)
        .map(probe -> probe.name())
        .filter(name -> name.startsWith("validation/"))
        .toList();
  }

  @Test
  void validationLargerThanTheDataIsRefusedWithItsLine() throws IOException {
    for (int examples : new int[] {200, 1_000_000}) {
      Experiment large = experiment("data.validation=" + examples);
      PlannedRun run = large.runs().get(0);
      Dataset data = new DataCache().get(run.settings());
      SettingsException e =
          assertThrows(SettingsException.class, () -> Preparation.check(run.settings(), data));
      assertEquals(
          "--set data.validation: data.validation: must leave examples to train on, so be less than"
              + " 200, found "
              + examples,
          large.located(run, e).getMessage());
    }
    String message =
        assertThrows(SettingsException.class, () -> experiment("data.validation=-1")).getMessage();
    assertTrue(message.contains("data.validation: must be 0 (none) or more, found -1"), message);
    RunSettings batch = settings("data.validation=190");
    Dataset data = new DataCache().get(batch);
    message =
        assertThrows(SettingsException.class, () -> Preparation.check(batch, data)).getMessage();
    assertTrue(message.contains("train.batch") && message.contains("10"), message);
  }

  /** From the file to the run's own files, against the numbers that they stand for. */
  @Test
  void aRunWritesWhatItMeasured(@TempDir Path folder) throws IOException, InterruptedException {
    Experiment experiment = experiment("data.validation=60");
    try (ExperimentDirectory directory = ExperimentDirectory.open(folder, experiment)) {
      new LocalEngine(1, new DataCache(), RunListener.SILENT, () -> false).execute(directory);
    }
    Path run = folder.resolve(experiment.runs().get(0).directoryName());
    RunRecord record = RunRecord.read(run).orElseThrow();
    try (PreparedRun prepared = prepared("data.validation=60")) {
      Tensor w = prepared.problem().initial();
      assertEquals(
          prepared.problem().validation().loss().value(w),
          record.metrics().get("validation/loss").y(0),
          1e-14);
    }
    double given = record.metrics().get("validation/error").y(2);
    double truth = record.metrics().get("validation/error_truth").y(2);
    assertTrue(truth < given, truth + " of the truth, " + given + " of the labels");
    assertEquals(0, given * 60 % 1, 1e-9);
    Manifest manifest = Manifest.read(run);
    assertEquals(140, manifest.trainingExamples());
    assertEquals(60, manifest.data().path("validationExamples").asInt());
    assertEquals(4, manifest.data().path("classes").asInt());
    assertEquals("6", manifest.data().path("shape").asText());
  }
}
