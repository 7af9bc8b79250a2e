package dev.tacit.probe.flatness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.tacit.network.Activation;
import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.Objective;
import dev.tacit.probe.TestProblem;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SamSharpnessTest {

  /** C(w) = ½ Σ λ_j w_j², for which the rise is r‖g‖ + ½ r² ĝᵀHĝ exactly. */
  static Objective quadratic(double... lambda) {
    return new AutogradObjective(lambda.length, Placement.CPU_FLOAT64) {
      @Override
      protected Tensor expression(Tensor w) {
        Tensor weights = Vectors.of(Placement.CPU_FLOAT64, lambda);
        return w.square().mul(weights).sum().mul(new Scalar(0.5));
      }
    };
  }

  @Test
  void isTheClosedFormOnAQuadratic() {
    Objective c = quadratic(1, 4);
    try (Tensor w = Vectors.of(Placement.CPU_FLOAT64, 3, 1);
        Tensor g = Vectors.zeros(2, Placement.CPU_FLOAT64);
        Tensor e = Vectors.zeros(2, Placement.CPU_FLOAT64)) {
      double value = c.gradient(w, g); // g = (3, 4), ĝ = (0.6, 0.8), ĝᵀHĝ = 2.92
      SamSharpness.direction(g, e);
      assertEquals(0.1 * 5 + 0.005 * 2.92, SamSharpness.rise(c, w, value, e, 0.1), 1e-14);

      // w ⊙ g = (9, 4), ê = (27, 4)/√97, g·ê = √97, ê ᵀHê = (27² + 4·16)/97
      SamSharpness.relativeDirection(w, g, e);
      double expected = 0.1 * Math.sqrt(97) + 0.005 * (729 + 64) / 97;
      assertEquals(expected, SamSharpness.rise(c, w, value, e, 0.1), 1e-14);
    }
  }

  @Test
  void theAdaptiveFormDoesNotChangeWhenScaleMovesBetweenLayers() {
    try (TestProblem training = new TestProblem(Activation.RELU, false, Placement.CPU_FLOAT64)) {
      Map<String, Double> before = training.measure(new SamSharpness());
      training.scale(0, 4);
      training.scale(1, 0.25);
      Map<String, Double> after = training.measure(new SamSharpness());
      double adaptive = before.get("flatness/asam/0.5");
      assertEquals(adaptive, after.get("flatness/asam/0.5"), 1e-12 * adaptive);
      assertNotEquals(before.get("flatness/sam/0.1"), after.get("flatness/sam/0.1"), 1e-4);
    }
  }
}
