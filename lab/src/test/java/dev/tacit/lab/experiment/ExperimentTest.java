package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.data.Dataset;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.store.Schedule;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentTest {
  private static final String PAPER =
      """
      name: small
      data:   {name: mnist-20k, labelNoise: {rate: 0.3, kind: flip}}
      model:  {name: mlp, depth: 3, width: 16}
      train:  {batch: 64, epochs: 2}
      seeds:  2
      optimizers:
        sgd:  {lr: 0.01}
        adam: {rule: adam, lr: 1e-3}
      probes: {implicit/sgd: every 2 epochs}
      claims:
        - {metric: norm/l2, less: sgd, than: adam}
      """;

  private static Experiment read(String text, String... overrides) {
    return Experiment.read(text, "small.yaml", List.of(overrides), null);
  }

  private static String complaint(String text, String... overrides) {
    return assertThrows(SettingsException.class, () -> read(text, overrides)).getMessage();
  }

  @Test
  void aDirectorysNameIsNeverLongerThanAFileSystemTakes() {
    String widths = "[" + "8, ".repeat(170);
    Experiment experiment =
        read(PAPER, "model=mlp", "grid={model.widths: [" + widths + "8], " + widths + "9]]}");
    Set<String> names =
        experiment.runs().stream().map(PlannedRun::directoryName).collect(Collectors.toSet());
    assertEquals(experiment.runs().size(), names.size(), "the hash keeps them apart");
    assertTrue(names.stream().allMatch(name -> name.length() <= 255 - "landscape-".length()));
  }

  @Test
  void theSameSettingsUnderTwoLabelsAreOneRunWithTwoNames() {
    Experiment pair = read(PAPER, "seeds=1", "optimizers.twin={rule: sgd, lr: 0.01}");
    assertEquals(2, pair.runs().size());
    PlannedRun shared = pair.runs().get(0);
    assertEquals(
        List.of("sgd-seed0", "twin-seed0"),
        shared.names().stream().map(name -> name.slug(0)).toList());
    Experiment longer =
        read(
            PAPER + "grid: {train.epochs: [2, 5]}\n",
            "seeds=1",
            "optimizers={sgd: {lr: 0.01}}",
            "claims=~");
    PlannedRun both = longer.runs().get(0);
    assertEquals(1, longer.runs().size(), "the longer one goes through the shorter one's end");
    assertEquals(Set.of(2, 5), both.ends());
    assertEquals(5, both.settings().epochs());
    assertEquals("sgd-epochs5-seed0", both.slug());
  }

  @Test
  void resolvesToOneRunForEachOptimizerAndSeed() {
    Experiment experiment = read(PAPER);
    assertEquals(
        List.of("sgd-seed0", "adam-seed0", "sgd-seed1", "adam-seed1"),
        experiment.runs().stream().map(PlannedRun::slug).toList());
    RunSettings adam = experiment.runs().get(1).settings();
    assertEquals(1e-3, adam.optimizer().learningRate());
    assertEquals(List.of(16, 16), adam.model().options().get("widths"));
    assertEquals(Schedule.epochs(2), adam.probes().every().get("implicit/sgd"));
    assertEquals(
        Schedule.epochs(1), adam.probes().every().get("norm/l2"), "cheap probes are on by default");
    assertEquals("final", experiment.claims().get(0).at());
  }

  @Test
  void theHashCoversWhatDecidesNumbersAndNothingElse() {
    String hash = read(PAPER).runs().get(0).hash();
    assertEquals(hash, read(PAPER, "train.checkpointEvery=1").runs().get(0).hash());
    assertEquals(hash, read(PAPER, "train.keepWeightsEvery=5").runs().get(0).hash());
    assertEquals(hash, read(PAPER, "name=other").runs().get(0).hash());
    for (String same :
        List.of(
            "optimizers.sgd.rule=sgd",
            "train.epochs=3",
            "train.precision=float32",
            "train.schedule={name: constant, warmUp: 0}",
            "data.noiseOnTest=false",
            "data.trainExamples=10000",
            "model.init=he",
            "probes.test/loss=off",
            "probes.subset=all",
            "probes.eigenvalues=3")) {
      assertEquals(hash, read(PAPER, same).runs().get(0).hash(), same);
    }
    assertNotEquals(
        read(PAPER, "train.schedule={name: cosine}").runs().get(0).hash(),
        read(PAPER, "train.schedule={name: cosine}", "train.epochs=3").runs().get(0).hash(),
        "where the rate depends on the number of epochs, so does the trajectory");
    for (String change :
        List.of(
            "train.batch=32",
            "data.labelNoise.rate=0.2",
            "model.activation=tanh",
            "optimizers.sgd.lr=0.02",
            "loss=squared-error",
            "seeds=[1]",
            "train.schedule={name: cosine}",
            "train.orderSeed=7")) {
      assertNotEquals(hash, read(PAPER, change).runs().get(0).hash(), change);
    }
  }

  @Test
  void aManifestGivesBackTheSameSettings() {
    for (PlannedRun run :
        read(
                PAPER,
                "train.schedule={name: cosine, warmUp: 2}",
                "train.orderSeed=7",
                "probes.subset=all",
                "probes.eigenvalues=3")
            .runs()) {
      Node manifest = Node.of(run.settings().resolved(), "manifest.json");
      assertEquals(run.hash(), RunSettings.fromManifest(manifest).hash(Map.of()));
    }
  }

  @Test
  void aGridTakesEveryCombinationButRepeatsNoRun() {
    Experiment experiment =
        read(
            PAPER + "grid: {train.batch: [16, 64], optimizers.adam.lr: [0.001, 0.01]}\n",
            "seeds=1");
    assertEquals(4, experiment.variants().size());
    Map<String, Long> runs =
        experiment.runs().stream()
            .collect(Collectors.groupingBy(PlannedRun::optimizer, Collectors.counting()));
    assertEquals(Map.of("sgd", 2L, "adam", 4L), runs, "SGD does not vary along Adam's axis");
    assertEquals(
        Set.of("sgd-batch16-seed0", "sgd-batch64-seed0"),
        experiment.runs().stream()
            .filter(run -> run.optimizer().equals("sgd"))
            .map(PlannedRun::slug)
            .collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          optimizers.sgd.lr=0            | optimizers.sgd.lr must be positive and finite, found 0.0
          optimizers.sgd.lr=.nan         | optimizers.sgd.lr must be positive and finite, found NaN
          optimizers.sgd.rule=rmsporp    | unknown rule 'rmsporp'; known: sgd,
          optimizers.adam.beta1=1.5      | beta1 must be in [0, 1), found 1.5
          optimizers.adam.beta3=0.5      | unknown key 'optimizers.adam.beta3'
          data.labelNoise.rate=1.2       | 1.2
          data.name=imagenet             | unknown data set 'imagenet'; known: mnist-20k,
          data.name=mnist                | needs data.dir, the directory of its files; ‘tacit data fetch mnist’ gets its files
          data={name: kmnist, dir: nowhere} | no directory 'nowhere'; ‘tacit data fetch kmnist --dir nowhere’ gets its files
          data={name: csv, dir: nowhere} | data.dir: there is no directory 'nowhere'
          train.batch=0                  | train.batch: must be at least 1, found 0
          train.batch=1.5                | a whole number is expected, found '1.5'
          train.batch=many               | a whole number is expected, found 'many'
          train.order=sorted             | 'sorted'
          train.precision=float16        | float32 or float64, found 'float16'
          train.device=tpu               | cpu, cuda or cuda:N, found 'tpu'
          train.schedule.name=linear     | unknown schedule 'linear'; known: constant, step, cosine
          model.width=0                  | model.width must be in [1, 65536], found 0
          model.activation=mish          | unknown activation 'mish'; known: relu,
          model.name=resnet              | unknown model 'resnet'; known: mlp, deep-linear
          loss=hinge                     | unknown loss 'hinge'; known: cross-entropy,
          model.initScale=0.5            | model.initScale is the factor of init: scaled; init: he
          model={init: scaled, initScale: -1} | model.initScale must be positive and finite
          train.orderSeed=x              | a whole number is expected, found 'x'
          probes.every=0                 | probes.every: must be at least 1, found 0
          probes.subset=0                | probes.subset: must be at least 1, found 0
          probes.subset=most             | a whole number is expected, found 'most'
          probes.eigenvalues=0           | probes.eigenvalues: must be at least 1, found 0
          probes.norm/l3=every epoch     | unknown probe 'norm/l3'; known: train/loss,
          probes.norm/l2=sometimes       | a schedule is 'every epoch', 'every N epochs', 'every 0.1 epochs' or 'every N steps' or 'off'
          claims=[{metric: norm/l2, less: sgd, than: lion}] | no optimizer 'lion'
          claims=[{metric: norm/l2, less: sgd, than: sgd}] | claims.than: another optimizer
          seeds=0                        | at least one seed
          seeds=[1, 1]                   | a seed stands twice
          name=a/b                       | name must be letters
          optimizers={}                  | optimizers: at least one is expected
          """)
  void refusesWhatCannotBeAndSaysWhatCould(String override, String words) {
    String message = complaint(PAPER, override);
    assertTrue(message.contains(words.strip()), message);
    assertTrue(message.startsWith("--set "), message);
  }

  /** Each replaces the claim in line 11. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          less: sgd                                   | 'claims.than' is missing
          than: sgd                                   | 'claims.less' is missing
          says: x                                     | a claim is {metric, at, less, than} or
          same: sgd, as: adam                         | 'claims.within' is missing
          same: sgd, within: 1                        | 'claims.as' is missing
          same: sgd, as: sgd, within: 1               | claims.as: another optimizer than in 'same'
          same: sgd, as: lion, within: 1              | claims.as: no optimizer 'lion'
          same: sgd, as: adam, within: -1             | claims.within: must be positive and finite
          same: sgd, as: adam, within: 0 %            | claims.within: must be positive and finite
          same: sgd, as: adam, within: near           | as in 0.01 (of a difference), or per cent
          same: sgd, as: adam, within: [1]            | claims.within: text is expected, found a list
          same: sgd, as: adam, less: sgd, within: 1   | either less and than, or same, as and within
          less: sgd, than: adam, within: 1            | either less and than, or same, as and within
          less: sgd, than: adam, margin: 1            | unknown key 'claims.margin'; known here: as, at
          less: sgd, than: adam, at: end              | claims.at: must be one of final, epoch N, step N
          less: sgd, than: adam, at: [1]              | claims.at: text is expected, found a list
          less: sgd, than: adam, at: epoch 1.5        | claims.at: expected epoch N, N a whole number
          less: sgd, than: adam, at: epoch 3          | 'epoch 3' is never reached; the runs of sgd have 2
          less: sgd, than: adam, at: mean of last 3 epochs | is never reached; the runs of sgd have 2
          less: sgd, than: adam, at: best test/error  | claims.at: the test set never chooses
          less: sgd, than: adam, at: best validation/error | no run of sgd measures validation/error; it needs data.validation
          less: sgd, than: adam, at: matched train/los 3 | claims.at: no probe measures 'train/los'
          less: sgd, than: adam, at: after train/loss 3 | expected after METRIC below X
          less: sgd, than: adam, at: matched norm/l2 3 | claims.at: norm/l2 is what 'matched norm/l2 3'
          """)
  void claimsThatCannotBeJudgedAreRefusedBeforeAnythingRuns(String claim, String words) {
    String line = "- {metric: norm/l2, " + claim.strip() + "}";
    String message = complaint(PAPER.replaceAll("- \\{metric.*", line));
    assertTrue(message.startsWith("small.yaml:11: "), message);
    assertTrue(message.contains(words.strip()), message);
  }

  @Test
  void aClaimAboutWhatNobodyMeasuresIsRefused() {
    String trace = PAPER.replace("metric: norm/l2", "metric: curvature/trace");
    assertTrue(
        complaint(trace)
            .startsWith(
                "small.yaml:11: claims.metric: no run of sgd measures curvature/trace; ask for it"
                    + " with 'curvature/trace: every epoch' under probes"),
        complaint(trace));
    assertEquals(1, read(trace, "probes.curvature/trace=every epoch").claims().size());
    assertTrue(
        complaint(PAPER.replace("norm/l2", "norm/l3")).contains("no probe measures 'norm/l3'"));
    assertTrue(complaint(PAPER, "probes.norm/l2=off").contains("no run of sgd measures norm/l2"));
    String paper = PAPER.replace("metric: norm/l2", "metric: implicit/paper");
    assertEquals(1, read(paper).claims().size());
    assertTrue(
        complaint(paper, "probes.implicit/rmsprop_paper=off")
            .contains("no run of sgd measures implicit/rmsprop_paper"));
    String layer = PAPER.replace("metric: norm/l2", "metric: norm/l2/layer1.weight");
    assertEquals(1, read(layer).claims().size());
    String best = PAPER.replace("less: sgd", "at: best validation/error, less: sgd");
    assertEquals(1, read(best, "data.validation=1000").claims().size());
  }

  @Test
  void claimsAreReadAsTheyAreWritten() {
    Experiment experiment =
        read(
            PAPER
                + "  - {metric: test/error, at: 'matched  train/loss 0.30', same: sgd, as: adam,"
                + " within: 1e-2}\n"
                + "  - {metric: norm/l2, at: mean of last 2 epochs, same: sgd, as: adam,"
                + " within: 5 %, says: As far.}\n");
    assertEquals(
        List.of(
            Claim.less("norm/l2", "final", "sgd", "adam", "", ""),
            Claim.same("test/error", "matched train/loss 0.3", "sgd", "adam", "1e-2", "", ""),
            Claim.same("norm/l2", "mean of last 2 epochs", "sgd", "adam", "5 %", "As far.", "")),
        experiment.claims());
    assertTrue(experiment.claims().get(2).margin().relative());
  }

  @Test
  void namesTheLineOfAnUnknownKeyAndListsTheKnownOnes() {
    assertEquals(
        "small.yaml:4: unknown key 'train.epoch'; known here: batch, checkpointEvery, device,"
            + " dropLast, epochs, initSeed, keepWeightsEvery, order, orderSeed, precision, schedule, until",
        complaint(PAPER.replace("epochs: 2", "epoch: 2")));
    assertTrue(
        complaint(PAPER.replace("seeds: ", "seed: "))
            .startsWith("small.yaml:5: unknown key 'seed'; known here: claims, data,"));
  }

  @Test
  void saysWhereAFileIsNotYaml() {
    assertTrue(complaint("name: x\ndata: {name: [}\n").startsWith("small.yaml:2: not YAML"));
    assertTrue(complaint("").contains("empty"));
    assertTrue(complaint("- a\n").contains("a mapping"));
    assertTrue(complaint("name: a\nname: b\n").contains("stands twice"));
    assertTrue(complaint("a: &x [*x]\n").length() > 0, "recursion ends with a message");
  }

  @Test
  void labelsNamesAndTitlesAreTheTextThatWasWritten() {
    for (String text :
        List.of("1e-1", "no", "8e12345", "010", "2026-07-30", "42", "true", "0x1F")) {
      Experiment experiment =
          read(
              PAPER
                  .replace("name: small", "name: " + text + "\ntitle: " + text)
                  .replace("adam: {rule", text + ": {rule")
                  .replace("than: adam", "than: " + text + ", says: " + text));
      assertEquals(text, experiment.name());
      assertEquals(text, experiment.title());
      assertEquals(List.of("sgd", text), experiment.optimizers());
      assertEquals(text, experiment.claims().get(0).than());
      assertEquals(text, experiment.claims().get(0).says());
      assertEquals(text, experiment.source().get("name"));
      assertEquals(text, read(PAPER, "name=" + text, "title=" + text).title());
      assertEquals(text, read(PAPER, "name=" + text, "title=" + text).name());
    }
    assertEquals("1.2.3e4", read(PAPER, "description=1.2.3e4").description());
  }

  @Test
  void nullMeansNotSetForEveryKey() {
    String hash = read(PAPER, "data.labelNoise={rate: 0}").runs().get(0).hash();
    for (String nothing : List.of("null", "~", "")) {
      assertEquals(hash, read(PAPER, "data.labelNoise=" + nothing).runs().get(0).hash());
      assertEquals(
          hash,
          read(PAPER.replace("labelNoise: {rate: 0.3, kind: flip}", "labelNoise: " + nothing))
              .runs()
              .get(0)
              .hash());
    }
    String standard = read(PAPER).runs().get(0).hash();
    for (String key :
        List.of(
            "title",
            "description",
            "claims",
            "grid",
            "loss",
            "data.pixelNoise",
            "data.dir",
            "data.noiseOnTest",
            "data.groups",
            "data.noiseSeed",
            "data.patch",
            "data.validation",
            "data.validationSeed",
            "data.trainExamples",
            "data.subsetSeed",
            "data.labelNoise.kind",
            "model.name",
            "model.activation",
            "model.widths",
            "model.initScale",
            "train.batch",
            "train.initSeed",
            "train.orderSeed",
            "train.precision",
            "train.device",
            "train.schedule",
            "train.schedule.warmUp",
            "optimizers.sgd.rule",
            "optimizers.sgd.weightDecay",
            "probes.preset",
            "probes.every",
            "probes.subset",
            "probes.norm/l2")) {
      assertEquals(standard, read(PAPER, key + "=null").runs().get(0).hash(), key);
    }
    assertEquals(List.of(0L), read(PAPER, "seeds=null").seeds());
    assertEquals(List.of("sgd"), read(PAPER, "optimizers.adam=null", "claims=null").optimizers());
    assertEquals(read(PAPER, "probes={}").runs(), read(PAPER, "probes=~").runs());
    assertTrue(complaint(PAPER, "name=null").contains("'name' is missing"));
    assertTrue(complaint(PAPER, "optimizers.sgd.lr=~").contains("'optimizers.sgd.lr' is missing"));
    assertTrue(complaint(PAPER, "train.epoch=~").contains("unknown key 'train.epoch'"));
    assertTrue(
        complaint(PAPER, "data.nam=~").contains("noiseOnTest, noiseSeed, patch, pixelNoise"));
    assertTrue(complaint(PAPER, "probes.norm/l3=~").contains("unknown probe 'norm/l3'"));
  }

  @Test
  void aLevelOfAGridMayBeNull() {
    Experiment experiment =
        read(PAPER + "grid: {data.labelNoise: [{rate: 0.3, kind: flip}, ~]}\n", "seeds=1");
    assertEquals(
        List.of(
            read(PAPER).runs().get(0).hash(),
            read(PAPER, "data.labelNoise=~").runs().get(0).hash()),
        experiment.runs().stream()
            .filter(run -> run.optimizer().equals("sgd"))
            .map(PlannedRun::hash)
            .toList());
    assertEquals(
        4, read(PAPER + "grid: {train.batch: ~, model.width: [8, 9]}\n", "seeds=1").runs().size());
  }

  @Test
  void optimizersShareWhatAMergeKeyNames() {
    Experiment experiment =
        read(
            PAPER
                .replace("sgd:  {lr: 0.01}", "sgd:  &o {lr: 0.01}")
                .replace("adam: {rule: adam, lr: 1e-3}", "adam: {<<: *o, epsilon: 1e-6}"));
    RunSettings adam = experiment.runs().get(1).settings();
    assertEquals(0.01, adam.optimizer().learningRate());
    assertEquals(1e-6, adam.optimizer().hyperparameters().get("epsilon"));
  }

  @Test
  void everyLineOfAnExperimentComplainsWithFileLineKeyAndValue() {
    String[][] requests = {
      {"batch: 64", "batch: 3000000000", ":4: train.batch: a whole number from -2147483648 to"},
      {"batch: 64", "batch: 99999999999999999999", ":4: train.batch: a whole number from -92233"},
      {"batch: 64", "batch: '64'", ":4: train.batch: a whole number is expected, found '64' in q"},
      {"batch: 64", "batch: [64]", ":4: train.batch: a whole number is expected, found a list"},
      {"batch: 64", "batch: 1e400", ":4: train.batch: a whole number is expected, found '1e400'"},
      {"batch: 64", "precision: {a: 1}", ":4: train.precision: text is expected, found a mapping"},
      {"batch: 64", "dropLast: yes", ":4: train.dropLast: must be true or false, found 'yes'"},
      {"batch: 64", "schedule: cosine", ":4: train.schedule: a mapping (key: value) is expected"},
      {"{lr: 0.01}", "{lr: 1e400}", ":7: optimizers.sgd.lr: a number of size up to 1.79"},
      {"{lr: 0.01}", "[0.01]", ":7: optimizers.sgd: a mapping (key: value) is expected, found a l"},
      {"{lr: 0.01}", "{lr: 1, rule: [a]}", ":7: optimizers.sgd.rule: text is expected, found a l"},
      {
        "{lr: 0.01}", "{lr: 1, rule: 1e5}", ":7: optimizers.sgd.rule: unknown rule '1e5'; known: sg"
      },
      {"{rate: 0.3, kind: flip}", "0.3", ":2: data.labelNoise: a mapping (key: value) is expected"},
      {
        "width: 16", "widths: [4, ~]", ":3: model.widths: a whole number is expected, found nothing"
      },
      {"width: 16", "widths: [4, 1e10]", ":3: model.widths: a whole number from -2147483648 to"},
      {"name: mlp", "name: [mlp]", ":3: model.name: text is expected, found a list"},
      {"seeds:  2", "seeds: 3000000", ":5: seeds: at least one seed and at most 100000 are expec"},
      {"seeds:  2", "seeds: {a: 1}", ":5: seeds: unknown factor 'a'; known: subset, noise, init"},
      {"seeds:  2", "grid: [1]", ":5: grid: a mapping (key: value) is expected, found a list"},
      {"seeds:  2", "grid: {train.batch: 3}", ":5: grid.train.batch: a list is expected, as in"},
      {"seeds:  2", "grid: {optimizers.x.lr: [3]}", ":5: grid.optimizers.x.lr: no optimizer 'x'"},
      {"seeds:  2", "grid: {optimizers: [3]}", ":5: grid.optimizers: a grid key begins with"},
      {"seeds:  2", "grid: {train..batch: [3]}", ":5: 'train..batch' is not a key; one is like"},
      {"{implicit/sgd: every 2 epochs}", "3", ":9: probes: a mapping (key: value) is expected"},
      {"implicit/sgd: every 2 epochs", "every: 2e9", ":9: probes.every: is too large a number"},
      {"implicit/sgd: every 2 epochs", "norm/l2: {a: b}", ":9: probes.norm/l2: a schedule is"},
      {"  - {metric", "  metric: {metric", ":10: claims: a list is expected, as in [1, 2], found"},
      {"metric: norm/l2", "metric: [a]", ":11: claims.metric: text is expected, found a list"},
      {"less: sgd", "less: {a: b}", ":11: 'claims.less.optimizer' is missing"},
      {"less: sgd", "less: [sgd]", ":11: claims.less: text is expected, found a list"},
    };
    for (String[] request : requests) {
      assertTrue(PAPER.contains(request[0]), request[0]);
      String message = complaint(PAPER.replace(request[0], request[1]));
      assertTrue(message.startsWith("small.yaml" + request[2]), request[1] + " -> " + message);
      assertFalse(message.contains("\n"), message);
    }
    assertTrue(complaint("just text\n").startsWith("small.yaml:1: an experiment: a mapping"));
    assertTrue(complaint(PAPER, "=3").startsWith("--set =3: key=value is expected"));
    assertTrue(complaint(PAPER, "train.batch.x=3").contains("has no keys"));
  }

  @Test
  void whatDoesNotFitTheDataIsComplainedOfWithItsLine() throws IOException {
    String file = PAPER.replace("mnist-20k", "gaussian-mixture, trainExamples: 50");
    DataCache cache = new DataCache();
    String[][] requests = {
      {file, "small.yaml:4: train.batch: batch must be from 1 to the number of training examples"},
      {
        file.replace("batch: 64, ", "") + "grid: {train.batch: [64]}\n",
        "small.yaml:12: train.batch: batch must be"
      },
      {file.replace("batch: 64, ", ""), "small.yaml:4: train.batch: batch must be from 1 to the n"},
      {
        file.replace("batch: 64", "batch: 8").replace("probes: {", "probes: {subset: 51, "),
        "small.yaml:9: probes.subset: a subset of 51 examples is larger than the training set"
      },
    };
    for (String[] request : requests) {
      Experiment experiment = read(request[0]);
      PlannedRun run = experiment.runs().get(0);
      Dataset data = cache.get(run.settings());
      SettingsException e =
          assertThrows(SettingsException.class, () -> Preparation.check(run.settings(), data));
      String message = experiment.located(run, e).getMessage();
      assertTrue(message.startsWith(request[1]), message);
    }
    SettingsException other = new SettingsException("--workers", "must be at least 1");
    Experiment experiment = read(file);
    assertEquals(other, experiment.located(experiment.runs().get(0), other));
  }

  @Test
  void aFileThatIsNoTextIsRefusedInWords(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.yaml");
    IdentityHashMap<byte[], String> contents = new IdentityHashMap<>();
    contents.put(
        "name: a\ntitle: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1),
        ":2: text in UTF-8 is expected, found the byte 0xE9 behind 'title: caf'");
    contents.put(
        "name: a".getBytes(StandardCharsets.UTF_16), ":1: text in UTF-8 is expected, found UTF-16");
    contents.put(new byte[5_000_000], ":1: an experiment of at most 4194304 bytes is expected");
    contents.put(new byte[3], ":1: not YAML: the character U+0000 cannot stand in a text file");
    contents.put(new byte[0], ": the file is empty");
    for (Map.Entry<byte[], String> content : contents.entrySet()) {
      Files.write(file, content.getKey());
      String message =
          assertThrows(SettingsException.class, () -> Experiment.read(file, List.of(), null))
              .getMessage();
      assertTrue(message.startsWith(file + content.getValue()), message);
    }
    String directory =
        assertThrows(SettingsException.class, () -> Experiment.read(folder, List.of(), null))
            .getMessage();
    assertTrue(
        directory.endsWith("an experiment's file is expected, found a directory"), directory);
    Files.writeString(file, PAPER);
    assertEquals(read(PAPER).runs(), Experiment.read(file, List.of(), null).runs());
  }

  @Test
  void manySeedsArePlannedInNoTime() {
    assertEquals(50_000, read(PAPER, "seeds=25000").runs().size());
    assertTrue(complaint(PAPER, "seeds=60000").startsWith("small.yaml:1: at most 100000 runs"));
  }

  @Test
  void aBatchLargerThanTheDataIsRefusedBeforeAnythingRuns() throws IOException {
    RunSettings settings =
        read(PAPER, "data={name: gaussian-mixture, trainExamples: 50}").runs().get(0).settings();
    DataCache cache = new DataCache();
    String message =
        assertThrows(
                SettingsException.class, () -> Preparation.check(settings, cache.get(settings)))
            .getMessage();
    assertTrue(message.contains("64") && message.contains("50"), message);
  }

  @Test
  void sizesThatDoNotFitTheDataOrTheNetworkAreRefusedBeforeAnythingRuns() throws IOException {
    String data = "data={name: gaussian-mixture, trainExamples: 500}";
    DataCache cache = new DataCache();
    RunSettings subset = read(PAPER, data, "probes.subset=501").runs().get(0).settings();
    String message =
        assertThrows(SettingsException.class, () -> Preparation.check(subset, cache.get(subset)))
            .getMessage();
    assertTrue(message.contains("501 examples is larger than the training set of 500"), message);
    Preparation.check(read(PAPER, data).runs().get(0).settings(), cache.get(subset));
    RunSettings all = read(PAPER, data, "probes.subset=all").runs().get(0).settings();
    Preparation.check(all, cache.get(all));
    RunSettings many = read(PAPER, data, "probes.eigenvalues=100000").runs().get(0).settings();
    message =
        assertThrows(SettingsException.class, () -> Preparation.check(many, cache.get(many)))
            .getMessage();
    assertTrue(message.contains("100000 eigenvalues wanted of a Hessian of "), message);
  }

  @Test
  void aPresetIsThinnedAsAWholeAndSingleProbesAreNot() {
    Map<String, Schedule> every =
        read(PAPER, "probes={preset: standard, every: 3, norm/l2: every 2 epochs}")
            .runs()
            .get(0)
            .settings()
            .probes()
            .every();
    assertEquals(Schedule.epochs(3), every.get("train/loss"));
    assertEquals(Schedule.epochs(30), every.get("curvature/lambda_max"));
    assertEquals(Schedule.epochs(2), every.get("norm/l2"));
  }

  @Test
  void aProbeIsTakenWithinEpochsUnlessItFollowsThem() {
    var every =
        read(PAPER, "probes={norm/l2: every 16 steps, train/loss: every 0.1 epochs}")
            .runs()
            .get(0)
            .settings()
            .probes()
            .every();
    assertEquals("every 16 steps", every.get("norm/l2").toString());
    assertEquals("every 0.1 epochs", every.get("train/loss").toString());
    for (String follows : List.of("implicit/running", "gradient/noise_scale")) {
      Exception e =
          assertThrows(
              SettingsException.class, () -> read(PAPER, "probes={" + follows + ": every step}"));
      assertTrue(e.getMessage().contains("it follows the steps of an epoch"), e.getMessage());
    }
  }

  @Test
  void anOrderSeedChangesTheBatchesAndNothingElse() throws IOException {
    String data = "data={name: gaussian-mixture, trainExamples: 500}";
    RunSettings usual = read(PAPER, data).runs().get(0).settings();
    RunSettings other = read(PAPER, data, "train.orderSeed=7").runs().get(0).settings();
    DataCache cache = new DataCache();
    try (PreparedRun a = Preparation.prepare(usual, cache.get(usual));
        PreparedRun b = Preparation.prepare(other, cache.get(other))) {
      assertArrayEquals(
          Vectors.toDoubles(a.problem().initial()), Vectors.toDoubles(b.problem().initial()));
      assertArrayEquals(a.problem().loss().labels(), b.problem().loss().labels());
      assertFalse(Arrays.deepEquals(a.order().apply(1), b.order().apply(1)));
    }
  }

  @Test
  void aLossThatNeedsClassesIsRefusedForRegression() throws IOException {
    RunSettings settings = read(PAPER, "data={name: linear-teacher}").runs().get(0).settings();
    DataCache cache = new DataCache();
    String message =
        assertThrows(
                SettingsException.class, () -> Preparation.check(settings, cache.get(settings)))
            .getMessage();
    assertTrue(message.contains("needs classes"), message);
    assertFalse(message.contains("null"), message);
  }
}
