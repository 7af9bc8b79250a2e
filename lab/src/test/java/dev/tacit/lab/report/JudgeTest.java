package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.Claim;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every verdict, on numbers that can be worked out by hand. */
class JudgeTest {
  @TempDir Path directory;

  private static Claim claim(String metric, String at) {
    return new Claim(metric, at, "sgd", "adam", "", "");
  }

  private static Judge judge(Study study, Claim claim) {
    return new Judge(study, claim, StudyFixture.only(study));
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
  void oneSeedDecidesByItsSignAtTheLastEpoch() throws IOException {
    Evidence evidence = judge(oneSeed().read(), claim("norm/l2", "final")).atEpoch();
    assertEquals("supported (1 seed)", evidence.inWords());
    assertEquals("epoch 2", evidence.where());
    assertEquals(12, evidence.comparison().first().mean());
    assertEquals(15, evidence.comparison().second().mean());
    assertEquals(0.8, evidence.comparison().interval().mean(), 1e-15);
  }

  /** At the lowest common loss 0.1 the order is the other way round: 12 against 11.5. */
  @Test
  void atAnEqualLossTheVerdictMayBeTheOpposite() throws IOException {
    Evidence evidence = judge(oneSeed().read(), claim("norm/l2", "matched-loss")).atLoss();
    assertEquals("refuted (1 seed)", evidence.inWords());
    assertEquals(12, evidence.comparison().first().mean());
    assertEquals(11.5, evidence.comparison().second().mean());
    assertEquals("training loss 0.1000 (SGD at epoch 2.00, Adam at epoch 1.00)", evidence.where());
  }

  @Test
  void anEpochThatAClaimNamesCounts() throws IOException {
    Study study = oneSeed().read();
    assertEquals("epoch 1", judge(study, claim("norm/l2", "epoch 1")).atEpoch().where());
    Evidence late = judge(study, claim("norm/l2", "epoch 3")).atEpoch();
    assertEquals("open", late.inWords());
    assertEquals("epoch 3 was not reached; the last is 2", late.reason());
  }

  private StudyFixture seeds(double[] sgd, double[] adam) throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd", "adam");
    for (int seed = 0; seed < sgd.length; seed++) {
      fixture.run("sgd", seed, "finished", "0 a/b 1", "1 a/b " + sgd[seed]);
      fixture.run("adam", seed, "finished", "0 a/b 1", "1 a/b " + adam[seed]);
    }
    return fixture;
  }

  /** The ratio's interval is [0.944, 0.987] (intervals.csv). */
  @Test
  void severalSeedsDecideByTheirInterval() throws IOException {
    double[] low = {24.6, 24.9, 24.4, 24.7, 24.5};
    double[] high = {25.5, 25.3, 25.9, 25.2, 25.6};
    Evidence supported = judge(seeds(low, high).read(), claim("a/b", "final")).atEpoch();
    assertEquals("supported", supported.inWords());
    assertEquals(5, supported.comparison().interval().n());
  }

  @Test
  void severalSeedsRefuteByTheirInterval() throws IOException {
    double[] low = {24.6, 24.9, 24.4, 24.7, 24.5};
    double[] high = {25.5, 25.3, 25.9, 25.2, 25.6};
    assertEquals(
        "refuted", judge(seeds(high, low).read(), claim("a/b", "final")).atEpoch().inWords());
  }

  @Test
  void anIntervalAroundNoEffectLeavesTheClaimOpen() throws IOException {
    double[] one = {0.31, 0.29, 0.33};
    double[] other = {0.30, 0.31, 0.30};
    Evidence evidence = judge(seeds(one, other).read(), claim("a/b", "final")).atEpoch();
    assertEquals("open", evidence.inWords());
    assertEquals(3, evidence.comparison().interval().n());
  }

  @Test
  void seedsThatOnlyOneSideHasAreLeftOut() throws IOException {
    Study study = oneSeed().run("sgd", 1, "finished", "0 norm/l2 1", "2 norm/l2 99").read();
    Evidence evidence = judge(study, claim("norm/l2", "final")).atEpoch();
    assertEquals(1, evidence.comparison().interval().n());
    assertEquals(12, evidence.comparison().first().mean());
  }

  @Test
  void divergedRunsAreLeftOutAndSaidWhenNoOthersAreThere() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd", "adam")
            .run("sgd", 0, "finished", "0 norm/l2 1", "2 norm/l2 2")
            .run("adam", 0, "diverged", "0 norm/l2 1", "1 norm/l2 200")
            .read();
    Evidence evidence = judge(study, claim("norm/l2", "final")).atEpoch();
    assertNull(evidence.comparison());
    assertEquals("no run of Adam has finished (diverged at epoch 1)", evidence.reason());
  }

  @Test
  void aMetricThatARunDoesNotHaveLeavesItOpenWithTheReason() throws IOException {
    Study study = oneSeed().read();
    Evidence evidence = judge(study, claim("implicit/chi", "final")).atEpoch();
    assertEquals("open", evidence.inWords());
    assertEquals(
        "SGD has no finite value of implicit/chi: the rule has no memory", evidence.reason());
    Claim unknown = new Claim("norm/l2", "final", "sgd", "lion", "", "");
    assertEquals("no optimizer is called lion", judge(study, unknown).atEpoch().reason());
  }

  @Test
  void withoutTrainingLossThereIsNothingToMatch() throws IOException {
    double[] one = {1};
    double[] other = {2};
    Evidence evidence = judge(seeds(one, other).read(), claim("a/b", "final")).atLoss();
    assertEquals("the training loss was not measured in every run", evidence.reason());
    Study study = oneSeed().read();
    assertTrue(judge(study, claim("train/loss", "final")).atLoss().reason().contains("made equal"));
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
        judge(study, claim("norm/l2", "final")).atLoss().reason());
  }
}
