package dev.tacit.tensor;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads one contiguous tensor again and again into one array, in order. On the CPU it allocates
 * nothing and makes no LibTorch call, which for a few numbers a step would cost more than the
 * numbers.
 */
public final class HostCopy {
  private final Tensor tensor;
  private final FloatBuffer floats; // null unless float32 on the CPU
  private final DoubleBuffer doubles; // null unless float64 on the CPU
  private final float[] single;
  private final double[] values;

  /**
   * @param tensor contiguous, of fixed size; must outlive this object
   */
  public HostCopy(Tensor tensor) {
    if (!tensor.is_contiguous()) {
      throw new IllegalArgumentException("only a contiguous tensor can be read in order");
    }
    this.tensor = tensor;
    boolean here = tensor.is_cpu();
    boolean float32 = Precision.of(tensor) == Precision.FLOAT32;
    floats = here && float32 ? Vectors.floats(tensor) : null;
    doubles = here && !float32 ? Vectors.doubles(tensor) : null;
    values = new double[Math.toIntExact(tensor.numel())];
    single = floats == null ? null : new float[values.length];
  }

  /** What the tensor holds now; the same array every time. */
  public double[] read() {
    if (floats != null) {
      floats.get(0, single);
      for (int i = 0; i < single.length; i++) {
        values[i] = single[i];
      }
    } else if (doubles != null) {
      doubles.get(0, values);
    } else {
      System.arraycopy(Vectors.toDoubles(tensor), 0, values, 0, values.length);
    }
    return values;
  }
}
