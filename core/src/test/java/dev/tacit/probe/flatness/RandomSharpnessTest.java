package dev.tacit.probe.flatness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.objective.Objective;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class RandomSharpnessTest {

  /** On C = ½ Σ λ_j w_j² a pair gives ½σ² Σ λ_j z_j²: mean ½σ² tr H, variance ½σ⁴ Σ λ_j². */
  @Test
  void isHalfTheTraceOnAQuadraticWithTheErrorOfItsDistribution() {
    Objective c = SamSharpnessTest.quadratic(1, 4, 0.5, 2);
    RandomStreams streams = new RandomStreams(2);
    int pairs = 4000;
    try (Tensor w = Vectors.of(Placement.CPU_FLOAT64, 3, 1, -2, 5)) {
      List<Estimate> rises =
          RandomSharpness.rises(c, w, List.of(0.1, 0.2), pairs, k -> streams.stream("z", k));
      double error = Math.sqrt(0.5 * (1 + 16 + 0.25 + 4) / pairs); // for σ = 1
      // The error's own relative deviation is √(kurtosis/4n) ≈ 4 %.
      assertEquals(0.01 * error, rises.get(0).error(), 0.15 * 0.01 * error);
      assertEquals(0.01 * 3.75, rises.get(0).value(), 4 * rises.get(0).error());
      // The draws are the same at every σ, so that the quadratic scales exactly.
      assertEquals(4 * rises.get(0).value(), rises.get(1).value(), 1e-12);
      assertTrue(rises.get(0).error() < 0.002, "the test says something");
    }
  }
}
