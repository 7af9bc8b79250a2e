package dev.tacit.training;

import dev.tacit.network.Network;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.Placement;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;

/**
 * One step as a penalty sees it: where, of which batch, by which rule, and derivatives of the loss
 * there. What a training offers from a network's own passes, a test offers from plain functions.
 */
public interface Step {

  /** Where, shape [p]; not to be changed or closed. */
  Tensor w();

  /** g_k = ∇Ĉ_k(w) of the batch's loss, shape [p]; not to be changed or closed. */
  Tensor gradient();

  /** What is trained. */
  Network network();

  /** Precision and device of all vectors. */
  Placement placement();

  /** The rule that takes this step. */
  UpdateRule rule();

  /** η that the rule takes it with. */
  double learningRate();

  /** How many steps of the training were taken before this one. */
  long taken();

  /** m, the number of batches in the epoch. */
  int batches();

  /** Whether the batch is the whole training set. */
  boolean full();

  /**
   * ∇Ĉ_k elsewhere.
   *
   * @param there shape [p]
   * @return shape [p]; not to be changed or closed, and gone with the next call
   */
  Tensor gradientAt(Tensor there);

  /**
   * Adds a H_k v, H_k = ∇²Ĉ_k(w).
   *
   * @param v shape [p]
   * @param sum changed, shape [p]; may be v itself
   */
  void addProduct(double a, Tensor v, Tensor sum);

  /**
   * Adds a H g of all examples, g = ∇C(w) and H = ∇²C(w): as much work as an epoch and more.
   *
   * @param sum changed, shape [p]
   */
  void addProductOfAll(double a, Tensor sum);

  /**
   * Adds how g_k would differ with other targets.
   *
   * @param noise makes them
   * @param sum changed, shape [p]
   */
  void addChangeOfTargets(TargetNoise noise, Tensor sum);

  /** A stream of random numbers of this step's own, by name. */
  UniformRandomProvider random(String name);
}
