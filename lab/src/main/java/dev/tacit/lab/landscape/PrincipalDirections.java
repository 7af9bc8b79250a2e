package dev.tacit.lab.landscape;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The directions in which a trajectory w_0 … w_{T-1} extends most from its end c: the leading right
 * singular vectors of the matrix with rows w_t - c, found through its Gram matrix [T, T] in
 * float64. Li et al., NeurIPS 2018, arXiv:1712.09913, section 7.
 *
 * @param directions orthonormal, largest first, shape [p] each; signs such that the first point has
 *     no negative coordinate
 * @param shares of Σ‖w_t - c‖² along each
 */
public record PrincipalDirections(List<Tensor> directions, List<Double> shares)
    implements AutoCloseable {
  private static final long COLUMNS = 1 << 15; // of the matrix, at a time

  /**
   * Of a trajectory.
   *
   * @param points at least as many as directions, none needed twice
   * @param count how many directions
   * @throws IllegalArgumentException if the points do not span that many
   */
  public static PrincipalDirections of(List<Tensor> points, Tensor centre, int count) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor gram = gram(points, centre);
      T_TensorTensor_T decomposition = torch.linalg_eigh(gram);
      double[] values = Vectors.toDoubles(decomposition.get0()); // ascending
      double total = 0;
      for (double value : values) {
        total += Math.max(0, value);
      }
      int rank = 0;
      for (double value : values) {
        rank += value > 1e-12 * total ? 1 : 0;
      }
      if (!(rank >= count)) {
        throw new IllegalArgumentException(
            "a trajectory of "
                + points.size()
                + " points spans "
                + rank
                + " directions around its end, "
                + count
                + " are needed");
      }
      List<Tensor> directions = new ArrayList<>();
      List<Double> shares = new ArrayList<>();
      for (int k = 0; k < count; k++) {
        int index = values.length - 1 - k;
        double[] u = Vectors.toDoubles(decomposition.get1().select(1, index).contiguous());
        double sign = u[0] < 0 ? -1 : 1;
        Tensor direction = Vectors.keep(torch.zeros_like(centre));
        double sum = 0;
        for (int t = 0; t < u.length; t++) {
          double weight = sign * u[t] / Math.sqrt(values[index]);
          direction.add_(points.get(t), new Scalar(weight));
          sum += weight;
        }
        direction.sub_(centre, new Scalar(sum));
        directions.add(direction);
        shares.add(values[index] / total);
      }
      return new PrincipalDirections(directions, shares);
    }
  }

  /** ⟨w_s - c, w_t - c⟩, some columns of the vectors at a time. */
  private static Tensor gram(List<Tensor> points, Tensor centre) {
    int count = points.size();
    Tensor gram = torch.zeros(new long[] {count, count}, Placement.CPU_FLOAT64.options());
    for (long from = 0; from < centre.numel(); from += COLUMNS) {
      try (PointerScope scope = new PointerScope()) {
        long width = Math.min(COLUMNS, centre.numel() - from);
        TensorVector rows = new TensorVector();
        for (Tensor point : points) {
          rows.push_back(point.narrow(0, from, width));
        }
        Tensor block = torch.stack(rows, 0).sub_(centre.narrow(0, from, width));
        Tensor wide = block.cpu().to(Precision.FLOAT64.scalarType());
        gram.add_(torch.mm(wide, wide.t()));
      }
    }
    return gram;
  }

  @Override
  public void close() {
    directions.forEach(Tensor::close);
  }
}
