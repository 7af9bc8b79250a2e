package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file with {@code tune} plans, and what it refuses. */
class TuningTest {
  private static final String FILE =
      """
      name: tuned
      data:  {name: gaussian-mixture, validation: 50}
      train: {batch: 32, epochs: 20}
      seeds: 4
      optimizers:
        sgd:  {lr: 1e-3..10 x 9}
        adam: {lr: [0.01, 0.001], beta2: [0.9, 0.99]}
        mom:  {rule: heavy-ball, lr: 0.1}
      probes: {curvature/trace: every 5 epochs}
      tune:
        by: validation/error
        at: best
        seeds: [100, 101, 102]
        halving: {epochs: 5, keep: 4}
      claims: [{metric: test/error, at: best validation/error, less: sgd, than: adam}]
      """;

  private static Experiment read(String... overrides) {
    return Experiment.read(FILE, "t.yaml", List.of(overrides), null);
  }

  @Test
  void plansEverySettingWithTheTuningSeeds() {
    Experiment tuned = read("grid={train.batch: [16, 64]}");
    Map<String, Long> runs =
        tuned.tuning().runs().stream()
            .collect(Collectors.groupingBy(PlannedRun::optimizer, Collectors.counting()));
    assertEquals(Map.of("sgd", 2 * 9 * 3L, "adam", 2 * 4 * 3L), runs);
    assertEquals(
        Set.of(100L, 101L, 102L),
        tuned.tuning().runs().stream()
            .map(run -> run.settings().seed())
            .collect(Collectors.toSet()));
    assertEquals(4, tuned.tuning().searches().size(), "two optimizers at two points");
    assertEquals(2, tuned.variants().size(), "the common grid");
    assertEquals(
        Set.of("mom"),
        tuned.runs().stream().map(PlannedRun::optimizer).collect(Collectors.toSet()),
        "without an axis there is nothing to choose");
    assertEquals(2 * 4, tuned.runs().size());
    assertEquals(20, tuned.epochs());
  }

  /** The same run as one without tuning: what is measured is no part of what a run is. */
  @Test
  void measuresOnlyWhatTheCriterionNeeds() {
    Experiment tuned = read("tune.at=matched train/loss 0.3");
    PlannedRun run = tuned.tuning().runs().get(0);
    assertEquals(
        Set.of("train/loss", "validation/error"), run.settings().probes().every().keySet());
    assertEquals(5, run.settings().epochs(), "the first rung");
    Search sgd = tuned.tuning().searches().get(0);
    PlannedRun whole = sgd.tuned(sgd.trials().get(0), 0).get(0);
    assertEquals(20, whole.settings().epochs());
    assertEquals(whole.hash(), run.hash(), "so that it goes on from its checkpoint");
    PlannedRun reported = sgd.reporting(sgd.trials().get(0)).get(0);
    assertTrue(reported.settings().probes().every().containsKey("curvature/trace"));
    assertEquals("sgd-lr0.001-seed0", reported.slug());
    assertEquals(Map.of(), reported.variant(), "a point of the common grid");
  }

  @Test
  void theCriterionKeepsTheFilesSchedule() {
    PlannedRun run = read("probes={validation/error: every 2 epochs}").tuning().runs().get(0);
    assertEquals("{validation/error=every 2 epochs}", run.settings().probes().every().toString());
  }

  @Test
  void whatWasChosenIsReported() {
    Experiment tuned = read();
    List<Search> searches = tuned.tuning().searches();
    Experiment chosen =
        tuned.choosing(
            Map.of(
                searches.get(0), searches.get(0).trials().get(3),
                searches.get(1), searches.get(1).trials().get(1)));
    assertEquals(3 * 4, chosen.runs().size());
    assertEquals(
        List.of("sgd-lr0.03162-seed0", "adam-lr0.001-beta20.99-seed0", "mom-seed0"),
        chosen.runs().stream().limit(3).map(PlannedRun::slug).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1e-3..10 x 9                  | true  | 31.62 100",
        "1e-3..10 x 9                  | false | 1.0E-4 3.162E-4",
        "{linear: [0.1, 0.5], points: 5} | true | 0.6 0.7",
        "[0.1, 0.2, 0.4]               | true  | 0.8 1.6",
        "[0.4, 0.1, 0.2]               | false | 0.025 0.05",
        "[1, 3, 10, 30]                | true  | 93.22 289.6",
        "[10, 20, 30]                  | false | -10 0",
        "[-1, 0, 1]                    | true  | 2 3",
        "[1, 2, 100]                   | true  | none",
        "[1]                           | true  | none",
        "[a, b, c]                     | true  | none",
      })
  void extendsAnAxisAtItsOwnStep(String written, boolean up, String added) {
    OwnAxis axis = OwnAxis.of("optimizers.sgd.lr", Node.parseValue(written, "t.yaml:1"));
    String found =
        axis.longer(up)
            .map(
                longer ->
                    longer.values().stream()
                        .filter(value -> !axis.values().contains(value))
                        .map(String::valueOf)
                        .collect(Collectors.joining(" ")))
            .orElse("none");
    assertEquals(added.strip(), found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tune.by=test/error | --set tune.by: tune.by: the test set never chooses",
        "tune.by=train/loss | --set tune.by: tune.by: a metric of the validation set is expected",
        "tune.by=validation/wisdom | --set tune.by: tune.by: no probe measures 'validation/wisdom'",
        "tune.by=[] | --set tune.by: tune.by: text is expected, found a list",
        "tune.by= | t.yaml:10: 'tune.by' is missing",
        "data.validation=0 | t.yaml:11: tune.by: validation/error needs validation examples, and data.validation keeps none",
        "tune.at=best test/error | --set tune.at: tune.at: the test set never chooses",
        "tune.at=after test/error below 0.1 | --set tune.at: tune.at: the test set never chooses",
        "tune.at=matched-loss | --set tune.at: tune.at: the level of matched-loss is that of all",
        "tune.at=matched validation/error 0.1 | --set tune.at: tune.at: validation/error is what",
        "tune.at=soon | --set tune.at: tune.at: must be one of final, epoch N",
        "tune.at=epoch 6 | --set tune.at: tune.at: 'epoch 6' is never reached within 5 epochs",
        "tune.at=after curvature/wit below 1 | --set tune.at: tune.at: no probe measures 'curvature/wit'",
        "tune.seeds=[3, 2, 9] | --set tune.seeds: tune.seeds must be none of the reporting seeds",
        "tune.seeds=3 | --set tune.seeds: tune.seeds: a list of seeds is expected",
        "tune.seeds=[] | --set tune.seeds: tune.seeds: at least one seed is expected, found none",
        "tune.seeds=[7, 7] | --set tune.seeds: tune.seeds: a seed stands twice: 7",
        "tune.seeds= | t.yaml:10: 'tune.seeds' is missing",
        "tune.extend=often | --set tune.extend: tune.extend: must be true or false",
        "tune.halving.epochs=20 | --set tune.halving.epochs: tune.halving.epochs must be less than train.epochs, found 20 and 20",
        "tune.halving.epochs=0 | --set tune.halving.epochs: tune.halving.epochs: must be at least 1",
        "tune.halving.keep=0 | --set tune.halving.keep: tune.halving.keep: must be at least 1",
        "tune.halving.keep= | t.yaml:14: 'tune.halving.keep' is missing",
        "tune.halving.most=1 | --set tune.halving.most: unknown key 'tune.halving.most'",
        "train.schedule.name=cosine | t.yaml:14: tune.halving: the learning rate's schedule depends",
        "tune.what=1 | --set tune.what: unknown key 'tune.what'; known here: at, by, extend",
        "optimizers={sgd: {lr: 0.1}, adam: {lr: 0.1}} | t.yaml:10: tune: no optimizer has an axis",
        "optimizers.sgd.lr=[0.1, -1] | --set optimizers.sgd.lr: optimizers.sgd.lr must be positive",
        "optimizers.sgd.lr=2..1 x 3 | --set optimizers.sgd.lr: optimizers.sgd.lr: a range goes from",
        "optimizers.sgd.lr=0..1 x 3 | --set optimizers.sgd.lr: optimizers.sgd.lr: a logarithmic range",
        "optimizers.sgd.lr=[] | --set optimizers.sgd.lr: optimizers.sgd.lr: at least one value",
        "seeds=[99, 100] | t.yaml:13: tune.seeds must be none of the reporting seeds",
        "tune=yes | --set tune: tune: a mapping (key: value) is expected, found 'yes'",
      })
  void refusesWhatChoosesNothing(String override, String words) {
    SettingsException e = assertThrows(SettingsException.class, () -> read(override));
    assertTrue(e.getMessage().startsWith(words.strip()), e.getMessage());
  }

  @Test
  void namesTheSeedsThatOverlap() {
    String message =
        assertThrows(SettingsException.class, () -> read("tune.seeds=[3, 2, 9]")).getMessage();
    assertTrue(
        message.contains("both have 2, 3 (tune.seeds [3, 2, 9], seeds [0, 1, 2, 3])"), message);
  }

  /** A claim about two optimizers with axes of their own is one about their chosen settings. */
  @Test
  void aClaimNeedNotNameASetting() {
    assertEquals(1, read().claims().size());
    String message = assertThrows(SettingsException.class, () -> read("tune=")).getMessage();
    assertTrue(message.contains("choose each one's best with tune"), message);
    assertTrue(
        assertThrows(
                SettingsException.class,
                () -> read("claims=[{metric: norm/wit, less: sgd, than: adam}]"))
            .getMessage()
            .contains("no probe measures 'norm/wit'"));
  }

  @Test
  void theSeedsOfACommandAreThoseThatReport() {
    Experiment tuned = Experiment.read(FILE, "t.yaml", List.of(), 7);
    assertEquals(7, tuned.runs().size());
    assertEquals(List.of(100L, 101L, 102L), tuned.tuning().seeds());
  }
}
