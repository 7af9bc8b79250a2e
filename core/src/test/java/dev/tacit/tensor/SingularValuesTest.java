package dev.tacit.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SingularValuesTest {

  @ParameterizedTest
  @EnumSource(Precision.class)
  void ofADiagonalMatrixAreItsEntriesWithoutSign(Precision precision) {
    try (Tensor flat = Vectors.of(new Placement(precision, "cpu"), 0, -3, 0, 4, 0, 0);
        Tensor matrix = flat.view(2, 3)) {
      SingularValues sigma = SingularValues.of(matrix);
      assertArrayEquals(new double[] {4, 3}, sigma.values(), 1e-15 * 4);
      assertEquals(25, sigma.squaredFrobeniusNorm(), 1e-14);
      assertEquals(25.0 / 16, sigma.stableRank(), 1e-14);
      // p = (4/7, 3/7)
      double entropy = -(4 * Math.log(4.0 / 7) + 3 * Math.log(3.0 / 7)) / 7;
      assertEquals(Math.exp(entropy), sigma.effectiveRank(), 1e-14);
    }
  }

  @Test
  void ranksAreOneForAnOuterProductAndFullForARotation() {
    try (Tensor flat = Vectors.of(Placement.CPU_FLOAT64, 1, 2, 3, 2, 4, 6);
        Tensor outer = flat.view(2, 3);
        Tensor turn = Vectors.of(Placement.CPU_FLOAT64, 0.6, -0.8, 0.8, 0.6);
        Tensor rotation = turn.view(2, 2)) {
      assertEquals(1, SingularValues.of(outer).stableRank(), 1e-14);
      assertEquals(1, SingularValues.of(outer).effectiveRank(), 1e-13); // σ_2 ~ 1e-16
      assertEquals(2, SingularValues.of(rotation).stableRank(), 1e-14);
      assertEquals(2, SingularValues.of(rotation).effectiveRank(), 1e-14);
    }
  }

  @Test
  void areUnknownWhereAnEntryIs() {
    try (Tensor flat = Vectors.of(Placement.CPU_FLOAT32, 1, Double.NaN, 3, 2);
        Tensor matrix = flat.view(2, 2)) {
      assertTrue(Double.isNaN(SingularValues.of(matrix).spectralNorm()));
      assertTrue(Double.isNaN(SingularValues.of(matrix).effectiveRank()));
      assertThrows(IllegalArgumentException.class, () -> SingularValues.of(flat));
    }
  }
}
