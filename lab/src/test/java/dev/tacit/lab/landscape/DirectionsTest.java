package dev.tacit.lab.landscape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.Objective;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class DirectionsTest {
  private static final RandomStreams STREAMS = new RandomStreams(9);
  private static final Placement DOUBLE = Placement.CPU_FLOAT64;

  @Test
  void filterNormalisedDirectionsHaveTheNormOfEachUnitsWeights() {
    Mlp network = new Mlp(List.of(3, 5, 2), Activation.RELU, true);
    try (Tensor w = Vectors.of(DOUBLE, Initialiser.PYTORCH.draw(network, STREAMS, 1));
        Tensor d = FilterNormalised.direction(network, w, DOUBLE, STREAMS.stream("d", 0));
        Tensor again = FilterNormalised.direction(network, w, DOUBLE, STREAMS.stream("d", 0));
        Tensor other = FilterNormalised.direction(network, w, DOUBLE, STREAMS.stream("d", 1))) {
      double[] point = Vectors.toDoubles(w);
      double[] direction = Vectors.toDoubles(d);
      for (Slice slice : network.layout().slices()) {
        int columns = slice.isWeight() ? Math.toIntExact(slice.shape().get(1)) : 1;
        for (int row = 0; row < slice.shape().get(0); row++) {
          int from = Math.toIntExact(slice.offset()) + row * columns;
          double wanted = slice.isWeight() ? norm(point, from, columns) : 0;
          assertEquals(wanted, norm(direction, from, columns), 1e-15, slice.name());
        }
      }
      assertArrayEquals(direction, Vectors.toDoubles(again), 0);
      assertNotEquals(direction[0], Vectors.toDoubles(other)[0]);
    }
  }

  private static double norm(double[] values, int from, int count) {
    return Math.sqrt(Arrays.stream(values, from, from + count).map(x -> x * x).sum());
  }

  @Test
  void aPlaneKnowsItsOwnPointsWhateverTheAngleOfItsDirections() {
    try (Tensor c = Vectors.of(DOUBLE, 1, 2, 3);
        Tensor d = Vectors.of(DOUBLE, 1, 0, 0);
        Tensor e = Vectors.of(DOUBLE, 1, 2, 0);
        Tensor inside = Vectors.zeros(3, DOUBLE);
        Tensor above = Vectors.of(DOUBLE, 1, 2 + 3, 3 + 4)) {
      Plane plane = new Plane(c, d, e);
      plane.at(0.25, -1.5, inside);
      Plane.Projection own = plane.project(List.of(inside));
      assertEquals(0.25, own.points().get(0).x(), 1e-15);
      assertEquals(-1.5, own.points().get(0).y(), 1e-15);
      assertEquals(1, own.explained(), 1e-15);
      Plane.Projection foot = plane.project(List.of(above)); // (0, 3, 0) = -1.5 d + 1.5 e
      assertEquals(-1.5, foot.points().get(0).x(), 1e-15);
      assertEquals(1.5, foot.points().get(0).y(), 1e-15);
      assertEquals(9.0 / 25, foot.explained(), 1e-15);
    }
  }

  /** Against the eigenvectors of Σ (w_t - c)(w_t - c)ᵀ by Hipparchus. */
  @Test
  void principalDirectionsAreTheEigenvectorsOfTheScatter() {
    int p = 6;
    List<Tensor> points = new ArrayList<>();
    try (Tensor c = RandomVectors.gaussian(STREAMS.stream("centre", 0), p, DOUBLE)) {
      RealMatrix scatter = MatrixUtils.createRealMatrix(p, p);
      for (int t = 0; t < 9; t++) {
        points.add(RandomVectors.gaussian(STREAMS.stream("point", t), p, DOUBLE));
        RealMatrix away =
            MatrixUtils.createColumnRealMatrix(Vectors.toDoubles(points.get(t)))
                .subtract(MatrixUtils.createColumnRealMatrix(Vectors.toDoubles(c)));
        scatter = scatter.add(away.multiply(away.transpose()));
      }
      EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(scatter);
      double total = Arrays.stream(eigen.getEigenvalues()).sum();
      try (PrincipalDirections found = PrincipalDirections.of(points, c, 2)) {
        for (int k = 0; k < 2; k++) {
          assertEquals(eigen.getEigenvalue(k) / total, found.shares().get(k), 1e-13);
          double[] direction = Vectors.toDoubles(found.directions().get(k));
          double cosine =
              eigen.getEigenvector(k).dotProduct(MatrixUtils.createRealVector(direction));
          assertEquals(1, Math.abs(cosine), 1e-12);
          assertEquals(1, norm(direction, 0, p), 1e-12);
        }
        Plane plane = new Plane(c, found.directions().get(0), found.directions().get(1));
        Plane.Projection projection = plane.project(points);
        assertEquals(found.shares().get(0) + found.shares().get(1), projection.explained(), 1e-13);
        assertTrue(projection.points().get(0).x() >= 0 && projection.points().get(0).y() >= 0);
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> PrincipalDirections.of(points.subList(0, 1), c, 2),
          "one point spans a line");
    } finally {
      points.forEach(Tensor::close);
    }
  }

  @Test
  void aMapHoldsTheObjectivesValueAtEveryPointOfTheGrid() {
    Objective c =
        new AutogradObjective(2, DOUBLE) {
          @Override
          protected Tensor expression(Tensor w) {
            return w.square().sum();
          }
        };
    try (Tensor centre = Vectors.of(DOUBLE, 1, 1);
        Tensor d = Vectors.of(DOUBLE, 2, 0);
        Tensor e = Vectors.of(DOUBLE, 0, 1)) {
      LossMap map =
          LossMap.of(
              new Plane(centre, d, e),
              c,
              LossMap.spaced(-1, 1, 3),
              LossMap.spaced(0, 3, 2),
              (done, of) -> {});
      assertEquals(List.of(-1.0, 0.0, 1.0), map.xs());
      assertEquals(List.of(List.of(2.0, 2.0, 10.0), List.of(17.0, 17.0, 25.0)), map.loss());
    }
  }
}
