package dev.tacit.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.SingularValues;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Muon against rules.py, and its orthogonalisation against what defines a polar factor. */
class MuonTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout.Builder()
          .add("a.weight", 4, 3)
          .add("a.bias", 4)
          .add("b.weight", 2, 2, 1, 2)
          .add("b.bias", 2)
          .build();

  static Stream<Arguments> witnessed() {
    return Stream.of(
        Arguments.of("muon", Map.of()),
        Arguments.of(
            "muon-polar",
            Map.of(
                "momentum",
                0.9,
                "nesterov",
                false,
                "orthogonalisation",
                "polar",
                "weightDecay",
                0.1)),
        Arguments.of("muon-last-adam", Map.of("weightDecay", 0.1, "adamLast", true)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("witnessed")
  void takesTheStepsOfTheReference(String name, Map<String, Object> settings) throws IOException {
    UpdateRule rule = UpdateRules.make("muon", settings);
    int p = (int) LAYOUT.dimension();
    double[] start = new double[p];
    Arrays.setAll(start, j -> Math.sin(j));
    List<double[]> expected = ReferenceRows.of("rules.csv", name);
    assertEquals(30, expected.size());
    try (Tensor w = Vectors.of(Placement.CPU_FLOAT64, start);
        Tensor g = Vectors.zeros(p, Placement.CPU_FLOAT64);
        OptimizerState state = rule.newState(LAYOUT, Placement.CPU_FLOAT64)) {
      for (double[] row : expected) {
        double[] before = Vectors.toDoubles(w);
        double[] slope = new double[p];
        Arrays.setAll(slope, j -> before[j] / 2 + Math.cos(1.3 * j + 0.9 * (row[0] - 1)));
        Vectors.set(g, slope);
        rule.step(w, g, state, 0.05);
        double[] after = Vectors.toDoubles(w);
        for (int j = 0; j < p; j++) {
          // Rounding of thirty steps; the five Newton-Schulz steps amplify it up to 485 times.
          assertEquals(row[1 + j], after[j], 1e-12, name + " step " + row[0] + "/" + j);
        }
      }
    }
  }

  @Test
  void keepsMomentumForMatricesAndAdamsMomentsForTheRest() {
    try (OptimizerState state =
        UpdateRules.make("muon", Map.of("adamFirst", true))
            .newState(LAYOUT, Placement.CPU_FLOAT32)) {
      assertEquals(Set.of("momentum/b.weight"), state.slots().keySet());
      Tensor kernels = state.slot("momentum/b.weight");
      assertEquals(2, kernels.size(0), "a convolution's kernels are [out, in k k]");
      assertEquals(4, kernels.size(1));
      assertEquals(12 + 4 + 2, state.child("adam").slot("first_moment").numel());
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,64", "8,8,64", "30,12,64", "12,30,64", "64,64,32", "10,100,32"})
  void thePolarFactorIsOrthogonalAndLeavesAPositiveFactor(int rows, int columns, int bits) {
    Placement placement = bits == 32 ? Placement.CPU_FLOAT32 : Placement.CPU_FLOAT64;
    double rounding = bits == 32 ? 1e-6 * Math.max(rows, columns) : 1e-12;
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor m = matrix(rows, columns, placement);
      Tensor o = Orthogonalisation.POLAR.of(m);
      for (double sigma : SingularValues.of(o).values()) {
        assertEquals(1, sigma, 1e-6, "orthogonal");
      }
      // M = O H with H symmetric and positive semidefinite is what defines O (or M = H O).
      Tensor h = rows >= columns ? o.t().mm(m) : m.mm(o.t());
      int n = Math.min(rows, columns);
      double[] entries = Vectors.toDoubles(h);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          assertEquals(entries[i * n + j], entries[j * n + i], rounding, "symmetric");
        }
      }
      double trace = 0;
      for (int i = 0; i < n; i++) {
        trace += entries[i * n + i];
      }
      double nuclear = Arrays.stream(SingularValues.of(m).values()).sum();
      assertEquals(nuclear, trace, rounding * n, "its trace is the sum of singular values");
    }
  }

  @Test
  void thePolarFactorLeavesOutDirectionsWithoutGradient() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor column = matrix(6, 1, Placement.CPU_FLOAT64);
      Tensor row = matrix(1, 5, Placement.CPU_FLOAT64);
      double[] sigmas = SingularValues.of(Orthogonalisation.POLAR.of(column.mm(row))).values();
      assertEquals(1, sigmas[0], 1e-12);
      for (int i = 1; i < sigmas.length; i++) {
        assertEquals(0, sigmas[i], 1e-12);
      }
      for (Orthogonalisation each : Orthogonalisation.values()) {
        Tensor nothing = each.of(column.mm(row).zero_());
        assertEquals(0, SingularValues.of(nothing).spectralNorm(), each + " of nothing");
      }
    }
  }

  /**
   * The authors give [0.7, 1.3] as about what they aimed at and [0.5, 1.5] as what they rely on;
   * the iteration's own range from 0.0075 up is [0.6818, 1.1344].
   */
  @ParameterizedTest
  @CsvSource({"8,8", "30,12", "12,30", "64,64", "256,10"})
  void newtonSchulzBringsSingularValuesNearOne(int rows, int columns) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor m = matrix(rows, columns, Placement.CPU_FLOAT32);
      SingularValues before = SingularValues.of(m);
      double[] after = SingularValues.of(Orthogonalisation.NEWTON_SCHULZ.of(m)).values();
      double frobenius = Math.sqrt(before.squaredFrobeniusNorm());
      int large = 0;
      for (double sigma : before.values()) {
        large += sigma / frobenius > 0.0075 ? 1 : 0;
      }
      // Small ones may come out below, so that the sorted largest are those of the large.
      double[] sorted = Arrays.copyOf(after, large);
      assertTrue(large >= 0.8 * after.length, large + " of " + after.length);
      for (double sigma : sorted) {
        assertTrue(sigma > 0.6818 - 1e-4 && sigma < 1.1344 + 1e-4, "found " + sigma);
      }
      assertTrue(sorted[0] < 1.5 && sorted[large - 1] > 0.5);
    }
  }

  private static Tensor matrix(int rows, int columns, Placement placement) {
    UniformRandomProvider random = new RandomStreams(5).stream("muon", rows * 1000L + columns);
    double[] values = new double[rows * columns];
    Arrays.setAll(values, i -> random.nextDouble() - 0.5);
    return Vectors.of(placement, values).view(rows, columns);
  }
}
