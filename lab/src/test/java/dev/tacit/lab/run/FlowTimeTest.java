package dev.tacit.lab.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.Clock;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.Until;
import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.PhaseEnd;
import dev.tacit.optimizer.Switch;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.UpdateRules;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of runs of two steps an epoch. */
class FlowTimeTest {
  private static final RandomStreams STREAMS = new RandomStreams(3);
  private static final int EPOCHS = 5;
  private static final double ROUNDING = 1e-15; // of ten additions of numbers below 1

  @TempDir Path folder;

  private RunStatus train(UpdateRule rule, LongToDoubleFunction rate, BooleanSupplier stop)
      throws IOException {
    Mlp network = new Mlp(List.of(2, 2), Activation.TANH, true);
    float[] x = {0, 1, 1, 0, 2, 1, 1, 2};
    int[] y = {0, 1, 1, 0};
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(network, Loss.CROSS_ENTROPY, Placement.CPU_FLOAT64, x, y);
        Tensor initial =
            Vectors.of(Placement.CPU_FLOAT64, Initialiser.GLOROT.draw(network, STREAMS, 1))) {
      PreparedRun prepared =
          new PreparedRun(
              new Problem(risk, risk, null, initial, rule, STREAMS),
              epoch -> new int[][] {{0, 1}, {2, 3}},
              2,
              rate,
              new ProbePlan(List.of(), Map.of()),
              EPOCHS,
              Until.NEVER,
              2,
              0,
              () -> {});
      return new Run(folder, "run", "0".repeat(64), RunListener.SILENT, stop, Turns.FREE)
          .execute(prepared);
    }
  }

  private static BooleanSupplier after(int steps) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() > steps;
  }

  private Clock clock() throws IOException {
    return Clock.read(folder).orElseThrow();
  }

  @Test
  void atAConstantRateItIsTheRateTimesTheSteps() throws IOException {
    RunStatus status = train(new GradientDescent(), step -> 0.1, () -> false);
    Clock clock = clock();
    assertEquals(EPOCHS + 1, clock.flowTime().size());
    for (int epoch = 0; epoch <= EPOCHS; epoch++) {
      assertEquals(0.1 * 2 * epoch, clock.flowTime().measuredAt(epoch), ROUNDING);
    }
    assertTrue(clock.seconds().y(0) > 0, "the start was measured");
    assertTrue(clock.seconds().y(EPOCHS) > clock.measuringSeconds().y(EPOCHS));
    assertTrue(clock.seconds().y(EPOCHS) <= status.seconds());
    assertEquals(status.measuringSeconds(), clock.measuringSeconds().y(EPOCHS));
    List<String> rows = Files.readAllLines(folder.resolve("clock.csv"));
    assertTrue(rows.get(1).startsWith("0,0,0.0,"), rows.get(1));
    assertTrue(rows.get(3).startsWith("2,4,0.4,"), rows.get(3));
  }

  @Test
  void aScheduleIsSummedStepByStep() throws IOException {
    train(new GradientDescent(), step -> 0.5 / (step + 1), () -> false);
    double[] harmonic = {0, 3.0 / 2, 25.0 / 12, 49.0 / 20, 761.0 / 280, 7381.0 / 2520};
    for (int epoch = 0; epoch <= EPOCHS; epoch++) {
      assertEquals(0.5 * harmonic[epoch], clock().flowTime().measuredAt(epoch), ROUNDING);
    }
  }

  /** After 3 steps, within the second epoch; the schedule halves both rates from step 6 on. */
  @Test
  void eachPhaseOfASwitchHasItsOwnRate() throws IOException {
    train(late(), step -> step < 6 ? 1 : 0.5, () -> false);
    double[] sum = {0, 0.02, 0.02 + 0.01 + 0.1, 0.33, 0.43, 0.53};
    for (int epoch = 0; epoch <= EPOCHS; epoch++) {
      assertEquals(sum[epoch], clock().flowTime().measuredAt(epoch), ROUNDING);
    }
  }

  private static Switch late() {
    return new Switch(
        List.of(
            new Switch.Phase(adam(), 0.01, List.of(new PhaseEnd.AtStep(3))),
            new Switch.Phase(new GradientDescent(), 0.1, List.of())));
  }

  private static UpdateRule adam() {
    return UpdateRules.make("adam", Map.of());
  }

  @Test
  void aRunThatWasStoppedGoesOnToTheSameBits() throws IOException {
    LongToDoubleFunction rate = step -> 1 / (3.0 + step);
    train(late(), rate, () -> false);
    Curve whole = clock().flowTime();
    Files.delete(folder.resolve(Run.CHECKPOINT));
    for (int sitting = 0; sitting < 3; sitting++) {
      train(late(), rate, after(7)); // three epochs and a step, or the two to the next checkpoint
      assertFalse(clock().seconds().size() > EPOCHS + 1);
    }
    assertEquals(State.finished, RunStatus.read(folder).state());
    Curve cut = clock().flowTime();
    assertEquals(whole.size(), cut.size());
    for (int i = 0; i < whole.size(); i++) {
      assertEquals(whole.y(i), cut.y(i), 0, "epoch " + i);
    }
  }

  @Test
  void whereARunStopsWithinAnEpochNothingIsWritten() throws IOException {
    train(new GradientDescent(), step -> 0.1, after(3));
    assertEquals(2, clock().flowTime().size(), "the start and the first epoch");
    assertEquals(State.interrupted, RunStatus.read(folder).state());
  }

  /** As after a kill between the checkpoint and its status. */
  @Test
  void secondsDoNotRunBackWhereTheStatusIsOlderThanTheCheckpoint() throws IOException {
    train(new GradientDescent(), step -> 0.1, after(9));
    Path file = folder.resolve("clock.csv");
    Files.writeString(
        file, Files.readString(file).replaceFirst("\n4,8,[^\n]*\n", "\n4,8,0.8,90.0,80.0\n"));
    RunStatus end = train(new GradientDescent(), step -> 0.1, () -> false);
    assertTrue(clock().seconds().y(EPOCHS) > 90, "of the time before: " + end);
    assertTrue(clock().measuringSeconds().y(EPOCHS) >= 80);
    assertTrue(end.seconds() > 90 && end.seconds() < 100, end.toString());
  }

  @Test
  void aRunOfAnEarlierVersionGoesOnWithoutAClock() throws IOException {
    train(new GradientDescent(), step -> 0.1, after(5));
    Files.delete(folder.resolve("clock.csv"));
    assertEquals(State.finished, train(new GradientDescent(), step -> 0.1, () -> false).state());
    assertTrue(Clock.read(folder).isEmpty());
  }
}
