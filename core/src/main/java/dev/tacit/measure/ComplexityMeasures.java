package dev.tacit.measure;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The complexity measures μ of weight matrices W_1 … W_d, as their logarithms ln μ: products over
 * layers leave the range of a double.
 *
 * <p>Y. Jiang, B. Neyshabur, H. Mobahi, D. Krishnan, S. Bengio, "Fantastic generalization measures
 * and where to find them", ICLR 2020, arXiv:1912.02178; what to expect of them: G. K. Dziugaite et
 * al., NeurIPS 2020, arXiv:2010.11924.
 */
public final class ComplexityMeasures {
  private ComplexityMeasures() {}

  /** ln Σ_i ‖W_i‖_F²; of W_i - W_i⁰, the distance from the start. */
  public static double frobenius(List<LayerNorms> layers) {
    return Math.log(sum(layers, layer -> layer.spectrum().squaredFrobeniusNorm()));
  }

  /** ln Σ_i ‖W_i‖₂². */
  public static double spectral(List<LayerNorms> layers) {
    return Math.log(sum(layers, layer -> square(layer.spectralNorm())));
  }

  /** ln Π_i ‖W_i‖₂². */
  public static double spectralProduct(List<LayerNorms> layers) {
    return sum(layers, layer -> 2 * Math.log(layer.spectralNorm()));
  }

  /** ln Π_i ‖W_i‖_F². */
  public static double frobeniusProduct(List<LayerNorms> layers) {
    return sum(layers, layer -> Math.log(layer.spectrum().squaredFrobeniusNorm()));
  }

  /** ln d (Π)^{1/d} from ln Π: the layers' geometric mean, d times. */
  public static double sumOfEqual(double logProduct, int layers) {
    return Math.log(layers) + logProduct / layers;
  }

  /**
   * ln [Π_i ‖W_i‖₂² Σ_j ‖V_j‖_F² / ‖W_j‖₂²]; with V = W the "original" form, with V = W - W⁰ the
   * distance form.
   */
  public static double spectralTimesRanks(List<LayerNorms> w, List<LayerNorms> v) {
    double ranks = 0;
    for (int layer = 0; layer < w.size(); layer++) {
      ranks += v.get(layer).spectrum().squaredFrobeniusNorm() / square(w.get(layer).spectralNorm());
    }
    return spectralProduct(w) + Math.log(ranks);
  }

  /**
   * ln R with R = Π_i ‖W_i‖₂ (Σ_i (‖V_iᵀ‖_{2,1} / ‖W_i‖₂)^{2/3})^{3/2}, the spectral complexity of
   * P. L. Bartlett, D. J. Foster, M. Telgarsky, NeurIPS 2017, arXiv:1706.08498, with V = W - M and
   * M the reference matrices: zero, or the start.
   */
  public static double bartlett(List<LayerNorms> w, List<LayerNorms> v) {
    double sum = 0;
    for (int layer = 0; layer < w.size(); layer++) {
      sum += Math.pow(v.get(layer).mixed() / w.get(layer).spectralNorm(), 2.0 / 3);
    }
    return spectralProduct(w) / 2 + 1.5 * Math.log(sum);
  }

  /** ln γ², NaN where γ is not positive: there is no margin to divide by. */
  public static double squaredMargin(double gamma) {
    return gamma > 0 ? 2 * Math.log(gamma) : Double.NaN;
  }

  /** √(μ/n) from ln μ. */
  public static double perExample(double logMeasure, double examples) {
    return Math.exp((logMeasure - Math.log(examples)) / 2);
  }

  private static double sum(List<LayerNorms> layers, ToDoubleFunction<LayerNorms> term) {
    return layers.stream().mapToDouble(term).sum();
  }

  private static double square(double x) {
    return x * x;
  }
}
