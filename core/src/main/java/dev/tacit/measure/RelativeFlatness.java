package dev.tacit.measure;

import dev.tacit.network.Backpropagation;
import dev.tacit.network.Chain;
import dev.tacit.network.Network;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Derivatives;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.tensor.Vectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The relative flatness of each layer,
 *
 * <pre>
 *   κ_l = Σ_{s,s'} ⟨w_s, w_s'⟩ tr(H_ss')
 * </pre>
 *
 * with w_s the rows of W_l and H_ss' the [in, in] blocks of the layer's Hessian (H. Petzka, M.
 * Kamp, L. Adilova, C. Sminchisescu, M. Boley, NeurIPS 2021, arXiv:2001.00939). For ReLU without
 * biases it does not change under W_l → a W_l, W_{l+1} → W_{l+1}/a, which plain traces do.
 *
 * <p>With E_ij the unit matrices [in, in], κ_l = Σ_ij ⟨W_l E_ij, H[W_l E_ij]⟩, hence also E_Z ⟨W_l
 * Z, H[W_l Z]⟩ for a Z of independent entries with mean 0 and variance 1: one Hessian-vector
 * product a draw would estimate it. The examples' own structure gives more. The layer is linear in
 * W_l, z = W_l a + b, so that H_ss' = (1/N) Σ_i (∂²ℓ_i/∂z_s∂z_s') a_i a_iᵀ, its trace has the
 * factor ‖a_i‖², and what remains is the trace of W_lᵀ (∂²ℓ_i/∂z²) W_l = ∂²ℓ_i/∂a_i²:
 *
 * <pre>
 *   κ_l = (1/N) Σ_i ‖a_i‖² tr(∂²ℓ_i/∂a_i²)
 * </pre>
 *
 * the curvature of the loss in the layer's own input, relative to the size of that input. It is a
 * mean over examples, so that a subset of them gives an estimate with a standard error.
 *
 * <ul>
 *   <li>Where the network is piecewise linear, ∂²ℓ_i/∂a_i² = J_iᵀ (∂²ℓ_i/∂f_i²) J_i with J_i =
 *       ∂f_i/∂a_i, and the trace is exact after one backward pass a class, for all layers together.
 *   <li>Otherwise each example's trace is estimated by one Rademacher vector of its own, ζ_iᵀ
 *       (∂²ℓ_i/∂a_i²) ζ_i (Hutchinson); the spread over examples holds the estimator's own.
 * </ul>
 */
public final class RelativeFlatness {
  private RelativeFlatness() {}

  /** Whether the numbers of {@link #perExample} are exact for a network. */
  public static boolean isExactFor(Network network) {
    return network.body().isPiecewiseLinear();
  }

  /**
   * Each example's part of each layer's κ: their mean over examples is κ_l, or estimates it without
   * bias.
   *
   * @param w shape [p]
   * @param random for the estimator; not used where the numbers are exact
   * @return [layers][N]
   */
  public static double[][] perExample(EmpiricalRisk risk, Tensor w, UniformRandomProvider random) {
    return isExactFor(risk.network()) ? exact(risk, w) : estimated(risk, w, random);
  }

  static double[][] exact(EmpiricalRisk risk, Tensor w) {
    int depth = risk.network().depth();
    double[][] parts = new double[depth][risk.examples()];
    try (Backpropagation pass = new Backpropagation(risk.network(), w)) {
      for (int start = 0; start < risk.examples(); start += risk.block()) {
        int rows = Math.min(risk.block(), risk.examples() - start);
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          Tensor x = risk.inputs().narrow(0, start, rows);
          Backpropagation.Trace trace = pass.forward(x);
          Tensor[] traces = new Tensor[depth]; // tr ∂²ℓ_i/∂a_i², [rows]
          for (int layer = 0; layer < depth; layer++) {
            traces[layer] = torch.zeros(new long[] {rows}, trace.outputs().options());
          }
          for (int c = 0; c < risk.network().outputs(); c++) {
            try (PointerScope one = new PointerScope()) {
              pass.backward(
                  trace,
                  risk.loss().hessianFactor(trace.outputs(), c),
                  (layer, passage, d) -> {
                    Tensor weight = pass.parameters().of(layer)[0];
                    traces[layer].add_(torch.mm(d, weight).square_().sum(1));
                  });
            }
          }
          for (int layer = 0; layer < depth; layer++) {
            Tensor a = trace.layers().get(layer).input();
            Tensor part = traces[layer].mul_(a.square().sum(1));
            System.arraycopy(Vectors.toDoubles(part), 0, parts[layer], start, rows);
          }
        }
      }
    }
    return parts;
  }

  static double[][] estimated(EmpiricalRisk risk, Tensor w, UniformRandomProvider random) {
    Network network = risk.network();
    double[][] parts = new double[network.depth()][risk.examples()];
    try (Backpropagation pass = new Backpropagation(network, w)) {
      for (int start = 0; start < risk.examples(); start += risk.block()) {
        int rows = Math.min(risk.block(), risk.examples() - start);
        try (PointerScope scope = new PointerScope()) {
          Tensor y = risk.targets().narrow(0, start, rows);
          Backpropagation.Trace trace = pass.forward(risk.inputs().narrow(0, start, rows));
          for (int layer = 0; layer < network.depth(); layer++) {
            try (PointerScope one = new PointerScope()) {
              Tensor part =
                  curvatureAlongSigns(risk, w, layer, trace.layers().get(layer).input(), y, random);
              System.arraycopy(Vectors.toDoubles(part), 0, parts[layer], start, rows);
            }
          }
        }
      }
    }
    return parts;
  }

  /** ‖a_i‖² ζ_iᵀ (∂²ℓ_i/∂a_i²) ζ_i, shape [rows]. */
  private static Tensor curvatureAlongSigns(
      EmpiricalRisk risk, Tensor w, int layer, Tensor a, Tensor y, UniformRandomProvider random) {
    Tensor leaf = a.detach().requires_grad_(true);
    Tensor[] slices = risk.network().layout().split(w.detach());
    Tensor outputs = ((Chain) risk.network().body()).expressFrom(layer, slices, leaf);
    Tensor losses = risk.loss().perExample(outputs, y);
    try (Tensor signs = RandomVectors.signs(random, a.numel(), risk.placement())) {
      Tensor zeta = signs.view_as(a);
      Tensor slope = Derivatives.of(losses.sum(), leaf, true).mul(zeta).sum();
      Tensor along = Derivatives.of(slope, leaf, false);
      try (NoGradGuard guard = new NoGradGuard()) {
        return along.mul(zeta).sum(1).mul(leaf.square().sum(1));
      }
    }
  }
}
