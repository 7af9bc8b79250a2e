package dev.tacit.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Against the two rules' own steps, written out, over gradients that both see. */
class GraftedTest {
  private static final Placement EXACT = Placement.CPU_FLOAT64;
  private static final ParameterLayout LAYOUT =
      new ParameterLayout.Builder().add("w", 2).add("b", 1).build();
  private static final double[][] GRADIENTS = {{3, -4, 0.5}, {-1, 0.2, 2}, {0.1, 5, -1}};
  private static final double RATE = 0.1;

  private static double norm(double[] v, int from, int to) {
    return Math.sqrt(Arrays.stream(v, from, to).map(x -> x * x).sum());
  }

  /** Displacements of a rule along gradients that do not depend on where it is. */
  private static double[][] alone(UpdateRule rule) {
    double[][] moves = new double[GRADIENTS.length][3];
    try (Tensor w = Vectors.of(EXACT, 1, 2, 3);
        OptimizerState state = rule.newState(LAYOUT, EXACT)) {
      for (int k = 0; k < moves.length; k++) {
        double[] before = Vectors.toDoubles(w);
        try (Tensor g = Vectors.of(EXACT, GRADIENTS[k])) {
          rule.step(w, g, state, RATE);
        }
        double[] after = Vectors.toDoubles(w);
        for (int j = 0; j < 3; j++) {
          moves[k][j] = after[j] - before[j];
        }
        assertEquals(k + 1, state.step());
      }
    }
    return moves;
  }

  @Test
  void everyStepHasOneRulesDirectionAndTheOthersLength() {
    UpdateRule adam = UpdateRules.make("adam", java.util.Map.of());
    UpdateRule ball = new HeavyBall(0.9);
    double[][] d = alone(adam);
    double[][] l = alone(ball);
    double[][] whole = alone(new Grafted(adam, ball, false));
    double[][] parts = alone(new Grafted(adam, ball, true));
    for (int k = 0; k < d.length; k++) {
      double[] expected = new double[3];
      double[] byPart = new double[3];
      for (int j = 0; j < 3; j++) {
        expected[j] = d[k][j] * norm(l[k], 0, 3) / norm(d[k], 0, 3);
        int from = j < 2 ? 0 : 2;
        int to = j < 2 ? 2 : 3;
        byPart[j] = d[k][j] * norm(l[k], from, to) / norm(d[k], from, to);
      }
      assertArrayEquals(expected, whole[k], 1e-13, "step " + k);
      assertArrayEquals(byPart, parts[k], 1e-13, "step " + k);
    }
  }

  /** SGD on itself is SGD; a zero gradient takes SGD's direction nowhere. */
  @Test
  void itsSpecialCasesAreWhatTheyMustBe() {
    UpdateRule sgd = new GradientDescent();
    double[][] same = alone(new Grafted(sgd, sgd, false));
    double[][] plain = alone(sgd);
    for (int k = 0; k < plain.length; k++) {
      assertArrayEquals(plain[k], same[k], 1e-14);
    }
    UpdateRule grafted = new Grafted(sgd, new HeavyBall(0.9), false);
    try (Tensor w = Vectors.of(EXACT, 1, 2, 3);
        Tensor none = Vectors.zeros(3, EXACT);
        OptimizerState state = grafted.newState(LAYOUT, EXACT)) {
      grafted.step(w, none, state, RATE);
      assertArrayEquals(new double[] {1, 2, 3}, Vectors.toDoubles(w));
    }
  }

  /**
   * Every number moves by η‖g‖/√p against its sign: short steps keep their direction in float32.
   */
  @Test
  void signsWithStepsAsLongAsGradientDescents() {
    int p = 1000;
    double rate = 1e-3;
    UpdateRule grafted = new Grafted(new SignDescent(), new GradientDescent(), false);
    double[] start = new double[p];
    double[] g = new double[p];
    for (int j = 0; j < p; j++) {
      start[j] = 0.125 + 1e-4 * j;
      g[j] = 0.05 * Math.sin(j + 1.0);
    }
    try (Tensor w = Vectors.of(Placement.CPU_FLOAT32, start);
        Tensor gradient = Vectors.of(Placement.CPU_FLOAT32, g);
        OptimizerState state = grafted.newState(p, Placement.CPU_FLOAT32)) {
      grafted.step(w, gradient, state, rate);
      double move = rate * norm(g, 0, p) / Math.sqrt(p);
      double[] after = Vectors.toDoubles(w);
      for (int j = 0; j < p; j++) {
        assertEquals(start[j] - Math.signum(g[j]) * move, after[j], 3e-8, "number " + j);
      }
    }
  }

  /** A part whose direction is zero stays; the other moves. */
  @Test
  void eachPartMayStandStill() {
    UpdateRule grafted = new Grafted(new GradientDescent(), new HeavyBall(0.9), true);
    try (Tensor w = Vectors.of(EXACT, 1, 2, 3);
        Tensor g = Vectors.of(EXACT, 1, 1, 0);
        OptimizerState state = grafted.newState(LAYOUT, EXACT)) {
      grafted.step(w, g, state, RATE);
      assertArrayEquals(new double[] {0.9, 1.9, 3}, Vectors.toDoubles(w), 1e-14);
    }
  }

  @Test
  void rulesMadeOfRulesAreNoParts() {
    UpdateRule sgd = new GradientDescent();
    UpdateRule grafted = new Grafted(sgd, sgd, false);
    assertThrows(IllegalArgumentException.class, () -> new Grafted(grafted, sgd, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Switch.Phase(grafted, 0.1, List.of(new PhaseEnd.AtEpoch(1))));
  }
}
