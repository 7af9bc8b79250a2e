package dev.tacit.measure;

import dev.tacit.network.Convolution;
import dev.tacit.network.Network;
import dev.tacit.network.Unit;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.SingularValues;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The norms of one weight matrix W [out, in]; biases have none. Of a convolution, W is its kernels
 * as a matrix [out, in/groups k²], except for the spectral norm, which is that of the whole map
 * from images to images.
 *
 * @param name of its slice, as in {@code layer1.weight}
 * @param spectrum its singular values: Frobenius norm, ranks
 * @param spectralNorm the largest singular value of the layer as a linear map
 * @param mixed ‖Wᵀ‖_{2,1} = Σ_s ‖w_s‖₂, the sum of the norms of its rows (the weights into one
 *     unit), as in Bartlett, Foster, Telgarsky 2017
 */
public record LayerNorms(String name, SingularValues spectrum, double spectralNorm, double mixed) {

  /** The norms of every weight matrix, first layer first. */
  public static List<LayerNorms> of(Network network, Tensor w) {
    List<LayerNorms> norms = new ArrayList<>();
    int layer = -1;
    String name = "";
    for (Slice slice : network.layout().slices()) {
      layer += slice.layer().equals(name) ? 0 : 1;
      name = slice.layer();
      if (slice.isWeight()) {
        norms.add(of(network.units().get(layer), slice, w));
      }
    }
    return norms;
  }

  private static LayerNorms of(Unit unit, Slice slice, Tensor w) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor weight = slice.of(w.detach());
      Tensor matrix = weight.flatten(1, -1);
      Tensor wide = matrix.to(Precision.FLOAT64.scalarType());
      SingularValues spectrum = SingularValues.of(matrix);
      double norm =
          unit.layer() instanceof Convolution convolution
              ? OperatorNorm.of(convolution, weight, unit.input())
              : spectrum.spectralNorm();
      return new LayerNorms(
          slice.name(), spectrum, norm, wide.square().sum(1).sqrt().sum().item_double());
    }
  }
}
