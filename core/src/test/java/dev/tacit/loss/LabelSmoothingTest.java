package dev.tacit.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LabelSmoothingTest {
  private static final double[] F = {0.3, -1.2, 0.8};

  /** (1-α) times the plain loss of the label and α/K times that of every class. */
  @Test
  void mixesTheLossesOfAllClasses() {
    Loss smooth = Loss.smoothed(Loss.CROSS_ENTROPY, 0.3);
    double[] each = new double[3];
    double[][] gradients = new double[3][];
    for (int c = 0; c < 3; c++) {
      each[c] = value(Loss.CROSS_ENTROPY, c);
      gradients[c] = gradient(Loss.CROSS_ENTROPY, c);
    }
    double mean = (each[0] + each[1] + each[2]) / 3;
    for (int c = 0; c < 3; c++) {
      assertEquals(0.7 * each[c] + 0.3 * mean, value(smooth, c), 1e-14);
      double[] expected = new double[3];
      for (int j = 0; j < 3; j++) {
        double average = (gradients[0][j] + gradients[1][j] + gradients[2][j]) / 3;
        expected[j] = 0.7 * gradients[c][j] + 0.3 * average;
      }
      assertArrayEquals(expected, gradient(smooth, c), 1e-14);
    }
  }

  /** torch.nn.functional.cross_entropy(f, [1], label_smoothing=0.1) in PyTorch 1.13, float64. */
  @Test
  void isThatOfPyTorch() {
    assertEquals(2.438290252975324, value(Loss.smoothed(Loss.CROSS_ENTROPY, 0.1), 1), 1e-14);
  }

  @Test
  void isForCrossEntropyAndSharesBelowOne() {
    assertThrows(IllegalArgumentException.class, () -> Loss.smoothed(Loss.CROSS_ENTROPY, 1));
    assertThrows(IllegalArgumentException.class, () -> Loss.smoothed(Loss.CROSS_ENTROPY, -0.1));
    assertThrows(
        IllegalArgumentException.class, () -> Loss.smoothed(Loss.CROSS_ENTROPY, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Loss.smoothed(Loss.SQUARED_ERROR, 0.1));
  }

  private static double value(Loss loss, int label) {
    try (PointerScope scope = new PointerScope()) {
      return loss.perExample(outputs(), Tensor.create(new long[] {label}, 1)).item_double();
    }
  }

  private static double[] gradient(Loss loss, int label) {
    try (PointerScope scope = new PointerScope()) {
      return Vectors.toDoubles(
          loss.outputGradient(outputs(), Tensor.create(new long[] {label}, 1)).view(3));
    }
  }

  private static Tensor outputs() {
    return Vectors.of(Placement.CPU_FLOAT64, F).view(1, 3);
  }
}
