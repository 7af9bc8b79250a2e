package dev.tacit.measure;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.SingularValues;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The norms of one weight matrix W [out, in]; biases have none.
 *
 * @param name of its slice, as in {@code layer1.weight}
 * @param spectrum its singular values: spectral norm, Frobenius norm, ranks
 * @param mixed ‖Wᵀ‖_{2,1} = Σ_s ‖w_s‖₂, the sum of the norms of its rows (the weights into one
 *     unit), as in Bartlett, Foster, Telgarsky 2017
 */
public record LayerNorms(String name, SingularValues spectrum, double mixed) {

  /** The norms of every weight matrix, first layer first. */
  public static List<LayerNorms> of(ParameterLayout layout, Tensor w) {
    List<LayerNorms> norms = new ArrayList<>();
    for (Slice slice : layout.slices()) {
      if (slice.isWeight()) {
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          Tensor matrix = slice.of(w.detach());
          Tensor wide = matrix.to(Precision.FLOAT64.scalarType());
          norms.add(
              new LayerNorms(
                  slice.name(),
                  SingularValues.of(matrix),
                  wide.square().sum(1).sqrt().sum().item_double()));
        }
      }
    }
    return norms;
  }
}
