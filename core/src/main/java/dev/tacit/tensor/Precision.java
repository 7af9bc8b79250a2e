package dev.tacit.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The floating-point format of a computation: float32 for training, float64 for theory. */
public enum Precision {
  FLOAT32(ScalarType.Float, 4, 0x1p-24),
  FLOAT64(ScalarType.Double, 8, 0x1p-53);

  private final ScalarType scalarType;
  private final int bytes;
  private final double unitRoundoff;

  Precision(ScalarType scalarType, int bytes, double unitRoundoff) {
    this.scalarType = scalarType;
    this.bytes = bytes;
    this.unitRoundoff = unitRoundoff;
  }

  /** LibTorch's name for this format. */
  public ScalarType scalarType() {
    return scalarType;
  }

  /** Bytes one number takes. */
  public int bytes() {
    return bytes;
  }

  /** Half the distance from 1 to the next larger number. */
  public double unitRoundoff() {
    return unitRoundoff;
  }

  /**
   * The format of a tensor's elements.
   *
   * @throws IllegalArgumentException if the tensor holds neither float32 nor float64
   */
  public static Precision of(Tensor tensor) {
    ScalarType type = tensor.scalar_type().intern();
    for (Precision precision : values()) {
      if (precision.scalarType == type) {
        return precision;
      }
    }
    throw new IllegalArgumentException("expected a float32 or float64 tensor, found " + type);
  }

  /** As written in files: {@code float32} or {@code float64}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
