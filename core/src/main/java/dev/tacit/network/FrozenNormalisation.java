package dev.tacit.network;

import dev.tacit.network.Unit.Slot;
import dev.tacit.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * {@link BatchNormalisation} as it is evaluated: normalised by moments that do not depend on the
 * batch, so that an example's output is its own. It reads the moments at every pass and never
 * writes them.
 */
final class FrozenNormalisation implements ParametricLayer {
  private final Tensor mean; // [channels]
  private final Tensor variance; // [channels]
  private final double epsilon;

  /** Of moments that outlive this. */
  FrozenNormalisation(Tensor mean, Tensor variance, double epsilon) {
    this.mean = mean;
    this.variance = variance;
    this.epsilon = epsilon;
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
  public Tensor express(Tensor[] w, Tensor a) {
    return torch.batch_norm(
        a,
        new TensorOptional(w[0]),
        new TensorOptional(w[1]),
        new TensorOptional(mean),
        new TensorOptional(variance),
        false,
        0,
        epsilon,
        false);
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    return ability == Ability.PATHS
        ? BatchNormalisation.DEFAULT.lacks(ability)
        : ParametricLayer.super.lacks(ability);
  }

  @Override
  public boolean isPiecewiseLinear() {
    return true;
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    int layer = w.layer();
    Tensor[] slices = w.take();
    return (a, overwrite) -> new Normalised(layer, slices, a, express(slices, a));
  }

  @Override
  public String toString() {
    return "batch-norm by running moments";
  }

  private final class Normalised extends WeightedPassage {
    private final Tensor[] w;

    Normalised(int layer, Tensor[] w, Tensor a, Tensor z) {
      super(layer, a, z);
      this.w = w;
    }

    /** A number a channel beside tensors [n, channels, …]. */
    private Tensor beside(Tensor ofChannels) {
      long[] shape = new long[(int) input().dim()];
      Arrays.fill(shape, 1);
      shape[1] = ofChannels.numel();
      return ofChannels.reshape(shape);
    }

    private Tensor rate() {
      return variance.add(new Scalar(epsilon)).rsqrt_();
    }

    private Tensor normalised() {
      return input().sub(beside(mean)).mul_(beside(rate()));
    }

    /** [n, channels], summed over places; itself where there are none. */
    private static Tensor ofExamples(Tensor t) {
      return t.dim() == 2
          ? t
          : t.flatten(2, -1).sum(new long[] {2}, false, new ScalarTypeOptional());
    }

    @Override
    Tensor pullBack(Tensor d) {
      return d.mul(beside(w[0].mul(rate())));
    }

    @Override
    public void gradient(long from, long rows, Tensor d, Tensor[] g, boolean add) {
      Tensor[] each = exampleGradients(d);
      for (int i = 0; i < g.length; i++) {
        put(g[i], rows(each[i], from, rows).sum(0), add);
      }
    }

    @Override
    public Tensor[] exampleGradients(Tensor d) {
      return new Tensor[] {ofExamples(normalised().mul_(d)), ofExamples(d)};
    }

    @Override
    Tensor tangent(Tensor ra, Tensor[] v) {
      Tensor z = normalised().mul_(beside(v[0])).add_(beside(v[1]));
      return ra == null ? z : z.add_(pullBack(ra));
    }

    @Override
    Tensor tangentBack(Tensor d, Tensor rd, Tensor ra, Tensor[] v, Tensor[] sum, boolean toInput) {
      gradient(0, rd.size(0), rd, sum, true);
      if (ra != null) {
        sum[0].add_(ofExamples(ra.mul(d)).sum(0).mul_(rate()));
      }
      return toInput ? pullBack(rd).add_(d.mul(beside(v[0].mul(rate())))) : null;
    }
  }
}
