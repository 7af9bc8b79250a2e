package dev.tacit.optimizer;

import static dev.tacit.optimizer.UpdateRulesTest.make;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.optimizer.PhaseEnd.AtEpoch;
import dev.tacit.optimizer.PhaseEnd.AtStep;
import dev.tacit.optimizer.PhaseEnd.Reaches;
import dev.tacit.optimizer.PhaseEnd.Stalls;
import dev.tacit.optimizer.PhaseEnd.Swats;
import dev.tacit.optimizer.Switch.Phase;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Switches between rules: against rules.py, and what decides them. */
class SwitchTest {
  private static final UpdateRule ADAM = make("adam", "beta2", 0.99);
  private static final double CARRIED = Double.NaN;

  private static Switch of(UpdateRule first, PhaseEnd end, UpdateRule second, double rate) {
    return new Switch(
        List.of(new Phase(first, 0.02, List.of(end)), new Phase(second, rate, List.of())));
  }

  static Stream<Arguments> witnessed() {
    return Stream.of(
        Arguments.of("switch", of(ADAM, new AtStep(10), make("sgd"), 0.1)),
        Arguments.of(
            "swats", of(ADAM, new Swats(1e-3, false, 10, CARRIED, true), make("sgd"), CARRIED)),
        Arguments.of(
            "swats-relative",
            of(ADAM, new Swats(0.01, true, 20, CARRIED, true), make("heavy-ball"), CARRIED)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("witnessed")
  void takesTheStepsOfTheReference(String name, Switch rule) throws IOException {
    List<double[]> expected = ReferenceRows.of("rules.csv", name);
    assertEquals(60, expected.size());
    try (Walk walk = new Walk(rule)) {
      for (double[] row : expected) {
        walk.steps(1);
        // Rounding of sixty steps of numbers up to 3.
        assertArrayEquals(Arrays.copyOfRange(row, 1, 6), walk.w(), 3e-12, name + " " + row[0]);
      }
      List<double[]> learned = ReferenceRows.of("rules.csv", name + "-learned");
      if (!learned.isEmpty()) {
        double rate = learned.get(0)[1];
        Map<String, Double> notes = rule.notes(walk.state);
        assertEquals(learned.get(0)[0], notes.get("optimizer/phase_began/2"), name);
        assertEquals(
            name.equals("swats") ? rate : 0.1 * rate, notes.get("optimizer/rate"), 1e-13, name);
      }
    }
  }

  @Test
  void aPhaseTakesTheBitsOfItsRuleAlone() {
    Switch rule = of(ADAM, new Swats(1e-30, false, 2, CARRIED, true), make("sgd"), CARRIED);
    try (Walk walk = new Walk(rule);
        Walk alone = new Walk(ADAM, 0.02)) {
      walk.steps(20);
      alone.steps(20);
      assertArrayEquals(alone.w(), walk.w());
      assertEquals(1, rule.notes(walk.state).get("optimizer/phase"), "never switched");
    }
  }

  @Test
  void gradientDescentLearnsItsOwnRateAtOnce() {
    // γ = pᵀp/(-pᵀg) is η where p = -ηg.
    Switch rule = of(make("sgd"), Swats.DEFAULT, make("nesterov"), CARRIED);
    try (Walk walk = new Walk(rule)) {
      walk.steps(2);
      assertEquals("sgd", rule.inForce(walk.state).rule().name());
      walk.steps(1);
      UpdateRule.InForce now = rule.inForce(walk.state);
      assertEquals("nesterov", now.rule().name());
      assertEquals(1, now.state().step());
      assertEquals(0.02 * (1 - 0.9), now.rate(), 1e-13, "the effective rate is Λ");
    }
  }

  @Test
  void aRateThatWouldClimbIsNotTakenUnlessAsked() {
    assertTrue(new Swats(1, false, 2, CARRIED, false).met(-1, -1, 2));
    assertTrue(!new Swats(1, false, 2, CARRIED, true).met(-1, -1, 2));
    assertTrue(!new Swats(1, false, 1, CARRIED, true).met(1, 1, 1), "k > 1");
    assertTrue(!new Swats(1, false, 3, CARRIED, true).met(1, 1, 2), "too early");
    assertTrue(new Swats(0.1, true, 2, CARRIED, true).met(100, 95, 2));
    assertTrue(!new Swats(0.1, false, 2, CARRIED, true).met(100, 95, 2));
  }

  @Test
  void theLastStepsRuleIsInForceUntilTheNext() {
    Switch rule = of(ADAM, new AtEpoch(2), make("sgd"), 0.1);
    try (Walk walk = new Walk(rule)) {
      assertEquals("adam", rule.inForce(walk.state).rule().name());
      for (int epoch = 1; epoch <= 3; epoch++) {
        walk.steps(4);
        assertEquals(epoch == 3 ? "sgd" : "adam", rule.inForce(walk.state).rule().name());
        rule.endEpoch(walk.state, epoch, Map.of());
      }
      assertEquals(
          Map.of("optimizer/phase", 2.0, "optimizer/rate", 0.1, "optimizer/phase_began/2", 8.0),
          rule.notes(walk.state));
      assertEquals(4, rule.inForce(walk.state).state().step(), "a counter of its own");
    }
  }

  @Test
  void aMetricEndsAPhaseAtItsLevelOrWithoutProgress() {
    assertEquals(4, endOf(new Reaches("train/loss", 0.3, true), 1, 0.5, 0.4, 0.3, 0.2));
    assertEquals(3, endOf(new Reaches("train/loss", 0.45, false), 0.1, Double.NaN, 0.5, 0.2));
    assertEquals(5, endOf(new Stalls("train/loss", 2, 0), 1, 0.5, 0.4, 0.4, 0.5, 0.1));
    assertEquals(4, endOf(new Stalls("train/loss", 3, 0.2), 0.5, 0.4, 0.35, 0.31, 0.1));
    assertEquals(3, endOf(new Stalls("train/loss", 2, 0), 1, Double.NaN, Double.NaN, 0.1));
    assertEquals(0, endOf(new Stalls("train/loss", 2, 0), 1, 0.5, 0.6, 0.4, 0.5, 0.3));
  }

  /** The epoch after which the second phase begins; 0 for never. */
  private static int endOf(PhaseEnd end, double... losses) {
    Switch rule = of(ADAM, end, make("sgd"), 0.1);
    assertEquals(Set.of("train/loss"), rule.watches());
    try (Walk walk = new Walk(rule)) {
      for (int epoch = 1; epoch <= losses.length; epoch++) {
        walk.steps(1);
        rule.endEpoch(walk.state, epoch, Map.of("train/loss", losses[epoch - 1]));
      }
      walk.steps(1);
      Double began = rule.notes(walk.state).get("optimizer/phase_began/2");
      return began == null ? 0 : (int) (double) began;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("witnessed")
  void goesOnWithTheSameBitsFromWhatACheckpointHolds(String name, Switch rule) {
    for (int cut : new int[] {5, 10, 11, 30}) {
      try (Walk whole = new Walk(rule);
          Walk resumed = new Walk(rule)) {
        whole.steps(cut);
        resumed.restore(whole);
        whole.steps(40);
        resumed.steps(40);
        assertArrayEquals(whole.w(), resumed.w(), name + " cut after " + cut);
        assertEquals(whole.state.numbers(), resumed.state.numbers());
      }
    }
  }

  @Test
  void refusesWhatCannotBeSwitched() {
    Phase last = new Phase(make("sgd"), 0.1, List.of());
    Phase adam = new Phase(ADAM, 0.1, List.of(new AtEpoch(3)));
    Phase swats = new Phase(ADAM, 0.1, List.of(Swats.DEFAULT));
    refused("a switch needs two phases or more, found 1", last);
    refused("phase 1 never ends", last, last);
    refused("phase 2 is the last: there is nothing to switch to", adam, adam);
    refused("phase 2 ends at epoch 3, not after the phase before", adam, adam, last);
    refused(
        "the first phase has no learning rate: SWATS learns one during a phase",
        new Phase(make("sgd"), CARRIED, List.of(new AtStep(5))),
        last);
    Phase carried = new Phase(make("sgd"), CARRIED, List.of());
    refused("phase 2 has no learning rate, and the phase before does not end", adam, carried);
    refused(
        "SWATS learns a rate for sgd, heavy-ball, ema-momentum or nesterov, not for adam",
        swats,
        new Phase(ADAM, CARRIED, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Phase(ADAM, -1, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Phase(new Switch(List.of(adam, last)), 0.1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new AtEpoch(0));
    assertThrows(IllegalArgumentException.class, () -> new Reaches("train/loss", Double.NaN, true));
    assertThrows(IllegalArgumentException.class, () -> new Swats(0, false, 2, Double.NaN, true));
  }

  private static void refused(String message, Phase... phases) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new Switch(List.of(phases)));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @Test
  void aRuleOfOnePhaseIsAlwaysInForce() {
    try (OptimizerState state = ADAM.newState(5, Placement.CPU_FLOAT64)) {
      assertEquals(new UpdateRule.InForce(ADAM, state, 1), ADAM.inForce(state));
      assertEquals(List.of(ADAM), ADAM.phases());
      assertEquals(Map.of(), ADAM.notes(state));
      assertNull(state.numbers().get("phase"));
    }
  }

  /** A rule on its way from trajectories.py's start. */
  private static final class Walk implements AutoCloseable {
    private final UpdateRule rule;
    private final double rate;
    private final Tensor w = Vectors.of(Placement.CPU_FLOAT64, UpdateRulesTest.START);
    private final Tensor g = Vectors.zeros(5, Placement.CPU_FLOAT64);
    private final OptimizerState state;

    Walk(UpdateRule rule) {
      this(rule, 1);
    }

    Walk(UpdateRule rule, double rate) {
      this.rule = rule;
      this.rate = rate;
      state = rule.newState(5, Placement.CPU_FLOAT64);
    }

    void steps(int count) {
      for (int i = 0; i < count; i++) {
        Vectors.set(g, UpdateRulesTest.gradient(w()));
        rule.step(w, g, state, rate);
      }
    }

    double[] w() {
      return Vectors.toDoubles(w);
    }

    void restore(Walk other) {
      Vectors.set(w, other.w());
      state.setStep(other.state.step());
      Map<String, Tensor> tensors = other.state.tensors();
      state.tensors().forEach((name, t) -> Vectors.set(t, Vectors.toDoubles(tensors.get(name))));
      other.state.numbers().forEach(state::restore);
    }

    @Override
    public void close() {
      w.close();
      g.close();
      state.close();
    }
  }
}
