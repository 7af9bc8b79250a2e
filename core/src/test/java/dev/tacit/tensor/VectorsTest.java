package dev.tacit.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorsTest {

  @ParameterizedTest
  @EnumSource(Precision.class)
  void returnsTheValuesItWasGiven(Precision precision) {
    Placement placement = new Placement(precision, "cpu");
    double[] values = {1.5, -2, 0, 1e-30};
    try (Tensor v = Vectors.of(placement, values)) {
      assertEquals(precision, Precision.of(v));
      assertArrayEquals(
          values, Vectors.toDoubles(v), 1e-30 * precision.unitRoundoff() * 2, "rounding only");
      Vectors.set(v, new double[] {4, 3, 2, 1});
      assertArrayEquals(new double[] {4, 3, 2, 1}, Vectors.toDoubles(v));
      assertEquals(30, Vectors.squaredNorm(v));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void anEmptyVectorHasNoValues(Precision precision) {
    try (Tensor none = Vectors.zeros(0, new Placement(precision, "cpu"))) {
      assertEquals(0, Vectors.toDoubles(none).length);
      Vectors.set(none, new double[0]);
    }
    try (Tensor none = Vectors.zeros(0, Placement.CPU_FLOAT32)) {
      assertEquals(0, Vectors.floats(none).remaining());
    }
  }

  @Test
  void aCopySharesNothing() {
    try (Tensor v = Vectors.of(Placement.CPU_FLOAT64, 1, 2);
        Tensor copy = Vectors.copy(v)) {
      Vectors.set(v, new double[] {7, 8});
      assertArrayEquals(new double[] {1, 2}, Vectors.toDoubles(copy));
    }
  }

  @Test
  void seesEveryNumberThatIsNotFinite() {
    try (Tensor good = Vectors.of(Placement.CPU_FLOAT32, 1, 2);
        Tensor nan = Vectors.of(Placement.CPU_FLOAT32, 1, Double.NaN);
        Tensor infinite = Vectors.of(Placement.CPU_FLOAT32, Double.NEGATIVE_INFINITY, 0)) {
      assertTrue(Vectors.isFinite(good));
      assertFalse(Vectors.isFinite(nan));
      assertFalse(Vectors.isFinite(infinite));
    }
  }

  @Test
  void refusesToWriteAnotherLength() {
    try (Tensor v = Vectors.zeros(3, Placement.CPU_FLOAT64)) {
      Exception e =
          assertThrows(IllegalArgumentException.class, () -> Vectors.set(v, new double[2]));
      assertTrue(e.getMessage().contains("2") && e.getMessage().contains("3"), e.getMessage());
    }
  }

  @Test
  void aKeptTensorOutlivesItsScopeAndIsFreedByClose() {
    Tensor kept;
    try (PointerScope scope = new PointerScope()) {
      kept = Vectors.zeros(3, Placement.CPU_FLOAT64);
    }
    assertArrayEquals(new double[3], Vectors.toDoubles(kept));
    kept.close();
    assertTrue(kept.isNull());

    long p = 1 << 20; // 8 MiB each: 400 leaked ones would be 3 GiB
    long before = Pointer.physicalBytes();
    for (int i = 0; i < 400; i++) {
      try (Tensor v = Vectors.zeros(p, Placement.CPU_FLOAT64)) {
        v.fill_(new org.bytedeco.pytorch.Scalar(1.0));
      }
    }
    assertTrue(Pointer.physicalBytes() - before < 200 << 20, "memory grew");
  }
}
