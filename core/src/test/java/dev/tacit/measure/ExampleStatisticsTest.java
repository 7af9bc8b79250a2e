package dev.tacit.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.measure.ExampleStatistics.Detail;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.network.Network;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.EmpiricalRiskTest;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Per-example quantities against a loop over single examples, each through autograd. */
class ExampleStatisticsTest {
  private static final Placement FLOAT64 = Placement.CPU_FLOAT64;
  private static final int[][] BATCHES = {{0, 5, 2, 9}, {7, 8, 1, 4}, {3, 4}, {11}};

  @ParameterizedTest
  @CsvSource({
    "RELU, true, NORMS",
    "RELU, true, INNER_PRODUCTS",
    "TANH, false, NORMS",
    "TANH, false, INNER_PRODUCTS",
    "GELU, true, INNER_PRODUCTS"
  })
  void equalALoopOverSingleExamples(Activation activation, boolean bias, Detail detail) {
    try (EmpiricalRisk risk =
            EmpiricalRiskTest.risk(Loss.CROSS_ENTROPY, activation, bias, FLOAT64);
        Tensor w = EmpiricalRiskTest.start(risk, FLOAT64);
        Tensor g = Vectors.zeros(risk.dimension(), FLOAT64);
        Partition partition = new Partition(BATCHES, "cpu");
        LossGradient pass = new LossGradient(risk, w, g);
        ExampleStatistics statistics = new ExampleStatistics(risk, detail)) {
      pass.watch(statistics);
      for (int k = 0; k < BATCHES.length; k++) {
        pass.compute(partition, k);
        check(risk, w, BATCHES[k], statistics, detail == Detail.INNER_PRODUCTS);
      }
    }
  }

  @Test
  void batchesOfManyBlocksHaveNormsButNoProducts() {
    int n = EmpiricalRisk.BLOCK + 3;
    Mlp network = new Mlp(List.of(3, 4, 2), Activation.TANH, true);
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(
                network,
                Loss.SQUARED_ERROR,
                FLOAT64,
                EmpiricalRiskTest.inputs(n, 3),
                EmpiricalRiskTest.labels(n, 2));
        Tensor w = EmpiricalRiskTest.start(risk, FLOAT64);
        Tensor g = Vectors.zeros(risk.dimension(), FLOAT64);
        Partition partition = new Partition(new int[][] {IntStream.range(0, n).toArray()}, "cpu");
        LossGradient pass = new LossGradient(risk, w, g);
        ExampleStatistics statistics = new ExampleStatistics(risk, Detail.INNER_PRODUCTS)) {
      pass.watch(statistics);
      pass.compute(partition, 0);
      check(risk, w, IntStream.range(0, n).toArray(), statistics, false);
      assertTrue(Double.isNaN(statistics.total().innerProductTest()));
    }
  }

  private static void check(
      EmpiricalRisk risk, Tensor w, int[] batch, ExampleStatistics statistics, boolean products) {
    int size = batch.length;
    int p = (int) risk.dimension();
    double[][] g =
        Arrays.stream(batch).mapToObj(i -> gradient(risk, w, i)).toArray(double[][]::new);
    double[] mean = new double[p];
    for (double[] gi : g) {
      for (int j = 0; j < p; j++) {
        mean[j] += gi[j] / size;
      }
    }
    double[] squares = Arrays.stream(g).mapToDouble(gi -> dot(gi, gi, 0, p)).toArray();
    double[] projections = Arrays.stream(g).mapToDouble(gi -> dot(gi, mean, 0, p)).toArray();
    double scale = Arrays.stream(squares).max().orElseThrow();
    assertArrayEquals(squares, statistics.squaredNorms(), 1e-13 * scale);
    if (products) {
      assertArrayEquals(projections, statistics.projections(), 1e-13 * scale);
    }

    int from = 0;
    for (int layer = 0; layer < risk.network().depth(); layer++) {
      int start = from;
      int end = from + layerSize(risk.network(), layer);
      NoiseMoments found = statistics.ofLayer(layer);
      double sum = Arrays.stream(g).mapToDouble(gi -> dot(gi, gi, start, end)).sum();
      assertEquals(sum, found.sumOfSquares(), 1e-13 * size * scale);
      assertEquals(dot(mean, mean, start, end), found.squaredNormOfMean(), 1e-13 * scale);
      from = end;
    }

    NoiseMoments total = statistics.total();
    assertEquals(size, total.size());
    double squareOfMean = dot(mean, mean, 0, p);
    assertEquals(squareOfMean, total.squaredNormOfMean(), 1e-13 * scale);
    if (size == 1) {
      assertTrue(Double.isNaN(total.varianceTrace()), "one example says nothing of noise");
      return;
    }
    double variance = 0; // Σ_j of the sample variance of coordinate j
    double inner = 0;
    double orthogonal = 0;
    for (int i = 0; i < size; i++) {
      double along = projections[i] / squareOfMean;
      inner += (along - 1) * (along - 1);
      for (int j = 0; j < p; j++) {
        variance += (g[i][j] - mean[j]) * (g[i][j] - mean[j]) / (size - 1);
        orthogonal += Math.pow(g[i][j] - along * mean[j], 2) / squareOfMean;
      }
    }
    double pairs = size * (size - 1.0);
    double norm = Math.sqrt(variance / size / squareOfMean);
    assertEquals(variance, total.varianceTrace(), 1e-12 * variance);
    assertEquals(squareOfMean - variance / size, total.squaredNorm(), 1e-12 * scale);
    assertEquals(norm, total.normTest(), 1e-12 * norm);
    if (products) {
      assertEquals(Math.sqrt(inner / pairs), total.innerProductTest(), 1e-12 * norm);
      assertEquals(Math.sqrt(orthogonal / pairs), total.orthogonalityTest(), 1e-12 * norm);
      assertEquals(
          norm, Math.hypot(total.innerProductTest(), total.orthogonalityTest()), 1e-12 * norm);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theGramMatrixHoldsTheNormOfEverySubBatch(boolean bias) {
    try (EmpiricalRisk risk =
            EmpiricalRiskTest.risk(Loss.CROSS_ENTROPY, Activation.RELU, bias, FLOAT64);
        Tensor w = EmpiricalRiskTest.start(risk, FLOAT64);
        Tensor g = Vectors.zeros(risk.dimension(), FLOAT64)) {
      int[] examples = {3, 1, 4, 0, 5};
      ExampleGram gram = ExampleGram.at(risk, w, examples);
      for (int subset = 1; subset < 1 << examples.length; subset++) {
        int chosen = subset;
        int[] members =
            IntStream.range(0, examples.length).filter(i -> (chosen >> i & 1) == 1).toArray();
        risk.batch(Arrays.stream(members).map(i -> examples[i]).toArray()).gradient(w, g);
        double expected = Vectors.squaredNorm(g);
        assertEquals(expected, gram.squaredNorm(members), 1e-12 * expected);
      }
    }
  }

  private static int layerSize(Network network, int layer) {
    return (int)
        network.layout().slices().stream()
            .filter(slice -> slice.name().startsWith("layer" + (layer + 1) + "."))
            .mapToLong(Slice::size)
            .sum();
  }

  private static double[] gradient(EmpiricalRisk risk, Tensor w, int example) {
    try (Tensor g = Vectors.zeros(risk.dimension(), FLOAT64)) {
      risk.expression(example).gradient(w, g);
      return Vectors.toDoubles(g);
    }
  }

  private static double dot(double[] a, double[] b, int from, int to) {
    double sum = 0;
    for (int j = from; j < to; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
