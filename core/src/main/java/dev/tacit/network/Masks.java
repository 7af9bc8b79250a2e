package dev.tacit.network;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * What each dropout of a network multiplies its input with in a step of training: 0 with the
 * layer's rate p, else 1/(1-p). A mask is derived from (seed, layer, step, examples) and is the
 * same for every pass of the step, so that a penalty's second gradient is of the same function as
 * the first, and a training that is resumed draws the same ones.
 */
public final class Masks implements AutoCloseable {
  private final RandomStreams streams;
  private final Placement placement;
  private final Map<List<Long>, Tensor> drawn = new LinkedHashMap<>(); // by layer and examples
  private long step = -1;
  private int layers;

  /**
   * For the layers that are numbered by {@link Network#dropping}.
   *
   * @param streams of the run; masks come from {@code dropout/1}, {@code dropout/2}, …
   */
  public Masks(RandomStreams streams, Placement placement) {
    this.streams = streams;
    this.placement = placement;
  }

  /** The number of the next dropout, from 1. */
  int newLayer() {
    return ++layers;
  }

  /**
   * Turns to a step, whose masks are drawn when they are first asked for.
   *
   * @param taken how many steps were taken before it
   */
  public void begin(long taken) {
    step = taken;
    clear();
  }

  /**
   * A layer's mask for as many examples as there are, in the shape of its input; not to be changed
   * or closed, and gone with the step.
   *
   * @param layer its number
   * @param rate p
   * @param input shape [n, input…]
   */
  Tensor of(int layer, double rate, Tensor input) {
    long examples = input.size(0);
    return drawn.computeIfAbsent(
        List.of((long) layer, examples), key -> draw(layer, rate, examples, input));
  }

  /** A layer's seed for as many examples as there are, for a layer that draws by itself. */
  long seed(int layer, long examples) {
    return stream(layer, examples).nextLong();
  }

  private UniformRandomProvider stream(int layer, long examples) {
    if (step < 0) {
      throw new IllegalStateException("masks are drawn for a step, and none has begun");
    }
    // Batches of two sizes in one step (a penalty's full gradient) are independent of each other.
    return streams.stream("dropout/" + layer + "/" + examples, step);
  }

  private Tensor draw(int layer, double rate, long examples, Tensor input) {
    UniformRandomProvider random = stream(layer, examples);
    int threshold = (int) Math.round(rate * 0x1p32 + Integer.MIN_VALUE);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      float[] mask = new float[Math.toIntExact(input.numel())];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = random.nextInt() < threshold ? 0 : 1;
      }
      Tensor shaped =
          Tensor.create(mask)
              .to(placement.options(), false, true, new MemoryFormatOptional())
              .mul_(new Scalar(1 / (1 - rate)))
              .view_as(input);
      return Vectors.keep(shaped);
    }
  }

  private void clear() {
    drawn.values().forEach(Tensor::close);
    drawn.clear();
  }

  @Override
  public void close() {
    clear();
  }
}
