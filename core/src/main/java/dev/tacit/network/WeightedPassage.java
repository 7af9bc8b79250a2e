package dev.tacit.network;

import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * A passage through a layer with parameters, and the algebra of its gradients. With g_i the
 * gradient of example i in this layer's parameters, for an output gradient D [n, output…]:
 *
 * <pre>
 *   gradient   Σ_i g_i over some rows
 *   squares    ‖g_i‖²
 *   gram       g_i·g_j
 *   slopes     ⟨g_i, v⟩
 * </pre>
 *
 * The last three are defined here by means of the first and {@link #exampleGradients}; a layer that
 * knows better says so.
 */
public abstract class WeightedPassage extends Passage {
  private static final long[] OVER_NUMBERS = {1};

  private final int layer;
  private final Tensor input;
  private final Tensor output;
  private Tensor d; // D, once linearised

  WeightedPassage(int layer, Tensor input, Tensor output) {
    this.layer = layer;
    this.input = input;
    this.output = output;
  }

  /** Which layer this is, counting those with parameters from 0. */
  public final int layer() {
    return layer;
  }

  /** A, shape [n, input…]. */
  public final Tensor input() {
    return input;
  }

  @Override
  public final Tensor output() {
    return output;
  }

  @Override
  boolean outputIsFree() {
    return true;
  }

  /** ∂ℓ/∂A, fresh. */
  abstract Tensor pullBack(Tensor d);

  /**
   * Σ_i g_i over some rows of the block, written or added.
   *
   * @param from the first row
   * @param rows how many
   * @param d D of the whole block
   * @param g the layer's slices
   * @param add whether to add to what is there (true) or to replace it
   */
  public abstract void gradient(long from, long rows, Tensor d, Tensor[] g, boolean add);

  /** g_i of every example, one tensor [n, size] a slice; fresh. */
  public abstract Tensor[] exampleGradients(Tensor d);

  /**
   * R{Z} = ∂Z/∂A R{A} + ∂Z/∂w v, fresh.
   *
   * @param ra R{A}, or null for zero
   * @param v the layer's slices
   */
  abstract Tensor tangent(Tensor ra, Tensor[] v);

  /**
   * Adds R{∂ℓ/∂w} to a sum and gives R{∂ℓ/∂A}.
   *
   * @param d D at w
   * @param rd R{D}
   * @param ra R{A}, or null for zero
   */
  abstract Tensor tangentBack(
      Tensor d, Tensor rd, Tensor ra, Tensor[] v, Tensor[] sum, boolean toInput);

  /**
   * Moves running moments towards those of this block; of layers that have some ({@link Buffers}).
   *
   * @param share how far, from 0 to 1; negative for what the layer says
   */
  void follow(Tensor[] running, double share) {
    throw new IllegalStateException("no running moments in layer " + layer);
  }

  /** ‖g_i‖², shape [n]. */
  public Tensor squares(Tensor d) {
    Tensor sum = null;
    for (Tensor g : exampleGradients(d)) {
      sum = sum(sum, g.square().sum(OVER_NUMBERS, false, new ScalarTypeOptional()));
    }
    return sum;
  }

  /** Adds g_i·g_j to a matrix [n, n]. */
  public void addGram(Tensor d, Tensor sum) {
    for (Tensor g : exampleGradients(d)) {
      sum.addmm_(g, g.t(), new Scalar(1.0), new Scalar(1.0));
    }
  }

  /** ⟨g_i, v⟩, shape [n]: D against how Z moves when only this layer's parameters do. */
  public Tensor slopes(Tensor d, Tensor[] v) {
    return tangent(null, v).mul_(d).flatten(1, -1).sum(1);
  }

  /**
   * For each of several batches that lie in the block one after the other, adds its Σ_i g_i to one
   * sum and the square of that, number by number, to another.
   *
   * @param bounds where batches begin, and the end of the last
   * @param scratch of the slices' shapes
   */
  public void addMoments(int[] bounds, Tensor d, Tensor[] mean, Tensor[] square, Tensor[] scratch) {
    for (int k = 0; k + 1 < bounds.length; k++) {
      try (PointerScope scope = new PointerScope()) {
        gradient(bounds[k], bounds[k + 1] - bounds[k], d, scratch, false);
        for (int i = 0; i < scratch.length; i++) {
          mean[i].add_(scratch[i]);
          square[i].addcmul_(scratch[i], scratch[i], new Scalar(1.0));
        }
      }
    }
  }

  /** D as {@link #linearise} met it. */
  final Tensor outputGradient() {
    return d;
  }

  @Override
  final Tensor backward(Tensor d, Visitor visitor, boolean toInput) {
    visitor.visit(layer, this, d);
    return toInput ? pullBack(d) : null;
  }

  @Override
  final Tensor linearise(Tensor d, boolean toInput) {
    this.d = d;
    return toInput ? pullBack(d) : null;
  }

  @Override
  final Motion move(Tensor ra, Tensor[][] v) {
    return new Motion(ra, tangent(ra, v[layer]), null);
  }

  @Override
  final Tensor moveBack(Tensor rd, Motion motion, Tensor[][] v, Tensor[][] sum, boolean toInput) {
    return tangentBack(d, rd, motion.input(), v[layer], sum[layer], toInput);
  }

  @Override
  void weighted(Consumer<WeightedPassage> each) {
    each.accept(this);
  }

  @Override
  void tensors(Consumer<Tensor> each) {
    each.accept(output);
    if (d != null) {
      each.accept(d);
    }
  }

  /** Some rows of a tensor, or itself where they are all. */
  static Tensor rows(Tensor tensor, long from, long rows) {
    return rows == tensor.size(0) ? tensor : tensor.narrow(0, from, rows);
  }

  /** Writes or adds. */
  static void put(Tensor target, Tensor value, boolean add) {
    if (add) {
      target.add_(value.view_as(target));
    } else {
      target.copy_(value.view_as(target));
    }
  }
}
