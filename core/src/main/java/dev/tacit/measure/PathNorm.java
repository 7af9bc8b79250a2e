package dev.tacit.measure;

import dev.tacit.network.Network;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The squared path norm: the sum over all paths from an input to an output of the product of the
 * squared weights along it, and over all paths that start at a bias,
 *
 * <pre>
 *   μ = Σ_c f_{w²}(1)[c]
 * </pre>
 *
 * one forward pass of a single all-ones input through the network with squared weights and biases.
 * Everything on the way is non-negative, so that ReLU would change nothing and no activation is
 * applied; for other activations μ is the same function of w. For ReLU without biases it does not
 * change under W_l → a W_l, W_{l+1} → W_{l+1}/a.
 *
 * <p>B. Neyshabur, R. Salakhutdinov, N. Srebro, NeurIPS 2015, arXiv:1506.02617; in the form of
 * Jiang et al., ICLR 2020, arXiv:1912.02178, biases included.
 */
public final class PathNorm {
  private PathNorm() {}

  /** μ, summed in float64. */
  public static double squared(Network network, Tensor w) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor[] squares =
          network.layout().split(w.detach().to(Precision.FLOAT64.scalarType()).square());
      Tensor ones = torch.ones(new long[] {1, network.inputs()}, squares[0].options());
      Tensor a = network.body().paths(squares, network.shaped(ones));
      return Arrays.stream(Vectors.toDoubles(a)).sum();
    }
  }
}
