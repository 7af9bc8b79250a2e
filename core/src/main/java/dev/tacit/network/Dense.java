package dev.tacit.network;

import dev.tacit.network.Unit.Slot;
import dev.tacit.tensor.ParameterLayout.Role;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A fully connected layer, z = W a + b, W [out, in]. With inputs A [n, in] and output gradients D
 * [n, out] the gradient of example i is δ_i a_iᵀ in W and δ_i in b, so that
 *
 * <pre>
 *   Σ_i g_i = Dᵀ A, Dᵀ 1       ‖g_i‖² = ‖δ_i‖² (‖a_i‖² + 1)       g_i·g_j = (δ_i·δ_j) (a_i·a_j + 1)
 * </pre>
 *
 * without the 1 where there is no bias (I. Goodfellow, 2015, arXiv:1510.01799).
 *
 * @param outputs how many
 * @param bias whether there is b
 */
public record Dense(int outputs, boolean bias) implements ParametricLayer {
  private static final long[] OVER_EXAMPLES = {0};
  private static final long[] OVER_BATCH = {1};
  private static final long[] OVER_NUMBERS = {1};

  /** Checks the width. */
  public Dense {
    if (outputs < 1) {
      throw new IllegalArgumentException("a dense layer needs at least 1 output, found " + outputs);
    }
  }

  @Override
  public Shape output(Shape input) {
    if (input.extents().size() != 1) {
      throw new IllegalArgumentException(
          "a dense layer takes a vector, found " + input + "; flatten it first");
    }
    return Shape.of(outputs);
  }

  @Override
  public List<Slot> slots(Shape input) {
    Slot weight = Slot.of("weight", Role.WEIGHT, outputs, input.size());
    return bias ? List.of(weight, Slot.of("bias", Role.BIAS, outputs)) : List.of(weight);
  }

  @Override
  public int slotCount() {
    return bias ? 2 : 1;
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return torch.linear(a, w[0], bias ? new TensorOptional(w[1]) : new TensorOptional());
  }

  @Override
  public Tensor paths(Tensor[] squares, Tensor a) {
    Tensor z = torch.mv(squares[0], a.select(0, 0));
    return (bias ? z.add(squares[1]) : z).unsqueeze(0);
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    return Optional.empty();
  }

  @Override
  public boolean isPiecewiseLinear() {
    return true;
  }

  @Override
  public ExampleLook look(Placement placement, int batch, boolean products, boolean knowsInput) {
    return products
        ? new DenseProducts(bias, placement, batch)
        : new DenseNorms(bias, placement, batch, knowsInput);
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    return new BoundDense(w.layer(), w.take());
  }

  @Override
  public String toString() {
    return "dense " + outputs + (bias ? "" : " without bias");
  }

  private static final class BoundDense implements Bound {
    private final int layer;
    private final Tensor weight; // [out, in]
    private final Tensor transposed; // [in, out]
    private final Tensor bias; // [out], or null

    BoundDense(int layer, Tensor[] w) {
      this.layer = layer;
      weight = w[0];
      bias = w.length > 1 ? w[1] : null;
      try (PointerScope scope = new PointerScope()) {
        transposed = Vectors.keep(weight.t());
      }
    }

    @Override
    public Passage forward(Tensor a, boolean overwrite) {
      Tensor z = bias == null ? torch.mm(a, transposed) : torch.addmm(bias, a, transposed);
      return new DensePassage(this, a, z);
    }

    @Override
    public void close() {
      transposed.close();
    }
  }

  private static final class DensePassage extends WeightedPassage {
    private final BoundDense bound;

    DensePassage(BoundDense bound, Tensor a, Tensor z) {
      super(bound.layer, a, z);
      this.bound = bound;
    }

    @Override
    Tensor pullBack(Tensor d) {
      return torch.mm(d, bound.weight);
    }

    @Override
    public void gradient(long from, long rows, Tensor d, Tensor[] g, boolean add) {
      Tensor delta = rows(d, from, rows);
      Tensor a = rows(input(), from, rows);
      if (add) {
        g[0].addmm_(delta.t(), a, new Scalar(1.0), new Scalar(1.0));
        if (g.length > 1) {
          g[1].add_(delta.sum(0));
        }
      } else {
        torch.mm_out(g[0], delta.t(), a);
        if (g.length > 1) {
          torch.sum_out(g[1], delta, OVER_EXAMPLES, false, new ScalarTypeOptional());
        }
      }
    }

    @Override
    public Tensor[] exampleGradients(Tensor d) {
      Tensor weights = torch.bmm(d.unsqueeze(2), input().unsqueeze(1)).flatten(1, -1);
      return bound.bias == null ? new Tensor[] {weights} : new Tensor[] {weights, d.clone()};
    }

    @Override
    public Tensor squares(Tensor d) {
      Tensor a = squareSum(input());
      return squareSum(d).mul_(bound.bias == null ? a : a.add_(new Scalar(1.0)));
    }

    private static Tensor squareSum(Tensor rows) {
      return rows.square().sum(OVER_NUMBERS, false, new ScalarTypeOptional());
    }

    @Override
    public void addGram(Tensor d, Tensor sum) {
      Tensor a = torch.mm(input(), input().t());
      sum.addcmul_(
          torch.mm(d, d.t()), bound.bias == null ? a : a.add_(new Scalar(1.0)), new Scalar(1.0));
    }

    @Override
    Tensor tangent(Tensor ra, Tensor[] v) {
      Tensor z = v.length > 1 ? torch.addmm(v[1], input(), v[0].t()) : torch.mm(input(), v[0].t());
      return ra == null ? z : z.addmm_(ra, bound.transposed, new Scalar(1.0), new Scalar(1.0));
    }

    @Override
    Tensor tangentBack(Tensor d, Tensor rd, Tensor ra, Tensor[] v, Tensor[] sum, boolean toInput) {
      gradient(0, rd.size(0), rd, sum, true);
      if (ra != null) {
        sum[0].addmm_(d.t(), ra, new Scalar(1.0), new Scalar(1.0));
      }
      return toInput
          ? torch.mm(rd, bound.weight).addmm_(d, v[0], new Scalar(1.0), new Scalar(1.0))
          : null;
    }

    /** Weight gradients one batch at a time, which stay in cache; all biases at once. */
    @Override
    public void addMoments(
        int[] bounds, Tensor d, Tensor[] mean, Tensor[] square, Tensor[] scratch) {
      Tensor transposed = d.t();
      Scalar one = new Scalar(1.0);
      for (int k = 0; k + 1 < bounds.length; k++) {
        try (PointerScope scope = new PointerScope()) {
          int rows = bounds[k + 1] - bounds[k];
          torch.mm_out(
              scratch[0],
              transposed.narrow(1, bounds[k], rows),
              input().narrow(0, bounds[k], rows));
          mean[0].add_(scratch[0]);
          square[0].addcmul_(scratch[0], scratch[0], one);
        }
      }
      if (mean.length > 1) {
        addBiases(bounds, d, mean[1], square[1]);
      }
    }

    private static void addBiases(int[] bounds, Tensor d, Tensor mean, Tensor square) {
      int size = bounds[1] - bounds[0];
      int equal = 0; // batches of the first one's size
      while (equal + 1 < bounds.length && bounds[equal + 1] - bounds[equal] == size) {
        equal++;
      }
      Tensor g = // [batches, out]
          d.narrow(0, bounds[0], (long) equal * size)
              .view(equal, size, d.size(1))
              .sum(OVER_BATCH, false, new ScalarTypeOptional());
      mean.add_(g.sum(0));
      square.add_(g.square().sum(0));
      for (int k = equal; k + 1 < bounds.length; k++) {
        Tensor rest =
            d.narrow(0, bounds[k], bounds[k + 1] - bounds[k])
                .sum(OVER_EXAMPLES, false, new ScalarTypeOptional());
        mean.add_(rest);
        square.add_(rest.square());
      }
    }
  }
}
