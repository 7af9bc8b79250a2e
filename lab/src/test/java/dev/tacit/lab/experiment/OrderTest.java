package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.data.Datasets;
import dev.tacit.network.Models;
import dev.tacit.optimizer.UpdateRules;
import dev.tacit.penalty.Penalties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is ordered is what is planned on the other side. */
class OrderTest {
  private static final String BASE =
      """
      name: ordered
      title: "a: title, that # is no YAML"
      data: {name: gaussian-mixture, classes: 4, dimension: 8, trainExamples: 200}
      model: {name: mlp, depth: 3, width: 12}
      train: {epochs: 3}
      optimizers:
        sgd: {lr: 0.1}
      """;

  @TempDir static Path folder;

  /** Settings that differ from the defaults, one experiment each. */
  static Stream<List<String>> experiments() throws IOException {
    List<List<String>> all = new ArrayList<>();
    all.add(List.of());
    for (String rule : UpdateRules.all().keySet()) {
      if (UpdateRules.ofOne().containsKey(rule)) {
        all.add(List.of("optimizers={a-1: {rule: " + rule + ", lr: 0.012345678901234567}}"));
      }
    }
    all.add(List.of("optimizers={'1e-3': {rule: adam, lr: 1e-320, amsgrad: true, beta1: 0}}"));
    all.add(List.of("optimizers.sgd={rule: rmsprop, lr: 3, epsilonPlacement: inside}"));
    all.add(
        List.of(
            "optimizers.sgd={rule: switch, phases: [{rule: adam, lr: 1e-3, until: [{epoch: 2},"
                + " {step: 70}, {metric: test/error, patience: 3, improvement: 1e-3}]}, {rule:"
                + " muon, lr: 0.02, until: {metric: norm/l2, above: 12.5}}, {rule: adam, lr: 1e-3,"
                + " until: {swats: {tolerance: 1e-7, relative: true}}}, {rule: sgd}]}",
            "probes={preset: none, train/loss: every 2 epochs}"));
    all.add(
        List.of(
            "optimizers.sgd={rule: grafted, lr: 0.1, perPart: true, direction: {rule: adam, beta1:"
                + " 0.5}, length: {rule: heavy-ball, momentum: 0.8, weightDecay: 1e-4}}"));
    for (String penalty : Penalties.all().keySet()) {
      all.add(List.of("penalty=" + penalty));
    }
    all.add(List.of("penalty=[{name: l2, lambda: 3e-5}, {name: sharpness-aware, radius: 0.1}]"));
    all.add(List.of("penalty=l1", "optimizers.sgd.penalty=none"));
    all.add(List.of("optimizers.sgd.penalty={name: implicit, factor: 2}"));
    for (String model : Models.all().keySet()) {
      all.add(List.of("data=mnist-20k", "model=" + model));
    }
    all.add(List.of("model={name: mlp, widths: [7, 5], norm: layer, dropout: 0.25}"));
    all.add(List.of("model={name: mlp, init: scaled, initScale: 0.3333333333333333}"));
    all.add(
        List.of(
            "data=mnist-20k",
            "model={layers: [{convolution: {channels: 4, padding: 1}}, relu, {max-pool: 2},"
                + " {residual: [relu, {convolution: {channels: 4, padding: 1}}]}, {residual:"
                + " {branch: [{convolution: {channels: 8, kernel: 1}}], shortcut: [{convolution:"
                + " {channels: 8, kernel: 1}}]}}, {group-norm: 2}, {dropout: 0.1}, flatten,"
                + " {dense: outputs}]}"));
    all.add(List.of("loss={name: cross-entropy, smoothing: 0.1}"));
    all.add(List.of("data=linear-teacher", "loss=squared-error"));
    all.add(
        List.of(
            "data={name: mnist-20k, trainExamples: 500, subsetSeed: 9, labelNoise: {rate: 0.3,"
                + " kind: uniform}, pixelNoise: {amount: 0.2}, noiseOnTest: true, noiseSeed: -4,"
                + " validation: 100, validationSeed: 7}",
            "seeds=[9007199254740993]"));
    all.add(
        List.of(
            "data={name: mnist-20k, groups: [[0, 1], [2, 3]], patch: {train: 0.9, test: 0.1,"
                + " cue: corner, size: 3, seed: 2}}"));
    all.add(
        List.of(
            "train={batch: 17, epochs: 5, order: with-replacement, orderSeed: 3, initSeed: 12,"
                + " dropLast: true, precision: float64, checkpointEvery: 2, keepWeightsEvery: 3,"
                + " schedule: {name: cosine, floor: 0.1, warmUp: 0.5}}"));
    all.add(List.of("train.schedule={name: step, every: 3, factor: 0.3}"));
    all.add(
        List.of(
            "probes={preset: full, subset: all, eigenvalues: 3, test/error: every 0.1 epoch,"
                + " norm/l2: every 16 steps, train/error: off}"));
    all.add(List.of("probes={preset: standard, every: 7, subset: 20}"));
    all.add(List.of("grid={train.batch: [16, 32], train.epochs: [2, 4]}", "seeds=2"));
    all.add(List.of("optimizers.sgd.lr=1e-3..10 x 9"));
    Path tables = Files.createDirectory(folder.resolve("it's \"data\"; ü"));
    Files.writeString(tables.resolve("train.csv"), "1;a\n2;b\n3;a\n4;b\n");
    Files.writeString(tables.resolve("test.csv"), "1;a\n2;b\n");
    String dir = tables.toString().replace("\"", "\\\"");
    all.add(
        List.of(
            "data={name: csv, testFile: test.csv, header: false, separator: ';', target: 2, dir: \""
                + dir
                + "\"}"));
    return all.stream();
  }

  private static Experiment experiment(List<String> overrides) {
    return Experiment.read(BASE, "base.yaml", overrides, null);
  }

  private static Order ordered(Experiment experiment, PlannedRun run) throws IOException {
    Path place = Files.createTempDirectory(folder, "out");
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, experiment)) {
      return Order.read(Order.of(directory, run).text());
    }
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void whatIsPlannedAgainIsTheSameRun(List<String> overrides) throws IOException {
    DataCache cache = new DataCache();
    Experiment experiment = experiment(overrides).identified(cache);
    Path place = Files.createTempDirectory(folder, "out");
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, experiment)) {
      for (PlannedRun run : experiment.runs()) {
        PlannedRun there = Order.read(Order.of(directory, run).text()).plan(cache);
        assertEquals(run.hash(), there.hash());
        assertEquals(run.names(), there.names());
        assertEquals(run.directoryName(), there.directoryName());
        assertEquals(run.settings().resolved(), there.settings().resolved());
        assertEquals(run.settings().train(), there.settings().train());
        assertEquals(run.settings().probes(), there.settings().probes());
        assertEquals(run.settings().data(), there.settings().data());
        assertEquals(run.settings().model(), there.settings().model());
        assertEquals(run.settings().loss(), there.settings().loss());
      }
    }
  }

  @Test
  void everyDataSetIsAmongThem() throws IOException {
    for (String name : Datasets.all().keySet()) {
      Datasets.Entry entry = Datasets.all().get(name);
      String dir = entry.needsDirectory() ? ", dir: '" + folder + "'" : "";
      dir += "".equals(entry.defaults().get("testFile")) ? ", testFile: test.csv" : "";
      PlannedRun run =
          experiment(List.of("data={name: " + name + dir + "}", "loss=squared-error"))
              .runs()
              .get(0);
      Order order = ordered(experiment(List.of()), run);
      RunSettings there = order.experiment().runs().get(0).settings();
      assertEquals(run.settings().data(), there.data());
    }
  }

  /** A stage of tuning trains for less long and measures other things than its file says. */
  @Test
  void settingsThatStandInNoFileAreOrderedToo() throws IOException {
    Experiment experiment = experiment(List.of());
    PlannedRun run = experiment.runs().get(0);
    RunSettings chosen =
        run.settings()
            .with(new Seeds.Seed(77))
            .withProbes(
                experiment(List.of("probes={preset: none, test/error: every epoch}"))
                    .runs()
                    .get(0)
                    .settings()
                    .probes());
    PlannedRun other = new PlannedRun(run.names(), chosen, chosen.hash(Map.of()));
    PlannedRun there = ordered(experiment, other).plan(new DataCache());
    assertEquals(chosen.resolved(), there.settings().resolved());
    assertNotEquals(run.hash(), there.hash());
  }

  @Test
  void otherFilesThereAreRefused() throws IOException {
    Path tables = Files.createDirectory(folder.resolve("changing"));
    Files.writeString(tables.resolve("train.csv"), "x,y\n1,a\n2,b\n3,a\n4,b\n");
    Files.writeString(tables.resolve("test.csv"), "x,y\n1,a\n2,b\n");
    Experiment experiment =
        experiment(List.of("data={name: csv, testFile: test.csv, dir: '" + tables + "'}"))
            .identified(new DataCache());
    Order order = ordered(experiment, experiment.runs().get(0));
    assertEquals(experiment.runs().get(0).hash(), order.plan(new DataCache()).hash());
    Files.writeString(tables.resolve("train.csv"), "x,y\n1,a\n2,b\n3,a\n5,b\n");
    String message =
        assertThrows(IOException.class, () -> order.plan(new DataCache())).getMessage();
    assertTrue(message.contains("the files in " + tables + " are others"), message);
  }

  @Test
  void whatIsNoOrderIsRefused() {
    for (String text : List.of("", "null", "{", "{\"document\": 3}", "{}")) {
      assertThrows(IOException.class, () -> Order.read(text), text);
    }
  }
}
