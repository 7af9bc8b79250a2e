package dev.tacit.probe.basic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.network.Activation;
import dev.tacit.probe.Probes;
import dev.tacit.probe.TestProblem;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Norms of w and of how far it moved, against sums over its numbers. */
class NormProbeTest {
  @Test
  void normsAreOfAllParametersAndOfEachSlice() {
    try (TestProblem test = new TestProblem(Activation.TANH, true, Placement.CPU_FLOAT64)) {
      double[] w = Vectors.toDoubles(test.w);
      double[] start = Vectors.toDoubles(test.problem.initial());
      double[] moved = IntStream.range(0, w.length).mapToDouble(j -> w[j] - start[j]).toArray();
      check(test, "norm/l2", w, false);
      check(test, "norm/distance_from_init", moved, false);
      check(test, "norm/largest_change_from_init", moved, true);
    }
  }

  private static void check(TestProblem test, String probe, double[] of, boolean largest) {
    Map<String, Double> found = test.measure(Probes.named(probe));
    assertEquals(norm(of, 0, of.length, largest), found.get(probe), 1e-14, probe);
    for (Slice slice : test.problem.loss().network().layout().slices()) {
      int from = (int) slice.offset();
      int to = from + (int) slice.size();
      String name = probe + "/" + slice.name();
      assertEquals(norm(of, from, to, largest), found.get(name), 1e-14, name);
    }
  }

  private static double norm(double[] of, int from, int to, boolean largest) {
    double norm = 0;
    for (int j = from; j < to; j++) {
      norm = largest ? Math.max(norm, Math.abs(of[j])) : Math.hypot(norm, of[j]);
    }
    return norm;
  }
}
