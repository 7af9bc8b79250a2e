package dev.tacit.measure;

import dev.tacit.network.Backpropagation;
import dev.tacit.risk.EmpiricalRisk;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The Fisher-Rao norm with the Fisher matrix of the data, I(w) = (1/N) Σ_i ∇ℓ_i ∇ℓ_iᵀ:
 *
 * <pre>
 *   ‖w‖_fr² = ⟨w, I(w) w⟩ = (1/N) Σ_i ⟨w, ∇ℓ_i⟩²
 * </pre>
 *
 * No gradient is formed: with Z_l = A_l W_lᵀ + b_l and D_l = ∂ℓ/∂Z_l, ⟨w, ∇ℓ_i⟩ = Σ_l ⟨D_l,i,
 * Z_l,i⟩. Exact for every activation, with and without biases; cost: two forward passes and the
 * data part of a backward pass.
 *
 * <p>For ReLU without biases ⟨w, ∇_w f⟩ = L f, so that ‖w‖_fr² = L² (1/N) Σ_i ⟨∂ℓ_i/∂f_i, f_i⟩²
 * with L the number of weight layers, the form of the source: T. Liang, T. Poggio, A. Rakhlin, J.
 * Stokes, AISTATS 2019, arXiv:1711.01530.
 */
public final class FisherRaoNorm {
  private FisherRaoNorm() {}

  /** ‖w‖_fr², over all examples of a risk. */
  public static double squared(EmpiricalRisk risk, Tensor w) {
    risk.network().requireSingleExamples();
    double sum = 0;
    int n = risk.examples();
    try (Backpropagation pass = new Backpropagation(risk.network(), w)) {
      for (int start = 0; start < n; start += risk.block()) {
        int rows = Math.min(risk.block(), n - start);
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          Backpropagation.Trace trace = pass.forward(risk.inputs().narrow(0, start, rows));
          Tensor d =
              risk.loss().outputGradient(trace.outputs(), risk.targets().narrow(0, start, rows));
          Tensor along = torch.zeros(new long[] {rows}, trace.outputs().options()); // ⟨w, ∇ℓ_i⟩
          pass.backward(
              trace,
              d,
              (layer, passage, outputGradient) ->
                  along.add_(passage.slopes(outputGradient, pass.parameters().of(layer))));
          sum += along.to(torch.ScalarType.Double).square_().sum().item_double();
        }
      }
    }
    return sum / n;
  }
}
