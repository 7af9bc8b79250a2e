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
}
