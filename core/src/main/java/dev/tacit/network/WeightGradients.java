package dev.tacit.network;

import org.bytedeco.pytorch.Tensor;

/**
 * Writes every layer's gradient straight into views of one flat vector, either in place of what was
 * there or added to it.
 */
public final class WeightGradients implements Passage.Visitor, AutoCloseable {
  private final Slices gradient;
  private boolean accumulate;

  /**
   * @param network whose layout the gradient has
   * @param gradient shape [p], contiguous; must outlive this object
   */
  public WeightGradients(Network network, Tensor gradient) {
    this.gradient = new Slices(network, gradient);
  }

  /** Whether the next pass adds to the gradient (true) or replaces it (false, the default). */
  public WeightGradients accumulate(boolean add) {
    accumulate = add;
    return this;
  }

  @Override
  public void visit(int layer, WeightedPassage passage, Tensor outputGradient) {
    passage.gradient(0, outputGradient.size(0), outputGradient, gradient.of(layer), accumulate);
  }

  /** The vector, cut into its parts, one after the other; not to be closed. */
  public Tensor[] flat() {
    return gradient.flat();
  }

  /** The vector, cut into layers. */
  Tensor[][] slices() {
    return gradient.all();
  }

  @Override
  public void close() {
    gradient.close();
  }
}
