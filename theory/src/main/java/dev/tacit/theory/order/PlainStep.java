package dev.tacit.theory.order;

import dev.tacit.network.Network;
import dev.tacit.objective.Objective;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Step;
import dev.tacit.training.TargetNoise;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A step on plain functions, as the penalties that train networks see it. C is the mean of the
 * batches' losses.
 *
 * @param rule that takes it
 * @param learningRate h
 * @param w where, shape [p]
 * @param gradient ∇C_k(w), shape [p]
 * @param losses C_k of all batches
 * @param k which of them it is
 */
record PlainStep(
    UpdateRule rule,
    double learningRate,
    Tensor w,
    Tensor gradient,
    List<? extends Objective> losses,
    int k)
    implements Step {

  @Override
  public Network network() {
    throw new UnsupportedOperationException("a plain function is the loss of no network");
  }

  @Override
  public Placement placement() {
    return losses.get(k).placement();
  }

  @Override
  public long taken() {
    throw new UnsupportedOperationException("nothing in the bench waits for a step");
  }

  @Override
  public int batches() {
    return losses.size();
  }

  @Override
  public boolean full() {
    return losses.size() == 1;
  }

  @Override
  public Tensor gradientAt(Tensor there) {
    Tensor gradient = torch.zeros_like(w); // of the scope around
    losses.get(k).gradient(there, gradient);
    return gradient;
  }

  @Override
  public void addProduct(double a, Tensor v, Tensor sum) {
    addProduct(a, losses.get(k), v, sum);
  }

  @Override
  public void addProductOfAll(double a, Tensor sum) {
    try (Tensor one = Vectors.zeros(w.numel(), placement());
        Tensor mean = Vectors.zeros(w.numel(), placement())) {
      Scalar share = new Scalar(1.0 / losses.size());
      for (Objective loss : losses) {
        loss.gradient(w, one);
        mean.add_(one, share);
      }
      for (Objective loss : losses) {
        addProduct(a / losses.size(), loss, mean, sum);
      }
    }
  }

  private void addProduct(double a, Objective loss, Tensor v, Tensor sum) {
    try (Tensor product = Vectors.zeros(v.numel(), placement())) {
      loss.hessianVector(w, v, product);
      sum.add_(product, new Scalar(a));
    }
  }

  @Override
  public void addChangeOfTargets(TargetNoise noise, Tensor sum) {
    throw new UnsupportedOperationException("a plain function has no targets to disturb");
  }

  @Override
  public UniformRandomProvider random(String name) {
    throw new UnsupportedOperationException("nothing in the bench is random, " + name + " neither");
  }
}
