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
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/**
 * Layers one after the other.
 *
 * @param layers the first takes the input
 */
public record Chain(List<Layer> layers) implements Layer {

  /** Copies the list. */
  public Chain {
    layers = List.copyOf(layers);
  }

  @Override
  public Shape output(Shape input) {
    Shape shape = input;
    for (int i = 0; i < layers.size(); i++) {
      try {
        shape = layers.get(i).output(shape);
      } catch (Misfit inner) {
        throw inner;
      } catch (IllegalArgumentException e) {
        throw new Misfit("layer " + (i + 1) + ", " + layers.get(i) + ": " + e.getMessage(), e);
      }
    }
    return shape;
  }

  /** Says which layer does not fit; the innermost one counts. */
  private static final class Misfit extends IllegalArgumentException {
    Misfit(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @Override
  public List<Unit> units(Shape input) {
    List<Unit> units = new ArrayList<>();
    Shape shape = input;
    for (Layer layer : layers) {
      units.addAll(layer.units(shape));
      shape = layer.output(shape);
    }
    return Collections.unmodifiableList(units);
  }

  @Override
  public long numbersPerExample(Shape input) {
    long sum = 0;
    Shape shape = input;
    for (Layer layer : layers) {
      sum += layer.numbersPerExample(shape);
      shape = layer.output(shape);
    }
    return sum;
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return walk(w, a, Layer::express);
  }

  /**
   * The upper part of the network, from the input of a layer with parameters to the outputs, as an
   * expression. Only for layers that contain no others.
   *
   * @param unit that layer, counting those with parameters from 0
   * @param w the slices of the whole chain
   * @param a its input, shape [n, input…]
   */
  public Tensor expressFrom(int unit, Tensor[] w, Tensor a) {
    int next = 0;
    int passed = 0;
    int index = 0;
    for (Layer layer : layers) {
      if (layer instanceof ParametricLayer parametric) {
        if (passed == unit) {
          break;
        }
        passed++;
        next += parametric.slotCount();
      } else if (layer instanceof Chain || layer instanceof Residual) {
        throw new IllegalStateException(this + " contains layers that contain layers");
      }
      index++;
    }
    return new Chain(layers.subList(index, layers.size()))
        .express(Arrays.copyOfRange(w, next, w.length), a);
  }

  @Override
  public Tensor paths(Tensor[] squares, Tensor a) {
    return walk(squares, a, Layer::paths);
  }

  /** What is done with one layer and its slices, as in {@link Layer#express}. */
  @FunctionalInterface
  interface Step {
    Tensor through(Layer layer, Tensor[] w, Tensor a);
  }

  private Tensor walk(Tensor[] w, Tensor a, Step step) {
    int next = 0;
    for (Layer layer : layers) {
      Shape shape = shapeOf(a);
      int count = layer.units(shape).stream().mapToInt(unit -> unit.slots().size()).sum();
      a = step.through(layer, Arrays.copyOfRange(w, next, next + count), a);
      next += count;
    }
    return a;
  }

  static Shape shapeOf(Tensor a) {
    int[] extents = new int[Math.toIntExact(a.dim()) - 1];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = Math.toIntExact(a.size(i + 1L));
    }
    return Shape.of(extents);
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    Bound[] bound = new Bound[layers.size()];
    int first = -1; // the first layer with parameters
    Shape shape = input;
    for (int i = 0; i < bound.length; i++) {
      int before = w.layer();
      bound[i] = layers.get(i).bind(shape, w);
      first = first < 0 && w.layer() > before ? i : first;
      shape = layers.get(i).output(shape);
    }
    return new BoundChain(bound, first < 0 ? bound.length : first);
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    return layers.stream().flatMap(layer -> layer.lacks(ability).stream()).findFirst();
  }

  @Override
  public Chain evaluating(Iterator<Tensor[]> moments) {
    return with(layer -> layer.evaluating(moments));
  }

  @Override
  public Chain dropping(Masks masks) {
    return with(layer -> layer.dropping(masks));
  }

  private Chain with(UnaryOperator<Layer> change) {
    List<Layer> others = new ArrayList<>();
    boolean same = true;
    for (Layer layer : layers) {
      Layer other = change.apply(layer);
      same &= other == layer;
      others.add(other);
    }
    return same ? this : new Chain(others);
  }

  @Override
  public boolean isPiecewiseLinear() {
    return layers.stream().allMatch(Layer::isPiecewiseLinear);
  }

  @Override
  public String toString() {
    return layers.stream().map(Layer::toString).collect(Collectors.joining(", "));
  }

  private static final class BoundChain implements Bound {
    private final Bound[] layers;
    private final int first; // the first layer with parameters

    BoundChain(Bound[] layers, int first) {
      this.layers = layers;
      this.first = first;
    }

    @Override
    public Passage forward(Tensor a, boolean overwrite) {
      Passage[] passages = new Passage[layers.length];
      Tensor x = a;
      boolean free = overwrite;
      for (int i = 0; i < layers.length; i++) {
        passages[i] = layers[i].forward(x, free);
        x = passages[i].output();
        free = passages[i].outputIsFree();
      }
      return new ChainPassage(passages, first, x, free);
    }

    @Override
    public void close() {
      for (Bound layer : layers) {
        layer.close();
      }
    }
  }

  private static final class ChainPassage extends Passage {
    private final Passage[] passages;
    private final int first; // the first layer with parameters
    private final Tensor output;
    private final boolean free;

    ChainPassage(Passage[] passages, int first, Tensor output, boolean free) {
      this.passages = passages;
      this.first = first;
      this.output = output;
      this.free = free;
    }

    @Override
    public Tensor output() {
      return output;
    }

    @Override
    boolean outputIsFree() {
      return free;
    }

    private int last(boolean toInput) {
      return toInput ? 0 : first;
    }

    @Override
    Tensor backward(Tensor d, Visitor visitor, boolean toInput) {
      Tensor back = d;
      for (int i = passages.length - 1; i >= last(toInput); i--) {
        back = passages[i].backward(back, visitor, toInput || i > first);
      }
      return toInput ? back : null;
    }

    @Override
    Tensor linearise(Tensor d, boolean toInput) {
      Tensor back = d;
      for (int i = passages.length - 1; i >= last(toInput); i--) {
        back = passages[i].linearise(back, toInput || i > first);
      }
      return toInput ? back : null;
    }

    @Override
    Motion move(Tensor ra, Tensor[][] v) {
      Motion[] inner = new Motion[passages.length];
      Tensor moved = ra;
      for (int i = 0; i < passages.length; i++) {
        inner[i] = passages[i].move(moved, v);
        moved = inner[i].output();
      }
      return new Motion(ra, moved, inner);
    }

    @Override
    Tensor moveBack(Tensor rd, Motion motion, Tensor[][] v, Tensor[][] sum, boolean toInput) {
      Tensor back = rd;
      for (int i = passages.length - 1; i >= last(toInput); i--) {
        back = passages[i].moveBack(back, motion.inner()[i], v, sum, toInput || i > first);
      }
      return toInput ? back : null;
    }

    @Override
    void weighted(Consumer<WeightedPassage> each) {
      for (Passage passage : passages) {
        passage.weighted(each);
      }
    }

    @Override
    void tensors(Consumer<Tensor> each) {
      for (Passage passage : passages) {
        passage.tensors(each);
      }
    }
  }
}
