package dev.tacit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.objective.ObjectiveContract;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.EmpiricalRiskTest;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchStatisticsTest {
  private static final int[][] UNEQUAL = {{0, 5, 2}, {7, 8, 1}, {3, 4, 6}, {9, 10, 11}, {12}};

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void equalTheStatisticsOfSingleBatchGradients(boolean bias) {
    check(
        EmpiricalRiskTest.risk(Loss.CROSS_ENTROPY, Activation.TANH, bias, Placement.CPU_FLOAT64),
        UNEQUAL);
  }

  @Test
  void equalThemOverSeveralBlocksAndForABatchLargerThanABlock() {
    int n = 2 * EmpiricalRisk.BLOCK + 40;
    Mlp network = new Mlp(List.of(4, 6, 3), Activation.RELU, true);
    int[][] batches = new int[(n + 63) / 64 + 1][];
    batches[batches.length - 1] = IntStream.range(3, n).toArray();
    for (int k = 0; k < batches.length - 1; k++) {
      batches[k] = new int[Math.min(64, n - 64 * k)];
      for (int i = 0; i < batches[k].length; i++) {
        batches[k][i] = n - 1 - (64 * k + i);
      }
    }
    check(
        EmpiricalRisk.classification(
            network,
            Loss.SQUARED_ERROR,
            Placement.CPU_FLOAT64,
            EmpiricalRiskTest.inputs(n, 4),
            EmpiricalRiskTest.labels(n, 3)),
        batches);
  }

  private static void check(EmpiricalRisk risk, int[][] batches) {
    try (risk;
        Tensor w = EmpiricalRiskTest.start(risk, Placement.CPU_FLOAT64);
        Partition partition = new Partition(batches, "cpu");
        BatchStatistics statistics = BatchStatistics.at(risk, w, partition);
        Tensor mean = Vectors.zeros(risk.dimension(), Placement.CPU_FLOAT64);
        Tensor square = Vectors.zeros(risk.dimension(), Placement.CPU_FLOAT64)) {
      List<double[]> gradients = new ArrayList<>();
      try (Tensor g = Vectors.zeros(risk.dimension(), Placement.CPU_FLOAT64)) {
        for (int[] batch : batches) {
          risk.batch(batch).gradient(w, g);
          mean.add_(g, new Scalar(1.0 / batches.length));
          square.addcmul_(g, g, new Scalar(1.0 / batches.length));
          gradients.add(Vectors.toDoubles(g));
        }
      }
      ObjectiveContract.assertClose(mean, statistics.mean(), 1e-13);
      ObjectiveContract.assertClose(square, statistics.secondMoment(), 1e-13);

      // Eq. (2): the mean of squares is the square of the mean plus the mean squared deviation.
      double[] centre = Vectors.toDoubles(mean);
      double squares = 0;
      double deviations = 0;
      for (double[] g : gradients) {
        for (int j = 0; j < g.length; j++) {
          squares += g[j] * g[j] / gradients.size();
          deviations += (g[j] - centre[j]) * (g[j] - centre[j]) / gradients.size();
        }
      }
      assertEquals(squares, statistics.meanSquaredNorm(), 1e-13 * squares);
      assertEquals(deviations, statistics.batchVariance(), 1e-12 * squares);
      assertEquals(
          statistics.meanSquaredNorm(),
          statistics.squaredNormOfMean() + statistics.batchVariance(),
          1e-13 * squares);
      assertEquals(
          risk.network().express(w, risk.inputs()).narrow(0, batches[1][0], 1).sum().item_double(),
          statistics.outputs().narrow(0, partition.start(1), 1).sum().item_double(),
          1e-14);
    }
  }
}
