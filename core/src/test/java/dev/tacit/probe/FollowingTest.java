package dev.tacit.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.probe.implicit.GradientsMet;
import dev.tacit.probe.noise.NoiseMet;
import dev.tacit.tensor.Placement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FollowingTest {

  private static List<Following<?>> of(String... probes) {
    return Following.most(Stream.of(probes).flatMap(name -> Probes.named(name).follows().stream()));
  }

  /** Two that want single examples are served by one pass over them, the more detailed. */
  @Test
  void probesShareWhatFollows() {
    List<Following<?>> wanted =
        of("gradient/sample_norm", "implicit/running", "gradient/inner_product_test", "norm/l2");
    assertEquals(
        List.of(NoiseMet.class, GradientsMet.class), wanted.stream().map(Following::kind).toList());
    assertSame(of("gradient/inner_product_test").get(0).kind(), wanted.get(0).kind());
    assertEquals(of("gradient/inner_product_test").get(0).detail(), wanted.get(0).detail());
    assertTrue(of("gradient/sample_norm").get(0).detail() < wanted.get(0).detail());
    assertTrue(of("norm/l2", "implicit/sgd", "curvature/lambda_max").isEmpty());
  }

  /** A new epoch knows nothing of the last one. */
  @Test
  void startsAnewWithEveryEpoch() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, Placement.CPU_FLOAT64);
        GradientsMet met = followed(training)) {
      double first = met.meanSquare();
      assertTrue(first > 0);
      met.start();
      assertTrue(Double.isNaN(met.meanSquare()));
      try (GradientsMet again = followed(training)) {
        assertNotSame(met, again);
        assertEquals(first, again.meanSquare());
      }
    }
  }

  private static GradientsMet followed(TestProblem training) {
    Following<?> kind = of("implicit/running").get(0);
    return (GradientsMet)
        TestProblem.followed(kind, training.problem, training.w, training.partition);
  }
}
