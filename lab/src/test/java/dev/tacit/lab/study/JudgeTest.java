package dev.tacit.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.statistics.PairedComparison.Effect;
import dev.tacit.lab.statistics.StageText;
import dev.tacit.lab.statistics.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every verdict, on numbers that can be worked out by hand. */
class JudgeTest {
  private static final double[] LOW = {24.6, 24.9, 24.4, 24.7, 24.5, 24.2, 24.8, 24.6, 24.3, 24.5};
  private static final double[] HIGH = {25.5, 25.3, 25.9, 25.2, 25.6, 25.1, 25.4, 25.8, 25.0, 25.7};

  @TempDir Path directory;

  private static Claim claim(String metric, String at) {
    return Claim.less(metric, at, "sgd", "adam", "", "");
  }

  private static Claim same(String at, String within) {
    return Claim.same("a/b", at, "sgd", "adam", within, "", "");
  }

  private static Comparison compare(Study study, Claim claim) {
    return new Judge(study, claim, StudyFixture.only(study)).at(claim.stage());
  }

  /** The verdict of a claim that is the only one. */
  private static Evidence judge(Study study, Claim claim) {
    Comparison comparison = compare(study, claim);
    return Evidence.of(comparison, comparison.p(), 1);
  }

  /** Adam is at loss 0.1 after one epoch and at 0.01 after two; SGD at 0.1 after two. */
  private StudyFixture oneSeed() throws IOException {
    return new StudyFixture(directory, "sgd", "adam")
        .run(
            "sgd",
            0,
            "finished",
            "0 train/loss 1",
            "1 train/loss 0.5",
            "2 train/loss 0.1",
            "0 norm/l2 10",
            "1 norm/l2 11",
            "2 norm/l2 12")
        .run(
            "adam",
            0,
            "finished",
            "0 train/loss 1",
            "1 train/loss 0.1",
            "2 train/loss 0.01",
            "0 norm/l2 10",
            "1 norm/l2 11.5",
            "2 norm/l2 15");
  }

  @Test
  void oneSeedHasASignAndNoVerdict() throws IOException {
    Evidence evidence = judge(oneSeed().read(), claim("norm/l2", "final"));
    assertEquals(Verdict.OPEN, evidence.verdict());
    assertEquals("epoch 2", evidence.comparison().where());
    assertEquals(12, evidence.comparison().numbers().first().mean());
    assertEquals(15, evidence.comparison().numbers().second().mean());
    assertEquals(0.8, evidence.comparison().numbers().interval().mean(), 1e-15);
    assertEquals(
        List.of("1 of 1 seed as claimed; a verdict at 5 % needs 10"), evidence.conditions());
  }

  /** At the lowest common loss 0.1 the order is the other way round: 12 against 11.5. */
  @Test
  void atAnEqualLossTheOrderMayBeTheOpposite() throws IOException {
    Comparison comparison = compare(oneSeed().read(), claim("norm/l2", "matched-loss"));
    assertEquals(12, comparison.numbers().first().mean());
    assertEquals(11.5, comparison.numbers().second().mean());
    assertEquals(0, comparison.numbers().less());
    assertEquals(
        "training loss 0.1000 (SGD at epoch 2.00, Adam at epoch 1.00)", comparison.where());
    Comparison matched = compare(oneSeed().read(), claim("norm/l2", "matched train/loss 0.1"));
    assertEquals(comparison.numbers(), matched.numbers());
    assertEquals("matched train/loss 0.1 (SGD at epoch 2.00, Adam at epoch 1.00)", matched.where());
  }

  @Test
  void anEpochThatAClaimNamesCounts() throws IOException {
    Study study = oneSeed().read();
    assertEquals("epoch 1", compare(study, claim("norm/l2", "epoch 1")).where());
    Evidence late = judge(study, claim("norm/l2", "epoch 3"));
    assertEquals(Verdict.OPEN, late.verdict());
    assertEquals("epoch 3 was not reached; the last is 2", late.comparison().reason());
    assertEquals("step 15", compare(study, claim("norm/l2", "step 15")).where());
    assertEquals(11.5, compare(study, claim("norm/l2", "step 15")).numbers().first().mean(), 1e-15);
  }

  private StudyFixture seeds(double[] sgd, double[] adam) throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd", "adam");
    for (int seed = 0; seed < sgd.length; seed++) {
      fixture.run("sgd", seed, "finished", "0 a/b 1", "1 a/b " + sgd[seed]);
      fixture.run("adam", seed, "finished", "0 a/b 1", "1 a/b " + adam[seed]);
    }
    return fixture;
  }

  private static double[] five(double[] values) {
    return Arrays.copyOf(values, 5);
  }

  /** All ten differences have one sign: p = 2/2¹⁰. */
  @Test
  void tenSeedsDecideByThePermutationTest() throws IOException {
    Study study = seeds(LOW, HIGH).read();
    Evidence supported = judge(study, claim("a/b", "final"));
    assertEquals(Verdict.SUPPORTED, supported.verdict());
    assertEquals(2.0 / 1024, supported.adjusted());
    assertEquals(List.of(), supported.conditions());
    Claim opposite = Claim.less("a/b", "final", "adam", "sgd", "", "");
    assertEquals(Verdict.REFUTED, judge(study, opposite).verdict());
  }

  /** The ratio's 95 % interval is [0.944, 0.987] (intervals.csv), and 5 seeds are 5 seeds. */
  @Test
  void fewerSeedsLeaveItOpenHoweverNarrowTheInterval() throws IOException {
    Evidence evidence = judge(seeds(five(LOW), five(HIGH)).read(), claim("a/b", "final"));
    assertEquals(Verdict.OPEN, evidence.verdict());
    assertTrue(evidence.comparison().numbers().interval().high() < 1);
    assertEquals(0.0625, evidence.adjusted());
    assertEquals(
        List.of("5 of 5 seeds as claimed; a verdict at 5 % needs 10 (the least p of 5 is 0.0625)"),
        evidence.conditions());
  }

  /** One of ten differences outweighs the nine others. */
  @Test
  void anIntervalAroundNoEffectLeavesTheClaimOpen() throws IOException {
    double[] mixed = HIGH.clone();
    mixed[9] = 10;
    assertEquals(Verdict.OPEN, judge(seeds(LOW, mixed).read(), claim("a/b", "final")).verdict());
  }

  @Test
  void aPermutationTestAloneDoesNotDecide() throws IOException {
    double[] level = new double[10];
    double[] skewed = new double[10];
    Arrays.fill(level, -1);
    Arrays.fill(skewed, -0.99);
    skewed[9] = 50;
    Evidence evidence = judge(seeds(level, skewed).read(), claim("a/b", "final"));
    assertEquals(2.0 / 1024, evidence.adjusted());
    assertEquals(Verdict.OPEN, evidence.verdict());
    assertEquals(
        List.of("the permutation test decides and the interval does not"), evidence.conditions());
  }

  /** The differences are 0.001 and -0.001 in turn: far within 0.01, not within 0.0005. */
  @Test
  void theSameIsAnEquivalenceWithinAMargin() throws IOException {
    double[] one = new double[10];
    double[] other = new double[10];
    for (int i = 0; i < 10; i++) {
      one[i] = 0.1 + 0.01 * i;
      other[i] = one[i] + (i % 2 == 0 ? 0.001 : -0.001);
    }
    Study study = seeds(one, other).read();
    Evidence evidence = judge(study, same("final", "0.01"));
    assertEquals(Verdict.EQUIVALENT, evidence.verdict());
    assertEquals(Effect.DIFFERENCE, evidence.comparison().numbers().effect());
    assertEquals(Verdict.OPEN, judge(study, same("final", "0.0005")).verdict());
    Evidence relative = judge(study, same("final", "5 %"));
    assertEquals(Verdict.EQUIVALENT, relative.verdict());
    assertEquals(Effect.RATIO, relative.comparison().numbers().effect());
  }

  @Test
  void farApartIsRefutedAndFewSeedsAreOpen() throws IOException {
    Study study = seeds(LOW, HIGH).read();
    Evidence apart = judge(study, same("final", "0.01"));
    assertEquals(Verdict.REFUTED, apart.verdict());
    assertEquals(2.0 / 1024, apart.adjusted());
    assertEquals(Verdict.REFUTED, judge(study, same("final", "1 %")).verdict());
    assertEquals(Verdict.EQUIVALENT, judge(study, same("final", "10 %")).verdict());
    Study few = seeds(five(LOW), five(LOW)).read();
    assertEquals(Verdict.OPEN, judge(few, same("final", "1")).verdict());
  }

  @Test
  void aRatioOfWhatIsNotPositiveIsSaid() throws IOException {
    Study study = seeds(new double[] {0, 1}, new double[] {1, 1}).read();
    assertEquals(
        "a margin of 5 % is of a ratio, and a value is not positive",
        compare(study, same("final", "5 %")).reason());
  }

  @Test
  void sharesAreSubtractedAlsoWhereAllArePositive() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd", "adam")
            .describing("test/error", Map.of("kind", "share"))
            .run("sgd", 0, "finished", "1 test/error 0.1")
            .run("adam", 0, "finished", "1 test/error 0.3")
            .read();
    Comparison comparison = compare(study, claim("test/error", "final"));
    assertEquals(Effect.DIFFERENCE, comparison.numbers().effect());
    assertEquals(-0.2, comparison.numbers().interval().mean(), 1e-15);
  }

  @Test
  void seedsThatOnlyOneSideHasAreLeftOut() throws IOException {
    Study study = oneSeed().run("sgd", 1, "finished", "0 norm/l2 1", "2 norm/l2 99").read();
    Comparison comparison = compare(study, claim("norm/l2", "final"));
    assertEquals(1, comparison.numbers().interval().n());
    assertEquals(12, comparison.numbers().first().mean());
  }

  @Test
  void withoutAnyCommonSeedThereIsNoPairAndTheSeedsAreSaid() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd", "adam")
            .run("sgd", 0, "finished", "1 a/b 1")
            .run("sgd", 1, "finished", "1 a/b 1")
            .run("adam", 2, "finished", "1 a/b 1")
            .read();
    assertEquals(
        "the two have no seed in common: SGD has 0, 1, Adam 2",
        compare(study, claim("a/b", "final")).reason());
  }

  @Test
  void divergedRunsAreLeftOutCountedAndSaidWhenNoOthersAreThere() throws IOException {
    StudyFixture fixture =
        new StudyFixture(directory, "sgd", "adam")
            .run("sgd", 0, "finished", "0 norm/l2 1", "2 norm/l2 2")
            .run("adam", 0, "diverged", "0 norm/l2 1", "1 norm/l2 200");
    Comparison none = compare(fixture.read(), claim("norm/l2", "final"));
    assertNull(none.numbers());
    assertEquals("no run of Adam has finished (diverged at epoch 1)", none.reason());
    Comparison one =
        compare(
            fixture
                .run("adam", 1, "finished", "2 norm/l2 3")
                .run("sgd", 1, "finished", "2 norm/l2 2")
                .read(),
            claim("norm/l2", "final"));
    assertEquals(1, one.numbers().interval().n());
    assertEquals(List.of("1 of 2 runs of Adam diverged"), one.notes());
  }

  @Test
  void aRunThatNeverComesToAStageIsCountedAndNotGuessed() throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd", "adam");
    for (int seed = 0; seed < 4; seed++) {
      double last = seed == 3 ? 0.5 : 0.1;
      fixture.run("sgd", seed, "finished", "0 a/b 1", "2 a/b 3", "0 c/d 1", "2 c/d " + last);
      fixture.run("adam", seed, "finished", "0 a/b 1", "2 a/b 2", "0 c/d 1", "2 c/d 0.1");
    }
    Study study = fixture.read();
    Comparison some = compare(study, claim("a/b", "matched c/d 0.2"));
    assertEquals(3, some.numbers().interval().n());
    assertEquals(List.of("1 of 4 runs of SGD never at c/d 0.2"), some.notes());
    Comparison none = compare(study, claim("a/b", "after c/d below 0.01"));
    assertNull(none.numbers());
    assertEquals("no pair of runs has a/b at after c/d below 0.01", none.reason());
    assertEquals(
        List.of(
            "4 of 4 runs of SGD never at c/d below 0.01",
            "4 of 4 runs of Adam never at c/d below 0.01"),
        none.notes());
  }

  @Test
  void aMetricThatARunDoesNotHaveLeavesItOpenWithTheReason() throws IOException {
    Study study = oneSeed().read();
    Evidence evidence = judge(study, claim("implicit/chi", "final"));
    assertEquals(Verdict.OPEN, evidence.verdict());
    assertEquals(
        "SGD has no finite value of implicit/chi: the rule has no memory",
        evidence.comparison().reason());
    Claim unknown = Claim.less("norm/l2", "final", "sgd", "lion", "", "");
    assertEquals("no optimizer is called lion", compare(study, unknown).reason());
  }

  @Test
  void whatWasNotMeasuredAtAStageIsCounted() throws IOException {
    Study study =
        oneSeed()
            .run("sgd", 1, "finished", "0 norm/l2 1", "2 norm/l2 2")
            .run("adam", 1, "finished", "0 norm/l2 1", "1 norm/l2 2", "2 a/b 2")
            .read();
    Comparison comparison = compare(study, claim("norm/l2", "epoch 2"));
    assertEquals(1, comparison.numbers().interval().n());
    assertEquals(List.of("1 of 2 runs of Adam without norm/l2 at that stage"), comparison.notes());
  }

  @Test
  void withoutTrainingLossThereIsNothingToMatch() throws IOException {
    Study study = seeds(new double[] {1}, new double[] {2}).read();
    assertEquals(
        "the training loss was not measured in every run",
        compare(study, claim("a/b", "matched-loss")).reason());
    Study measured = oneSeed().read();
    for (String at : List.of("matched-loss", "matched train/loss 0.2")) {
      assertTrue(compare(measured, claim("train/loss", at)).reason().contains("made equal"));
    }
  }

  /** Measured at the end only: nothing is put where SGD's last loss was Adam's. */
  @Test
  void whatWasNotMeasuredAroundAnEqualLossIsNotGuessed() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd", "adam")
            .run("sgd", 0, "finished", "0 train/loss 2", "2 train/loss 1", "2 a/b 1")
            .run("adam", 0, "finished", "0 train/loss 2", "2 train/loss 0.5", "2 a/b 2")
            .read();
    Comparison comparison = compare(study, claim("a/b", "matched-loss"));
    assertEquals("no pair of runs has a/b at an equal training loss", comparison.reason());
    assertEquals(List.of("1 of 1 run of Adam without a/b at that stage"), comparison.notes());
  }

  @Test
  void aRunThatNeverTrainedCannotBeMatched() throws IOException {
    Study study =
        oneSeed()
            .run("adam", 1, "finished", "0 train/loss 9", "2 train/loss 8", "0 norm/l2 1")
            .run("sgd", 1, "finished", "0 train/loss 2", "2 train/loss 1", "0 norm/l2 1")
            .read();
    assertEquals(
        "a run never came below the training loss at which another started",
        compare(study, claim("norm/l2", "matched-loss")).reason());
  }

  @Test
  void runsOnTheirWayAreComparedAtTheLastEpochThatAllHave() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd", "adam")
            .run("sgd", 0, "running", "0 a/b 1", "1 a/b 2", "2 a/b 9")
            .run("adam", 0, "running", "0 a/b 1", "1 a/b 3")
            .read();
    Comparison comparison = compare(study, claim("a/b", "final"));
    assertEquals("epoch 1", comparison.where());
    assertEquals(2, comparison.numbers().first().mean());
  }

  @Test
  void runsThatEndedAtTheirOwnTimeAreComparedAtTheirEnds() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd", "adam")
            .run("sgd", 0, "finished", "0 a/b 1", "1 a/b 2", "2 a/b 9")
            .run("adam", 0, "finished", "0 a/b 1", "1 a/b 3")
            .read();
    Comparison comparison = compare(study, claim("a/b", "final"));
    assertEquals("each run’s end, epochs 1 to 2", comparison.where());
    assertEquals(9, comparison.numbers().first().mean());
  }

  /** ε of float32 is 1.2e-7: a mean loss of 1e-7 is none. */
  @Test
  void atTheNumericalFloorThereIsNoVerdict() throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd", "adam");
    fixture.describing("train/error", Map.of("kind", "share"));
    for (int seed = 0; seed < 10; seed++) {
      fixture.run(
          "sgd",
          seed,
          "finished",
          "0 train/loss 2",
          "1 train/loss 1",
          "0 implicit/sgd 2",
          "1 implicit/sgd " + (1 + 0.01 * seed),
          "1 norm/l2 " + (10 + seed),
          "1 train/error 0.3");
      fixture.run(
          "adam",
          seed,
          "finished",
          "0 train/loss 2",
          "1 train/loss 1e-7",
          "0 implicit/sgd 2",
          "1 implicit/sgd 1e-14",
          "1 norm/l2 " + (20 + seed),
          "1 train/error 0");
    }
    Study study = fixture.read();
    Claim less = Claim.less("implicit/sgd", "final", "adam", "sgd", "", "");
    Evidence evidence = judge(study, less);
    assertEquals(Verdict.DEGENERATE, evidence.verdict());
    assertEquals(
        "10 of 10 runs of Adam: the training loss is at the floor of float32, and so is"
            + " implicit/sgd",
        evidence.comparison().reason());
    assertTrue(Double.isNaN(evidence.adjusted()), "not tested");
    Claim loss = Claim.less("train/loss", "final", "adam", "sgd", "", "");
    assertEquals(Verdict.DEGENERATE, judge(study, loss).verdict());
    assertEquals(Verdict.SUPPORTED, judge(study, claim("norm/l2", "final")).verdict());
    Claim error = Claim.less("train/error", "final", "adam", "sgd", "", "");
    assertEquals(Verdict.SUPPORTED, judge(study, error).verdict(), "0 is a count");
  }

  @Test
  void theFloorIsThatOfThePrecisionAndTheLoss() throws IOException {
    for (Map<String, Object> settings :
        List.<Map<String, Object>>of(
            Map.of("train", Map.of("precision", "float64"), "loss", "cross-entropy"),
            Map.of("train", Map.of("precision", "float32"), "loss", "squared-error"))) {
      Study study =
          new StudyFixture(directory, "sgd", "adam")
              .settings(settings)
              .run("sgd", 0, "finished", "0 train/loss 2", "1 train/loss 1e-8")
              .run("adam", 0, "finished", "0 train/loss 2", "1 train/loss 1e-9")
              .read();
      assertEquals("", compare(study, claim("train/loss", "final")).reason(), settings.toString());
    }
    Study zero =
        new StudyFixture(directory, "sgd", "adam")
            .run("sgd", 0, "finished", "0 x/y 2", "1 x/y 0")
            .run("adam", 0, "finished", "0 x/y 2", "1 x/y 1")
            .read();
    assertTrue(compare(zero, claim("x/y", "final")).reason().startsWith("1 of 1 run of SGD"));
  }

  @Test
  void theOtherStageStandsBesideIt() throws IOException {
    Study study = oneSeed().read();
    Judge judge = new Judge(study, claim("norm/l2", "final"), StudyFixture.only(study));
    assertEquals(judge.at(StageText.parse("matched-loss")), judge.beside());
    Judge matched = new Judge(study, claim("norm/l2", "matched-loss"), StudyFixture.only(study));
    assertEquals("epoch 2", matched.beside().where());
  }
}
