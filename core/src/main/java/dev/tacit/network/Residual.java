package dev.tacit.network;

import dev.tacit.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * Two ways from one input, added: z = branch(a) + shortcut(a) (He et al. 2016, arXiv:1512.03385).
 *
 * @param branch the layers of the one
 * @param shortcut the layers of the other; none for a itself
 */
public record Residual(Chain branch, Chain shortcut) implements Layer {

  /** A branch beside the input itself. */
  public static Residual of(Layer... branch) {
    return new Residual(new Chain(List.of(branch)), new Chain(List.of()));
  }

  @Override
  public Shape output(Shape input) {
    Shape one = branch.output(input);
    Shape other = shortcut.output(input);
    if (!one.equals(other)) {
      throw new IllegalArgumentException(
          "a residual block adds its branch, "
              + one
              + ", to its shortcut, "
              + other
              + ": they must have one shape");
    }
    return one;
  }

  @Override
  public List<Unit> units(Shape input) {
    List<Unit> units = new ArrayList<>(branch.units(input));
    units.addAll(shortcut.units(input));
    return Collections.unmodifiableList(units);
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return bothWays(w, a, Layer::express);
  }

  @Override
  public Tensor paths(Tensor[] squares, Tensor a) {
    return bothWays(squares, a, Layer::paths);
  }

  private Tensor bothWays(Tensor[] w, Tensor a, Chain.Step step) {
    int middle =
        branch.units(Chain.shapeOf(a)).stream().mapToInt(unit -> unit.slots().size()).sum();
    return step.through(branch, Arrays.copyOfRange(w, 0, middle), a)
        .add(step.through(shortcut, Arrays.copyOfRange(w, middle, w.length), a));
  }

  @Override
  public long numbersPerExample(Shape input) {
    return branch.numbersPerExample(input)
        + shortcut.numbersPerExample(input)
        + 2L * output(input).size();
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    if (ability == Ability.RELATIVE_FLATNESS) {
      return Optional.of("relative flatness is defined for layers one after the other");
    }
    return branch.lacks(ability).or(() -> shortcut.lacks(ability));
  }

  @Override
  public Layer evaluating(Iterator<Tensor[]> moments) {
    return with(way -> way.evaluating(moments));
  }

  @Override
  public Layer dropping(Masks masks) {
    return with(way -> way.dropping(masks));
  }

  private Layer with(UnaryOperator<Chain> change) {
    Chain one = change.apply(branch);
    Chain other = change.apply(shortcut);
    return one.equals(branch) && other.equals(shortcut) ? this : new Residual(one, other);
  }

  @Override
  public boolean isPiecewiseLinear() {
    return branch.isPiecewiseLinear() && shortcut.isPiecewiseLinear();
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    Bound one = branch.bind(input, w);
    Bound other = shortcut.bind(input, w);
    return new Bound() {
      @Override
      public Passage forward(Tensor a, boolean overwrite) {
        return new Sum(one.forward(a, false), other.forward(a, false));
      }

      @Override
      public void close() {
        one.close();
        other.close();
      }
    };
  }

  @Override
  public String toString() {
    return "residual [" + branch + "]" + (shortcut.layers().isEmpty() ? "" : " + " + shortcut);
  }

  private static final class Sum extends Passage {
    private final Passage branch;
    private final Passage shortcut;
    private final Tensor output;

    Sum(Passage branch, Passage shortcut) {
      this.branch = branch;
      this.shortcut = shortcut;
      output = branch.output().add(shortcut.output());
    }

    @Override
    public Tensor output() {
      return output;
    }

    @Override
    boolean outputIsFree() {
      return true;
    }

    @Override
    Tensor backward(Tensor d, Visitor visitor, boolean toInput) {
      Tensor other = shortcut.backward(d, visitor, toInput);
      Tensor one = branch.backward(d, visitor, toInput);
      return sum(one, other);
    }

    @Override
    Tensor linearise(Tensor d, boolean toInput) {
      Tensor other = shortcut.linearise(d, toInput);
      Tensor one = branch.linearise(d, toInput);
      return sum(one, other);
    }

    @Override
    Motion move(Tensor ra, Tensor[][] v) {
      Motion one = branch.move(ra, v);
      Motion other = shortcut.move(ra, v);
      return new Motion(ra, sum(one.output(), other.output()), new Motion[] {one, other});
    }

    @Override
    Tensor moveBack(Tensor rd, Motion motion, Tensor[][] v, Tensor[][] sum, boolean toInput) {
      Tensor other = shortcut.moveBack(rd, motion.inner()[1], v, sum, toInput);
      Tensor one = branch.moveBack(rd, motion.inner()[0], v, sum, toInput);
      return sum(one, other);
    }

    @Override
    void weighted(Consumer<WeightedPassage> each) {
      branch.weighted(each);
      shortcut.weighted(each);
    }

    @Override
    void tensors(Consumer<Tensor> each) {
      branch.tensors(each);
      shortcut.tensors(each);
      each.accept(output);
    }
  }
}
