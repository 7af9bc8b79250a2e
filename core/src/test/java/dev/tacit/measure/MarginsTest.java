package dev.tacit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class MarginsTest {

  /** W = I, so that the outputs are the inputs. */
  private static EmpiricalRisk identity() {
    Mlp network = new Mlp(List.of(3, 3), Activation.RELU, false);
    float[] x = {5, 1, 2, 0, 4, -1, 1, 3, 2, 7, 7, 0};
    return EmpiricalRisk.classification(
        network, Loss.CROSS_ENTROPY, Placement.CPU_FLOAT64, x, new int[] {0, 1, 2, 0});
  }

  @Test
  void areTheOutputOfTheLabelLessTheLargestOther() {
    try (EmpiricalRisk risk = identity();
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, 1, 0, 0, 0, 1, 0, 0, 0, 1);
        Partition partition = new Partition(new int[][] {{2, 0}, {3, 1}}, "cpu");
        BatchStatistics statistics = BatchStatistics.at(risk, w, partition)) {
      for (Evaluation evaluation :
          List.of(Evaluation.at(risk, w), Evaluation.from(risk, statistics, partition))) {
        Margins margins = evaluation.margins(); // 3, 4, -1, 0
        assertEquals(-1, margins.min());
        assertEquals(1.5, margins.mean());
        assertEquals(-0.7, margins.percentile10(), 1e-15); // NumPy: quantile([3,4,-1,0], 0.1)
        assertEquals(1.5, margins.quantile(0.5));
        assertEquals(4, margins.quantile(1));
        assertThrows(IllegalArgumentException.class, () -> margins.quantile(Double.NaN));
      }
    }
  }

  @Test
  void regressionsHaveNone() {
    Mlp network = new Mlp(List.of(2, 1), Activation.RELU, false);
    try (EmpiricalRisk risk =
            EmpiricalRisk.regression(
                network,
                Loss.BINARY_CROSS_ENTROPY,
                Placement.CPU_FLOAT64,
                new float[] {1, 2},
                new float[] {1});
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, 3, 1)) {
      Evaluation evaluation = Evaluation.at(risk, w);
      assertTrue(
          assertThrows(IllegalStateException.class, evaluation::margins)
              .getMessage()
              .contains("regression"));
    }
  }

  @Test
  void areUnknownWhereAnOutputIs() {
    try (EmpiricalRisk risk = identity();
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, 1, 0, 0, 0, Double.NaN, 0, 0, 0, 1)) {
      assertTrue(Double.isNaN(Evaluation.at(risk, w).margins().percentile10()));
    }
  }
}
