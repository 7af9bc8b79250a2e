package dev.tacit.curvature;

import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.Placement;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.hipparchus.special.Gamma;

/**
 * tr Diag(M)^½ of a positive semi-definite matrix M = E g gᵀ from n draws of g with E g = 0:
 *
 * <pre>
 *   (1/c_n) Σ_j √((1/n) Σ_i g_ij²)      c_n = √(2/n) Γ((n+1)/2)/Γ(n/2)
 * </pre>
 *
 * A root of a mean is too small in the mean; by c_n where g_j is Gaussian, as a sum over many
 * examples is nearly: 0.984 for 16 draws. Products with random signs ({@link Hutchinson}) would not
 * do: their noise in M_jj is that of the whole row, and its root does not average out. Errors by
 * the jackknife over draws. Memory: n vectors of p.
 */
public final class RootDiagonal {
  private RootDiagonal() {}

  /**
   * Draws.
   *
   * @param sampler overwrites a vector, shape [p], with a draw of g
   * @param draws n, at least 3
   */
  public static Estimate of(Consumer<Tensor> sampler, int draws, long p, Placement placement) {
    if (!(draws >= 3)) {
      throw new IllegalArgumentException("at least 3 draws are needed, found " + draws);
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor squares = torch.zeros(new long[] {draws, p}, placement.options());
      for (int i = 0; i < draws; i++) {
        Tensor row = squares.select(0, i);
        sampler.accept(row);
        row.square_();
      }
      Tensor sum = squares.sum(0);
      double[] leaveOneOut =
          IntStream.range(0, draws).mapToDouble(i -> rootWithout(sum, squares, i)).toArray();
      return Estimate.jackknife(root(sum, draws), leaveOneOut);
    }
  }

  private static double rootWithout(Tensor sum, Tensor squares, int i) {
    try (PointerScope scope = new PointerScope()) {
      return root(sum.sub(squares.select(0, i)), (int) squares.size(0) - 1);
    }
  }

  /** Of the sum of n squares, which rounding may have left below 0. */
  private static double root(Tensor sum, int n) {
    double meanRoot =
        Math.sqrt(2.0 / n) * Math.exp(Gamma.logGamma((n + 1) / 2.0) - Gamma.logGamma(n / 2.0));
    Tensor roots = torch.relu(sum).div_(new Scalar((double) n)).sqrt_();
    return roots.to(torch.ScalarType.Double).sum().item_double() / meanRoot;
  }
}
