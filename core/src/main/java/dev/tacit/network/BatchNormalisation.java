package dev.tacit.network;

import dev.tacit.network.Unit.Slot;
import dev.tacit.tensor.Shape;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Each channel with its mean over a batch's examples (and an image's places) taken away and divided
 * by its standard deviation, √(variance + ε); then a scale and a bias a channel. S. Ioffe, C.
 * Szegedy, ICML 2015, arXiv:1502.03167. With â the normalised input, n numbers a channel and sums
 * over them:
 *
 * <pre>
 *   ∂ℓ/∂scale = Σ D ⊙ â    ∂ℓ/∂bias = Σ D
 *   ∂ℓ/∂A = scale/√(variance + ε) (D - (1/n) Σ D - â (1/n) Σ D ⊙ â)
 * </pre>
 *
 * <p>An example's output depends on its batch: here a block of examples is one batch, and the loss
 * of an example has no gradient of its own. {@link Buffers} follow the batches' moments while
 * training, and {@link #evaluating} normalises by these.
 *
 * @param momentum the weight of a batch in the running moments
 * @param epsilon ε
 */
public record BatchNormalisation(double momentum, double epsilon) implements ParametricLayer {
  /** With the numbers that most networks are trained with. */
  public static final BatchNormalisation DEFAULT = new BatchNormalisation(0.1, 1e-5);

  /** Checks the numbers. */
  public BatchNormalisation {
    if (!(momentum > 0 && momentum <= 1)) {
      throw new IllegalArgumentException("momentum must be in (0, 1], found " + momentum);
    }
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("epsilon must be positive and finite, found " + epsilon);
    }
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public List<Slot> slots(Shape input) {
    return Slot.scaleAndBias(input.extent(0));
  }

  @Override
  public int slotCount() {
    return 2;
  }

  @Override
  public List<Running> running(Shape input) {
    int channels = input.extent(0);
    List<Long> shape = List.of((long) channels);
    double[] ones = new double[channels];
    Arrays.fill(ones, 1);
    return List.of(
        new Running("running_mean", shape, new double[channels]),
        new Running("running_var", shape, ones));
  }

  @Override
  public Layer evaluating(Iterator<Tensor[]> moments) {
    Tensor[] own = moments.next();
    return new FrozenNormalisation(own[0], own[1], epsilon);
  }

  private static void requireTwo(Tensor a) {
    if (a.size(0) < 2) {
      throw new IllegalArgumentException(
          "batch normalisation needs at least 2 examples in a batch, found " + a.size(0));
    }
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    requireTwo(a);
    return torch.batch_norm(
        a,
        new TensorOptional(w[0]),
        new TensorOptional(w[1]),
        new TensorOptional(),
        new TensorOptional(),
        true,
        momentum,
        epsilon,
        false);
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    return switch (ability) {
      case PATHS -> Optional.of("the path norm is not defined with a normalisation");
      case SINGLE_EXAMPLES ->
          Optional.of("with batch normalisation an example has no gradient of its own");
      case BLOCKS -> Optional.of("batch normalisation takes a batch as a whole");
      default -> ParametricLayer.super.lacks(ability);
    };
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    int layer = w.layer();
    Tensor[] slices = w.take();
    return (a, overwrite) -> {
      requireTwo(a);
      Tensor contiguous = a.contiguous();
      Tensor[] moments = {torch.zeros_like(slices[0]), torch.ones_like(slices[0])};
      T_TensorTensorTensor_T found =
          torch.native_batch_norm(
              contiguous,
              new TensorOptional(slices[0]),
              new TensorOptional(slices[1]),
              new TensorOptional(moments[0]),
              new TensorOptional(moments[1]),
              true,
              1, // as running moments that keep nothing of what was before: the batch's own
              epsilon);
      return new Normalised(layer, slices, contiguous, moments, found);
    };
  }

  @Override
  public String toString() {
    return "batch-norm";
  }

  private final class Normalised extends NormalisedPassage {
    private final Tensor[] moments; // mean and unbiased variance of each channel

    Normalised(int layer, Tensor[] w, Tensor a, Tensor[] moments, T_TensorTensorTensor_T found) {
      super(BatchNormalisation.this, layer, w, a, found); // mean and rate [channels]
      this.moments = moments;
    }

    /** A batch's gradient is one; some of its rows have none. */
    @Override
    T_TensorTensorTensor_T backward(
        long from, long rows, Tensor d, boolean toInput, boolean toParameters) {
      if (rows != d.size(0)) {
        throw new UnsupportedOperationException(noExamples());
      }
      return torch.native_batch_norm_backward(
          d.contiguous(),
          input(),
          new TensorOptional(scale()),
          new TensorOptional(),
          new TensorOptional(),
          new TensorOptional(mean()),
          new TensorOptional(rate()),
          true,
          epsilon,
          Parts.wanted(toInput, toParameters, toParameters));
    }

    @Override
    void follow(Tensor[] running, double share) {
      double weight = share < 0 ? momentum : share;
      for (int i = 0; i < running.length; i++) {
        running[i].mul_(new Scalar(1 - weight)).add_(moments[i], new Scalar(weight));
      }
    }

    @Override
    public Tensor[] exampleGradients(Tensor d) {
      throw new UnsupportedOperationException(noExamples());
    }

    private String noExamples() {
      return lacks(Ability.SINGLE_EXAMPLES).orElseThrow();
    }

    @Override
    void tensors(Consumer<Tensor> each) {
      super.tensors(each);
      List.of(moments).forEach(each);
    }
  }
}
