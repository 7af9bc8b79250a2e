package dev.tacit.curvature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.curvature.Lanczos.End;
import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LanczosTest {

  private static UniformRandomProvider random() {
    return SmallNetwork.STREAMS.stream("lanczos", 0);
  }

  /** Against all eigenvalues of the Hessian that autograd writes out. */
  @ParameterizedTest
  @EnumSource(End.class)
  void findsBothEndsOfANetworksHessian(End end) {
    try (SmallNetwork small = new SmallNetwork();
        LinearOperator hessian = small.risk.hessian(small.w);
        Eigenpairs found = new Lanczos(4, end, 59, 1e-12).of(hessian, null, random());
        Tensor product = Vectors.zeros(59, Placement.CPU_FLOAT64)) {
      double[] all = small.hessian().eigenvalues();
      assertTrue(found.converged());
      assertTrue(all[58] < 0, "a spectrum with both signs");
      for (int i = 0; i < 4; i++) {
        double expected = all[end == End.LARGEST ? i : 58 - i];
        assertEquals(expected, found.value(i), 1e-13 * all[0]);
        assertEquals(1, Vectors.norm(found.vector(i)), 1e-14);
        hessian.apply(found.vector(i), product);
        product.sub_(found.vector(i), new Scalar(found.value(i)));
        assertEquals(found.residual(i), Vectors.norm(product), 1e-13 * all[0], "residual");
      }
    }
  }

  @Test
  void takesProductsThatAutogradMakes() {
    int[] all = java.util.stream.IntStream.range(0, 20).toArray();
    try (SmallNetwork small = new SmallNetwork();
        LinearOperator hessian = small.risk.expression(all).hessian(small.w);
        Eigenpairs found = new Lanczos(1, End.LARGEST, 59, 1e-12).of(hessian, null, random())) {
      double largest = small.hessian().eigenvalues()[0];
      assertEquals(largest, found.value(0), 1e-13 * largest);
      assertEquals(
          small.hessian().trace(),
          Hutchinson.trace(hessian, random(), 400).value(),
          0.3 * Math.abs(small.hessian().trace()));
    }
  }

  @Test
  void stopsAtTheToleranceAndSaysHowFarItIs() {
    try (SmallNetwork small = new SmallNetwork()) {
      DenseMatrix hessian = small.hessian();
      double largest = hessian.eigenvalues()[0];
      try (Eigenpairs found = new Lanczos(1, End.LARGEST, 59, 1e-3).of(hessian, null, random())) {
        assertTrue(found.converged());
        assertTrue(found.products() < 30, "products: " + found.products());
        assertEquals(found.products(), hessian.products);
        assertTrue(found.residual(0) <= 1e-3 * largest);
        assertEquals(largest, found.value(0), found.residual(0));
      }
      try (Eigenpairs found = new Lanczos(1, End.LARGEST, 3, 1e-3).of(hessian, null, random())) {
        assertFalse(found.converged());
        assertEquals(3, found.products());
        assertTrue(found.residual(0) > 1e-3 * largest);
      }
    }
  }

  @Test
  void aWarmStartSavesProductsAndFindsAnEigenvalueThatOvertook() {
    double[] before = {10, 9, 1, 0.8, 0.6, 0.4, 0.2, 0.1, -0.5, -2};
    double[] after = {10, 10.5, 1.1, 0.8, 0.5, 0.4, 0.2, 0.1, -0.5, -2};
    Lanczos lanczos = new Lanczos(1, End.LARGEST, 10, 1e-3);
    try (Eigenpairs first = lanczos.of(DenseMatrix.diagonal(before), null, random());
        Eigenpairs second =
            lanczos.of(DenseMatrix.diagonal(after), first.restart().orElseThrow(), random())) {
      assertEquals(10, first.value(0), 1e-4);
      assertEquals(10.5, second.value(0), 1e-4);
      assertTrue(second.converged());
      assertTrue(second.products() < first.products());
    }
  }

  @Test
  void findsMultipleEigenvaluesAndGoesOnWhereTheKrylovSpaceEnds() {
    DenseMatrix matrix = DenseMatrix.diagonal(3, 3, 3, -1, -1, -1, -1);
    try (Eigenpairs found = new Lanczos(4, End.LARGEST, 7, 1e-10).of(matrix, null, random())) {
      double[] values = {found.value(0), found.value(1), found.value(2), found.value(3)};
      assertArrayEquals(new double[] {3, 3, 3, -1}, values, 1e-14);
    }
    try (Eigenpairs found =
        new Lanczos(1, End.LARGEST, 3, 1e-3).of(DenseMatrix.diagonal(0, 0, 0), null, random())) {
      assertEquals(0, found.value(0));
      assertTrue(found.converged());
    }
  }

  @Test
  void sameInputSameBits() {
    try (SmallNetwork small = new SmallNetwork();
        LinearOperator hessian = small.risk.hessian(small.w)) {
      Lanczos lanczos = new Lanczos(2, End.LARGEST, 12, 1e-3);
      try (Eigenpairs one = lanczos.of(hessian, null, random());
          Eigenpairs two = lanczos.of(hessian, null, random())) {
        assertEquals(one.value(0), two.value(0));
        assertArrayEquals(
            Vectors.toDoubles(one.restart().orElseThrow()),
            Vectors.toDoubles(two.restart().orElseThrow()));
      }
    }
  }

  @Test
  void notANumberIsAResult() {
    try (Eigenpairs found =
        new Lanczos(2, End.LARGEST, 3, 1e-3)
            .of(DenseMatrix.diagonal(1, Double.NaN, 2), null, random())) {
      assertTrue(Double.isNaN(found.value(0)) && Double.isNaN(found.residual(1)));
      assertFalse(found.converged());
      assertTrue(found.restart().isEmpty());
    }
  }

  @Test
  void refusesMorePairsThanThereAre() {
    Lanczos four = new Lanczos(4, End.LARGEST, 9, 1e-3);
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> four.of(DenseMatrix.diagonal(1, 2, 3), null, random()));
    assertTrue(e.getMessage().contains("4") && e.getMessage().contains("3"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Lanczos(0, End.LARGEST, 9, 1e-3));
    assertThrows(IllegalArgumentException.class, () -> new Lanczos(4, End.LARGEST, 3, 1e-3));
    assertThrows(IllegalArgumentException.class, () -> new Lanczos(1, End.LARGEST, 3, Double.NaN));
  }

  @Test
  void preconditioningGivesTheEigenvaluesOfTheQuotient() {
    // P⁻¹M of [[2,1],[1,3]] with P = diag(1,4): [[2,1],[1/4,3/4]], λ = (11 ± √41)/8.
    DenseMatrix matrix = new DenseMatrix(new double[][] {{2, 1}, {1, 3}});
    try (Tensor p = Vectors.of(Placement.CPU_FLOAT64, 1, 4);
        PreconditionedOperator operator = new PreconditionedOperator(matrix, p);
        Eigenpairs found = new Lanczos(2, End.LARGEST, 2, 1e-12).of(operator, null, random())) {
      assertEquals((11 + Math.sqrt(41)) / 8, found.value(0), 1e-14);
      assertEquals((11 - Math.sqrt(41)) / 8, found.value(1), 1e-14);
    }
    try (Tensor p = Vectors.of(Placement.CPU_FLOAT64, 1, Double.POSITIVE_INFINITY);
        PreconditionedOperator operator = new PreconditionedOperator(matrix, p);
        Eigenpairs found = new Lanczos(1, End.LARGEST, 2, 1e-12).of(operator, null, random())) {
      assertEquals(2, found.value(0), 1e-14);
    }
  }
}
