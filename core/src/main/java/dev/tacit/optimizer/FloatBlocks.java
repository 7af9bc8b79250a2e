package dev.tacit.optimizer;

import dev.tacit.tensor.Precision;
import dev.tacit.tensor.Vectors;
import java.nio.FloatBuffer;
import org.bytedeco.pytorch.Tensor;

/**
 * Runs a plain Java loop over float32 vectors in memory, a block that stays in the first-level
 * cache at a time. One pass instead of LibTorch's five: the just-in-time compiler turns such loops
 * over arrays into vector instructions, but not loops over native memory, hence the copies.
 *
 * <p>Java's float arithmetic is exact to the bit (no fused multiply-add is introduced), so that
 * interpreter, compiler and machines agree.
 */
final class FloatBlocks {
  static final int BLOCK = 2048;
  private static final ThreadLocal<float[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[4][BLOCK]);

  private FloatBlocks() {}

  /** The arithmetic of one block. */
  @FunctionalInterface
  interface Kernel {
    /**
     * Updates the first n elements.
     *
     * @param w parameters, overwritten
     * @param g gradient, read
     * @param a first state vector, overwritten
     * @param b second state vector, overwritten; unused with one state vector
     */
    void update(float[] w, float[] g, float[] a, float[] b, int n);
  }

  /** Whether all vectors are where this class can work on them. */
  static boolean apply(Tensor... vectors) {
    for (Tensor vector : vectors) {
      if (!vector.is_cpu()
          || Precision.of(vector) != Precision.FLOAT32
          || !vector.is_contiguous()) {
        return false;
      }
    }
    return true;
  }

  /** One pass over w, g and one or two state vectors, all of shape [p]. */
  static void pass(Tensor w, Tensor g, Tensor[] state, Kernel kernel) {
    FloatBuffer parameters = Vectors.floats(w);
    FloatBuffer gradient = Vectors.floats(g);
    FloatBuffer a = Vectors.floats(state[0]);
    FloatBuffer b = state.length > 1 ? Vectors.floats(state[1]) : null;
    float[][] block = SCRATCH.get();
    int p = parameters.capacity();
    for (int start = 0; start < p; start += BLOCK) {
      int n = Math.min(BLOCK, p - start);
      parameters.get(start, block[0], 0, n);
      gradient.get(start, block[1], 0, n);
      a.get(start, block[2], 0, n);
      if (b != null) {
        b.get(start, block[3], 0, n);
      }
      kernel.update(block[0], block[1], block[2], block[3], n);
      parameters.put(start, block[0], 0, n);
      a.put(start, block[2], 0, n);
      if (b != null) {
        b.put(start, block[3], 0, n);
      }
    }
  }
}
