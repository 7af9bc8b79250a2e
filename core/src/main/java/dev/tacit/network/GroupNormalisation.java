package dev.tacit.network;

import dev.tacit.network.Unit.Slot;
import dev.tacit.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Each example's channels in groups, each group with its mean taken away and divided by its
 * standard deviation, √(variance + 1e-5); then a scale and a bias a channel. One group is layer
 * normalisation (Ba, Kiros, Hinton 2016, arXiv:1607.06450); several: Wu and He 2018,
 * arXiv:1803.08494. An example's output does not depend on the others of its batch.
 *
 * @param groups how many
 */
public record GroupNormalisation(int groups) implements ParametricLayer {
  static final double EPSILON = 1e-5;
  private static final long[] OVER_PLACES = {2};

  /** Checks the number. */
  public GroupNormalisation {
    if (groups < 1) {
      throw new IllegalArgumentException("a normalisation needs at least 1 group, found " + groups);
    }
  }

  @Override
  public Shape output(Shape input) {
    Windows.groups(input, groups);
    if (input.size() / groups < 2) {
      throw new IllegalArgumentException(
          "a normalisation over one number is constant: " + input + " in " + groups + " groups");
    }
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
  public Tensor express(Tensor[] w, Tensor a) {
    return torch.group_norm(
        a, groups, new TensorOptional(w[0]), new TensorOptional(w[1]), EPSILON, false);
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    return ability == Ability.PATHS
        ? Optional.of("the path norm is not defined with a normalisation")
        : ParametricLayer.super.lacks(ability);
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    int layer = w.layer();
    Tensor[] slices = w.take();
    return (a, overwrite) -> {
      Tensor contiguous = a.contiguous();
      T_TensorTensorTensor_T found =
          torch.native_group_norm(
              contiguous,
              new TensorOptional(slices[0]),
              new TensorOptional(slices[1]),
              a.size(0),
              input.extent(0),
              input.size() / input.extent(0),
              groups,
              EPSILON);
      return new Normalised(layer, slices, contiguous, found);
    };
  }

  @Override
  public String toString() {
    return groups == 1 ? "layer-norm" : "group-norm " + groups;
  }

  private final class Normalised extends NormalisedPassage {
    Normalised(int layer, Tensor[] w, Tensor a, T_TensorTensorTensor_T found) {
      super(GroupNormalisation.this, layer, w, a, found); // mean and rate [n, groups]
    }

    @Override
    T_TensorTensorTensor_T backward(
        long from, long rows, Tensor d, boolean toInput, boolean toParameters) {
      Tensor a = rows(input(), from, rows);
      long channels = a.size(1);
      return torch.native_group_norm_backward(
          rows(d, from, rows).contiguous(),
          a,
          rows(mean(), from, rows),
          rows(rate(), from, rows),
          new TensorOptional(scale()),
          rows,
          channels,
          a.numel() / rows / channels,
          groups,
          Parts.wanted(toInput, toParameters, toParameters));
    }

    @Override
    public Tensor[] exampleGradients(Tensor d) {
      long n = d.size(0);
      long channels = d.size(1);
      Tensor normalised =
          input()
              .reshape(n, groups, input().numel() / n / groups)
              .sub(mean().unsqueeze(2))
              .mul_(rate().unsqueeze(2))
              .view(n, channels, input().numel() / n / channels);
      Tensor delta = d.reshape(n, channels, d.numel() / n / channels);
      return new Tensor[] {
        normalised.mul_(delta).sum(OVER_PLACES, false, new ScalarTypeOptional()),
        delta.sum(OVER_PLACES, false, new ScalarTypeOptional())
      };
    }
  }
}
