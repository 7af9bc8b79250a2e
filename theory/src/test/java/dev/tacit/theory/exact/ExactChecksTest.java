package dev.tacit.theory.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import dev.tacit.theory.objective.Quadratic;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * What the exact answers are measured with. The verdicts themselves are asserted with the bench's
 * quick selection.
 */
class ExactChecksTest {

  @Test
  void aNumberOutsideWhatIsAcceptedDoesNotHold() {
    assertTrue(Findings.near("x", 1, 0.1, 1.09).verdict().asExpected());
    for (double wrong : new double[] {0.89, 1.11, Double.NaN}) {
      assertFalse(Findings.near("x", 1, 0.1, wrong).verdict().asExpected());
      assertFalse(Findings.between("x", "1", 0.9, 1.1, wrong).verdict().asExpected());
    }
    assertFalse(Findings.atMost("x", "0", 1, Double.NaN).verdict().asExpected());
    assertFalse(Findings.atLeast("x", "0", 1, Double.NaN).verdict().asExpected());
  }

  @Test
  void numbersAreWrittenShortAndNeverRoundedAway() {
    assertEquals("1", Findings.number(1));
    assertEquals("0.0562", Findings.number(0.0562));
    assertEquals("300000", Findings.number(300_000));
    assertEquals("1.2e-15", Findings.number(1.23e-15));
    assertEquals("0", Findings.number(0));
    assertEquals("NaN", Findings.number(Double.NaN));
  }

  /** One equation w1 + 2 w2 = 3. */
  @Test
  void competitorsAreTheKnownOnes() {
    double[][] x = {{1, 2}};
    double[] y = {3};
    assertArrayEquals(new double[] {0, 1.5}, LinearPrograms.leastSum(x, y), 1e-12);
    assertArrayEquals(new double[] {1, 1}, LinearPrograms.leastMaximum(x, y), 1e-12);
    assertArrayEquals(new double[] {0, 1.5}, LinearPrograms.leastNonNegativeSum(x, y), 1e-12);
    // One point z = (3, 4): margins ‖z‖₂ along z, ‖z‖₁ along (1, 1), ‖z‖_∞ along (0, 1).
    double[][] z = {{3, 4}};
    assertArrayEquals(new double[] {0.6, 0.8}, LinearPrograms.euclideanMargin(z), 1e-12);
    assertArrayEquals(new double[] {1, 1}, LinearPrograms.maximumMargin(z), 1e-12);
    assertArrayEquals(new double[] {0, 1}, LinearPrograms.sumMargin(z), 1e-12);
  }

  /** H = (2 1; 1 2) has 3; P = (1, 4) makes it (2 ½; ½ ½), with (5 + √13)/4. */
  @Test
  void sharpnessIsThatOfThePreconditionedHessian() {
    Quadratic c = new Quadratic(new double[][] {{2, 1}, {1, 2}}, new double[2]);
    try (Tensor w = Vectors.zeros(2, Placement.CPU_FLOAT64)) {
      assertEquals(3, EdgeOfStability.largestEigenvalue(c, w, new double[] {1, 1}), 1e-14);
      assertEquals(
          (5 + Math.sqrt(13)) / 4,
          EdgeOfStability.largestEigenvalue(c, w, new double[] {1, 4}),
          1e-14);
    }
  }

  /** "Largest" is algebraic: a saddle's steeper way down does not count. */
  @Test
  void sharpnessIsTheLargestEigenvalueNotTheLargestInSize() {
    try (Tensor w = Vectors.zeros(2, Placement.CPU_FLOAT64)) {
      assertEquals(
          1,
          EdgeOfStability.largestEigenvalue(Quadratic.diagonal(-5, 1), w, new double[] {1, 1}),
          1e-14);
    }
  }
}
