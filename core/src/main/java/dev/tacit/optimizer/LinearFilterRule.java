package dev.tacit.optimizer;

/**
 * An optimizer whose step is a linear filter of past gradients, w_{n+1} = w_n - η Σ_{k≥0} a_k
 * g(w_{n-k}). What its flow needs to know are three numbers (docs/notation.md, "linear filters").
 */
public interface LinearFilterRule extends UpdateRule {

  /** a_k, the weight of the gradient met k steps ago. */
  double weight(int k);

  /** W = Σ_k a_k; ηW is the effective learning rate. */
  double totalWeight();

  /** τ = Σ_k k a_k / W, the mean age of the gradients in a step. */
  double meanLag();

  /**
   * κ_m, the factor of the batch noise in the modified loss where m batches are shuffled afresh
   * every epoch,
   *
   * <pre>
   *   κ_m = 2/(m(m-1)W) Σ_{j=1}^{m-1} (m-j) A_j,   A_j = Σ_{i&lt;j} a_i;
   * </pre>
   *
   * 0 for a single batch, which has no noise.
   */
  default double shuffledNoiseShare(int m) {
    double sum = 0;
    double partial = 0; // A_j
    for (int j = 1; j < m; j++) {
      partial += weight(j - 1);
      sum += (m - j) * partial;
    }
    return m == 1 ? 0 : 2 * sum / (m * (m - 1.0) * totalWeight());
  }
}
