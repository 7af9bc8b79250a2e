package dev.tacit.measure;

import dev.tacit.network.Convolution;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The spectral norm of a convolution as a linear map of images, K, with its stride, its zero
 * padding and the size of its input: the largest singular value, by power iteration with KᵀK in
 * float64. The reshaped kernel's differs from it by up to its side (Sedghi, Gupta, Long, ICLR 2019,
 * arXiv:1805.10408, who take the map with circular padding).
 */
final class OperatorNorm {
  private static final int MOST_STEPS = 2000;
  private static final double CLOSE = 1e-10;

  private OperatorNorm() {}

  /**
   * Iterates until the norm changes by less than 1e-10 of itself.
   *
   * @param weight [out, in/groups, k, k]
   * @param input the shape of an image
   */
  static double of(Convolution convolution, Tensor weight, Shape input) {
    if (!Vectors.isFinite(weight)) {
      return Double.NaN;
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Tensor start =
            RandomVectors.gaussian(
                new RandomStreams(0).stream("operator-norm", 0),
                input.size(),
                Placement.CPU_FLOAT64)) {
      Tensor kernels = weight.to(Precision.FLOAT64.scalarType());
      Tensor v = torch.zeros(input.batch(1), kernels.options()).copy_(start.view(input.batch(1)));
      double norm = 0;
      for (int step = 0; step < MOST_STEPS; step++) {
        try (PointerScope inner = new PointerScope()) {
          v.div_(new Scalar(v.norm().item_double()));
          Tensor z = convolution.apply(kernels, v);
          double next = z.norm().item_double();
          if (next == 0 || Math.abs(next - norm) <= CLOSE * next) {
            return next;
          }
          norm = next;
          v.copy_(convolution.transpose(kernels, z, input));
        }
      }
      return norm;
    }
  }
}
