package dev.tacit.probe.basic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.probe.Probes;
import dev.tacit.probe.TestProblem;
import dev.tacit.tensor.Placement;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepsProbeTest {
  @Test
  void countsTheStepsOfTheOptimizer() {
    try (TestProblem test = new TestProblem(Activation.TANH, true, Placement.CPU_FLOAT64)) {
      assertTrue(test.state.step() > 0, "it was trained");
      assertEquals(
          Map.of("progress/steps", (double) test.state.step()),
          test.measure(Probes.named("progress/steps")));
    }
  }
}
