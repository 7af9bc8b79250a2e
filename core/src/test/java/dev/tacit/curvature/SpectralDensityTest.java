package dev.tacit.curvature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class SpectralDensityTest {

  private static UniformRandomProvider random() {
    return SmallNetwork.STREAMS.stream("density", 0);
  }

  /** With m ≥ (k+1)/2 steps each vector's k-th moment is exact: zᵀM^k z/p. */
  @Test
  void momentsOfTheQuadratureAreThoseOfTheVector() {
    try (SmallNetwork small = new SmallNetwork()) {
      DenseMatrix hessian = small.hessian();
      SpectralDensity found = SpectralDensity.of(hessian, random(), 1, 6);
      double[] z =
          dev.tacit.tensor.Vectors.toDoubles(
              dev.tacit.tensor.RandomVectors.signs(random(), 59, hessian.placement()));
      double[] x = z.clone();
      for (int k = 0; k < 12; k++) {
        double expected = 0;
        for (int j = 0; j < 59; j++) {
          expected += z[j] * x[j] / 59;
        }
        double scale = Math.pow(hessian.eigenvalues()[0], k);
        assertEquals(expected, found.moment(k), 1e-13 * scale, "moment " + k);
        x = times(hessian.m, x);
      }
    }
  }

  @Test
  void theDistributionIsThatOfTheDenseSpectrum() {
    try (SmallNetwork small = new SmallNetwork()) {
      DenseMatrix hessian = small.hessian();
      double[] eigenvalues = hessian.eigenvalues();
      SpectralDensity found = SpectralDensity.of(hessian, random(), 100, 30);
      assertEquals(1, found.moment(0), 1e-12);
      // Σ_i τ_i² over an eigenspace has a mean of its share and a spread of √(2/p)/√100 at most.
      double sampling = 4 * Math.sqrt(2.0 / 59 / 100);
      for (double x : new double[] {-0.1, -0.01, 0.005, 0.05, 0.2, eigenvalues[0] + 1e-9}) {
        double share = Arrays.stream(eigenvalues).filter(e -> e <= x).count() / 59.0;
        assertEquals(share, found.cumulative(x), sampling, "share up to " + x);
      }
      double width = 0.05;
      double expected = 0;
      for (double e : eigenvalues) {
        expected += Math.exp(-0.5 * Math.pow((0.1 - e) / width, 2));
      }
      expected /= 59 * width * Math.sqrt(2 * Math.PI);
      assertEquals(expected, found.at(0.1, width), 0.1 * expected);
    }
  }

  @Test
  void aNumberThatIsNotFiniteLeavesNothingAndWrongCountsAreRefused() {
    DenseMatrix broken = DenseMatrix.diagonal(1, Double.POSITIVE_INFINITY);
    SpectralDensity found = SpectralDensity.of(broken, random(), 1, 2);
    assertTrue(found.nodes().isEmpty());
    assertTrue(Double.isNaN(found.cumulative(0)) && Double.isNaN(found.at(0, 1)));
    assertThrows(IllegalArgumentException.class, () -> SpectralDensity.of(broken, random(), 0, 2));
  }

  private static double[] times(double[][] m, double[] x) {
    return Arrays.stream(m)
        .mapToDouble(
            row -> {
              double sum = 0;
              for (int j = 0; j < x.length; j++) {
                sum += row[j] * x[j];
              }
              return sum;
            })
        .toArray();
  }
}
