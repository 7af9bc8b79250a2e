package dev.tacit.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** c in its limits, where the literature gives its values. */
class NormalisedGradientTest {

  private static AdaptiveRule rule(
      double beta1, double beta2, double epsilon, EpsilonPlacement placement) {
    return beta1 == 0
        ? new RmsProp(beta2, epsilon, placement, false)
        : new Adam(beta1, beta2, epsilon, placement, true);
  }

  private static double[] coefficients(AdaptiveRule rule, double... gradient) {
    try (PointerScope scope = new PointerScope();
        Tensor g = Vectors.of(Placement.CPU_FLOAT64, gradient)) {
      return Vectors.toDoubles(new NormalisedGradient(rule, g).coefficient());
    }
  }

  /** Gradients large against ε: (β1-β2)/((1-β1)(1-β2)); the table of published settings. */
  @ParameterizedTest
  @CsvSource({
    "0.9, 0.999, -990",
    "0.9, 0.99, -90",
    "0, 0.99, -99",
    "0, 0.9, -9",
    "0.9, 0.9, 0",
    "0.9, 0, 9"
  })
  void largeGradientsHaveOneCoefficient(double beta1, double beta2, double expected) {
    for (EpsilonPlacement placement : EpsilonPlacement.values()) {
      double[] c = coefficients(rule(beta1, beta2, 1e-30, placement), 1, -2);
      assertEquals(expected, c[0], 1e-9 * (1 + Math.abs(expected))); // (1-β) cancels digits
      assertEquals(expected, c[1], 1e-9 * (1 + Math.abs(expected)));
    }
  }

  /** Gradients small against ε: ½(1+β1)/(1-β1), the coefficient of heavy ball. */
  @ParameterizedTest
  @CsvSource({"0.9, 0.999, 9.5", "0, 0.99, 0.5", "0.8, 0.9, 4.5"})
  void smallGradientsHaveTheCoefficientOfMomentum(double beta1, double beta2, double expected) {
    for (EpsilonPlacement placement : EpsilonPlacement.values()) {
      double[] c = coefficients(rule(beta1, beta2, 1, placement), 1e-14, 0);
      assertEquals(expected, c[0], 1e-9 * expected);
      assertEquals(expected, c[1], 1e-9 * expected);
    }
  }

  /** ε inside: c changes sign where 1 + g²/ε = 1/(1-q), q = (1+β1)(1-β2)/((1-β1)(1+β2)). */
  @ParameterizedTest
  @CsvSource({"0.9, 0.999, 19, 1980", "0, 0.99, 1, 198"})
  void theCoefficientChangesSignWhereTheorySays(
      double beta1, double beta2, double numerator, double denominator) {
    double epsilon = 0.5;
    double square = epsilon * numerator / denominator; // of g, where c = 0
    double[] c =
        coefficients(
            rule(beta1, beta2, epsilon, EpsilonPlacement.INSIDE),
            Math.sqrt(square * (1 - 1e-6)),
            Math.sqrt(square * (1 + 1e-6)));
    assertTrue(c[0] > 0 && c[1] < 0, c[0] + " " + c[1]);
  }

  @ParameterizedTest
  @EnumSource(EpsilonPlacement.class)
  void withoutEpsilonADeadCoordinateCountsForNothing(EpsilonPlacement placement) {
    try (PointerScope scope = new PointerScope();
        Tensor g = Vectors.of(Placement.CPU_FLOAT64, 0, -3)) {
      NormalisedGradient gradient = new NormalisedGradient(rule(0, 0.9, 0, placement), g);
      assertEquals(0, Vectors.toDoubles(gradient.normalised())[0]);
      assertEquals(-1, Vectors.toDoubles(gradient.normalised())[1]);
      assertEquals(0, Vectors.toDoubles(gradient.coefficient())[0]);
      assertEquals(-9, Vectors.toDoubles(gradient.coefficient())[1], 1e-14 * 9);
      assertEquals(3, NormalisedGradient.sum(gradient.perturbedSize()));
    }
  }

  /** The slope of |x|_ε is x/D: central differences, truncation 1e-10. */
  @ParameterizedTest
  @EnumSource(EpsilonPlacement.class)
  void thePerturbedSizeIsTheIntegralOfTheNormalisedGradient(EpsilonPlacement placement) {
    double r = 1e-5;
    double x = 0.3;
    try (PointerScope scope = new PointerScope();
        Tensor g = Vectors.of(Placement.CPU_FLOAT64, x - r, x, x + r)) {
      NormalisedGradient gradient = new NormalisedGradient(rule(0, 0.9, 0.1, placement), g);
      double[] size = Vectors.toDoubles(gradient.perturbedSize());
      double[] u = Vectors.toDoubles(gradient.normalised());
      assertEquals(u[1], (size[2] - size[0]) / (2 * r), 1e-9);
    }
  }

  @Test
  void float32KeepsTheSmallestGradients() {
    try (PointerScope scope = new PointerScope();
        Tensor g = Vectors.of(Placement.CPU_FLOAT32, 1e-30, 1e-12, 1e-3)) {
      NormalisedGradient gradient = new NormalisedGradient(RmsProp.DEFAULT, g);
      double[] u = Vectors.toDoubles(gradient.normalised());
      assertEquals(1e-22, u[0], 1e-28);
      assertEquals(1e-4, u[1], 1e-8);
      assertEquals(1e-3 / (1e-3 + 1e-8), u[2], 1e-7);
    }
  }
}
