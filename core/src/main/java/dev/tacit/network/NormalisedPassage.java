package dev.tacit.network;

import java.util.function.Consumer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;

/**
 * A block on its way through a normalisation with a scale and a bias a channel: LibTorch's kernels
 * for the way back, autograd for what has no kernel.
 */
abstract class NormalisedPassage extends WeightedPassage {
  private final Layer normalisation;
  private final Tensor[] w;
  private final Tensor mean;
  private final Tensor rate; // one over the standard deviation

  /**
   * @param w scale and bias
   * @param found by the forward kernel: output, mean and rate
   */
  NormalisedPassage(
      Layer normalisation, int layer, Tensor[] w, Tensor a, T_TensorTensorTensor_T found) {
    super(layer, a, Parts.first(found));
    this.normalisation = normalisation;
    this.w = w;
    mean = Parts.second(found);
    rate = Parts.third(found);
  }

  /** The gradients of input, scale and bias from some examples' D, as far as they are wanted. */
  abstract T_TensorTensorTensor_T backward(
      long from, long rows, Tensor d, boolean toInput, boolean toParameters);

  Tensor scale() {
    return w[0];
  }

  Tensor mean() {
    return mean;
  }

  Tensor rate() {
    return rate;
  }

  @Override
  Tensor pullBack(Tensor d) {
    return Parts.first(backward(0, d.size(0), d, true, false));
  }

  @Override
  public void gradient(long from, long rows, Tensor d, Tensor[] g, boolean add) {
    T_TensorTensorTensor_T found = backward(from, rows, d, false, true);
    put(g[0], Parts.second(found), add);
    put(g[1], Parts.third(found), add);
  }

  @Override
  Tensor tangent(Tensor ra, Tensor[] v) {
    return new Autograd(normalisation, w, input()).tangent(ra, v[0], v[1]);
  }

  @Override
  Tensor tangentBack(Tensor d, Tensor rd, Tensor ra, Tensor[] v, Tensor[] sum, boolean toInput) {
    T_TensorTensorTensor_T first = backward(0, rd.size(0), rd, toInput, true);
    Tensor[] second = new Autograd(normalisation, w, input()).curvature(d, ra, v[0], v[1]);
    for (int slot = 0; slot < sum.length; slot++) {
      sum[slot].add_(slot == 0 ? Parts.second(first) : Parts.third(first)).add_(second[slot + 1]);
    }
    return toInput ? Parts.first(first).add_(second[0]) : null;
  }

  @Override
  void tensors(Consumer<Tensor> each) {
    super.tensors(each);
    each.accept(mean);
    each.accept(rate);
  }
}
