package dev.tacit.network;

import dev.tacit.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A layer with parameters that is given by its function alone: {@link #express} says what it does,
 * and autograd answers every question that training and measuring ask of a layer. Exact and slow (a
 * graph for every question, single examples one by one), so that a new kind of layer works on its
 * first day; kernels of its own may come when it has proved its worth.
 *
 * <p>An example's output must depend on that example alone.
 */
public interface ExpressedLayer extends ParametricLayer {

  @Override
  default Optional<String> lacks(Ability ability) {
    return ability == Ability.PATHS
        ? Optional.of("the path norm is not defined with " + this)
        : ParametricLayer.super.lacks(ability);
  }

  @Override
  default Bound bind(Shape input, Slices.Cursor w) {
    int layer = w.layer();
    Tensor[] slices = w.take();
    return (a, overwrite) -> new ExpressedPassage(this, layer, slices, a);
  }

  /** A block on its way through. */
  final class ExpressedPassage extends WeightedPassage {
    private final ExpressedLayer expressed;
    private final Tensor[] w;

    private ExpressedPassage(ExpressedLayer expressed, int layer, Tensor[] w, Tensor a) {
      super(layer, a, expressed.express(w, a));
      this.expressed = expressed;
      this.w = w;
    }

    private Autograd rowsOf(long from, long rows) {
      return new Autograd(expressed, w, rows(input(), from, rows));
    }

    private Autograd all() {
      return new Autograd(expressed, w, input());
    }

    /** The next layer may not write over it: a function may hand its input on. */
    @Override
    boolean outputIsFree() {
      return false;
    }

    @Override
    Tensor pullBack(Tensor d) {
      return all().gradients(d)[0];
    }

    @Override
    public void gradient(long from, long rows, Tensor d, Tensor[] g, boolean add) {
      Tensor[] found = rowsOf(from, rows).gradients(rows(d, from, rows));
      for (int slot = 0; slot < g.length; slot++) {
        put(g[slot], found[slot + 1], add);
      }
    }

    @Override
    public Tensor[] exampleGradients(Tensor d) {
      int n = Math.toIntExact(d.size(0));
      Tensor[] all = new Tensor[w.length];
      Arrays.setAll(all, slot -> d.new_empty(n, w[slot].numel()));
      for (int i = 0; i < n; i++) {
        Tensor[] found = rowsOf(i, 1).gradients(rows(d, i, 1));
        for (int slot = 0; slot < all.length; slot++) {
          put(all[slot].select(0, i), found[slot + 1], false);
        }
      }
      return all;
    }

    @Override
    Tensor tangent(Tensor ra, Tensor[] v) {
      return all().tangent(direction(ra, v));
    }

    @Override
    Tensor tangentBack(Tensor d, Tensor rd, Tensor ra, Tensor[] v, Tensor[] sum, boolean toInput) {
      Tensor[] first = all().gradients(rd);
      Tensor[] second = all().curvature(d, direction(ra, v));
      for (int slot = 0; slot < sum.length; slot++) {
        sum[slot].add_(first[slot + 1]).add_(second[slot + 1]);
      }
      return toInput ? first[0].add(second[0]) : null;
    }

    private static Tensor[] direction(Tensor ra, Tensor[] v) {
      Tensor[] direction = new Tensor[v.length + 1];
      direction[0] = ra;
      System.arraycopy(v, 0, direction, 1, v.length);
      return direction;
    }
  }
}
