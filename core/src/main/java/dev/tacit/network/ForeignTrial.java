package dev.tacit.network;

import dev.tacit.network.ForeignModule.Mode;
import dev.tacit.tensor.Derivatives;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What a module does is found out by trying it on a few made-up examples before anything is
 * measured: nothing in its file says it.
 */
final class ForeignTrial {
  private static final double SAME = 1e-4; // relative: kernels differ with the number of examples
  private static final int EXAMPLES = 4;
  private static final int LATER = 3; // batches
  private static final long ONE_SEED = 1;
  private static final long ANOTHER_SEED = 2;

  /**
   * What was found.
   *
   * @param outputs numbers in an output
   * @param wholeInputs whether it takes whole numbers (an embedding)
   * @param writesInput whether it overwrites its input
   * @param mixes whether an example's output depends on the others in evaluation
   * @param gathering buffers that move with the batches of training, by index
   * @param stays of those: the share of the old value that stays, with each batch
   * @param overwritten buffers that a pass overwrites, in evaluation or in training, by index
   * @param draws whether it draws at random in training
   * @param differs whether training differs from evaluation
   * @param once why it cannot be differentiated twice; empty if it can
   */
  record Findings(
      int outputs,
      boolean wholeInputs,
      boolean writesInput,
      boolean mixes,
      List<Integer> gathering,
      List<Double> stays,
      List<Integer> overwritten,
      boolean draws,
      boolean differs,
      String once) {

    int[] gatheringIndices() {
      return gathering.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  private final ForeignModule module;
  private final Tensor[] w;
  private final Tensor x; // [examples, input…]
  private boolean wholeInputs;

  private ForeignTrial(ForeignModule module, Shape input) {
    this.module = module;
    double[] start = module.start();
    w = new Tensor[module.parameters().size()];
    int from = 0;
    for (int i = 0; i < w.length; i++) {
      long[] shape =
          module.parameters().get(i).shape().stream().mapToLong(Long::longValue).toArray();
      int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
      w[i] =
          Tensor.create(Arrays.copyOfRange(start, from, from + size))
              .to(ScalarType.Float)
              .view(shape);
      from += size;
    }
    UniformRandomProvider random = new RandomStreams(0).stream("foreign module", 0);
    float[] numbers = new float[EXAMPLES * input.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (2 * random.nextDouble() - 1);
    }
    x = Tensor.create(numbers).view(input.batch(EXAMPLES));
  }

  /**
   * Tries it.
   *
   * @param trained whether it is to be run as in training, too
   * @throws ForeignFault if it cannot serve as a network
   */
  static Findings of(ForeignModule module, Shape input, boolean trained) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return new ForeignTrial(module, input).run(trained);
    }
  }

  private Tensor ask(
      Mode mode, int[] gathering, Tensor[] given, Tensor[] left, long seed, int... rows) {
    Tensor some = x;
    if (rows.length > 0) {
      some = x.index_select(0, Tensor.create(IntStream.of(rows).asLongStream().toArray()));
    }
    Tensor put = wholeInputs ? some.gt(new Scalar(0.0)).to(ScalarType.Long) : some.clone();
    return module.run(w, put, mode, gathering, given, left, seed);
  }

  private Tensor evaluated(long seed, int... rows) {
    return ask(Mode.EVALUATING, new int[0], copies(), null, seed, rows);
  }

  private Findings run(boolean trained) {
    Tensor output = first();
    checkShape(output);
    if (!close(output, evaluated(ANOTHER_SEED))) {
      throw new ForeignFault(
          module
              + ": its forward draws at random in evaluation, too (two passes over the same examples"
              + " differ); save it after model.eval(), without functional dropout");
    }
    boolean writes = writesInput();
    boolean mixes = mixes();
    int[] gathering = trained ? gathering() : new int[0];
    List<Double> stays = Arrays.stream(gathering).mapToObj(this::stays).toList();
    boolean draws = false;
    boolean differs = false;
    if (trained) {
      Tensor training = training(ONE_SEED);
      draws = !close(training, training(ANOTHER_SEED));
      Tensor gathered = ask(Mode.GATHERING, gathering, copies(), null, ONE_SEED);
      if (!close(gathered, ask(Mode.GATHERING, gathering, copies(), null, ANOTHER_SEED))) {
        throw new ForeignFault(
            module
                + ": a part that normalises by batches draws at random as well; use a dropout module"
                + " of its own");
      }
      if (!draws && !close(training, gathered)) {
        throw new ForeignFault(
            module
                + ": in training it does something else than dropout and statistics of batches;"
                + " train it as it is evaluated (model.mode: eval)");
      }
      differs = draws || gathering.length > 0;
    }
    return new Findings(
        Math.toIntExact(output.size(1)),
        wholeInputs,
        writes,
        mixes,
        Arrays.stream(gathering).boxed().toList(),
        stays,
        overwritten(trained),
        draws,
        differs,
        once());
  }

  /** Numbers with a fraction first, then whole ones. */
  private Tensor first() {
    try {
      return evaluated(ONE_SEED);
    } catch (ForeignFault e) {
      wholeInputs = true;
      try {
        return evaluated(ONE_SEED);
      } catch (ForeignFault again) {
        throw e;
      }
    }
  }

  private void checkShape(Tensor output) {
    if (output.dim() != 2 || output.size(0) != EXAMPLES) {
      List<Long> found = new ArrayList<>();
      for (int i = 0; i < output.dim(); i++) {
        found.add(output.size(i));
      }
      throw new ForeignFault(
          module
              + ": "
              + EXAMPLES
              + " examples give an output of shape "
              + found
              + "; expected ["
              + EXAMPLES
              + ", outputs], a vector an example");
    }
    if (output.scalar_type().intern() != ScalarType.Float) {
      throw new ForeignFault(
          module
              + ": its output is of type "
              + output.scalar_type().intern()
              + " where its parameters are float32; it cannot be differentiated");
    }
  }

  private boolean writesInput() {
    if (wholeInputs) {
      return false;
    }
    Tensor put = x.clone();
    module.run(w, put, Mode.EVALUATING, new int[0], copies(), null, ONE_SEED);
    return !put.equal(x);
  }

  /** Whether the first example's output is another beside another neighbour. */
  private boolean mixes() {
    Tensor here = evaluated(ONE_SEED, 0, 1).select(0, 0);
    Tensor there = evaluated(ONE_SEED, 0, 2).select(0, 0);
    return !close(here, there);
  }

  /** Buffers as they are, in copies that a pass may overwrite. */
  private Tensor[] copies() {
    return module.copiesOfBuffers(w[0], IntStream.range(0, module.bufferCount()).boxed().toList());
  }

  private Tensor training(long seed) {
    return ask(Mode.TRAINING, new int[0], copies(), null, seed);
  }

  /** Buffers with fractions that a batch of training changes. */
  private int[] gathering() {
    return IntStream.of(overwrittenIn(Mode.TRAINING)).filter(module::bufferIsFloating).toArray();
  }

  private int[] overwrittenIn(Mode mode) {
    Tensor[] before = copies();
    Tensor[] after = new Tensor[before.length];
    ask(mode, new int[0], copies(), after, ONE_SEED);
    return IntStream.range(0, before.length).filter(i -> !before[i].equal(after[i])).toArray();
  }

  private List<Integer> overwritten(boolean trained) {
    IntStream evaluated = IntStream.of(overwrittenIn(Mode.EVALUATING));
    return IntStream.concat(
            evaluated, trained ? IntStream.of(overwrittenIn(Mode.TRAINING)) : IntStream.empty())
        .distinct()
        .sorted()
        .boxed()
        .toList();
  }

  /** The share that stays of a buffer's old value, if it is the same whatever the value. */
  private double stays(int index) {
    Tensor share = left(index, 1, 0).sub(left(index, 0, 0));
    Tensor farther = left(index, 2, 0).sub(left(index, 1, 0));
    Tensor later = left(index, 1, LATER).sub(left(index, 0, LATER));
    double stays = share.mean().item_double();
    boolean fixed =
        close(share, share.new_full(sizes(share), new Scalar(stays)))
            && close(farther, share)
            && close(later, share);
    if (!fixed || !(stays >= 0 && stays < 1)) {
      throw new ForeignFault(
          module
              + ": its buffer "
              + module.bufferNames().get(index)
              + " does not move by a fixed share of the way with each batch (momentum=None of a"
              + " batch normalisation, say); it can be evaluated (model.mode: eval), not trained");
    }
    return stays;
  }

  private static long[] sizes(Tensor t) {
    return IntStream.range(0, (int) t.dim()).mapToLong(t::size).toArray();
  }

  /**
   * What a batch of training leaves in a buffer.
   *
   * @param number that the buffer holds before
   * @param batches that counters say were seen before
   */
  private Tensor left(int index, double number, int batches) {
    Tensor[] given = copies();
    given[index].fill_(new Scalar(number));
    for (int counter : overwrittenIn(Mode.TRAINING)) {
      if (!module.bufferIsFloating(counter)) {
        given[counter].fill_(new Scalar((double) batches));
      }
    }
    Tensor[] left = new Tensor[module.bufferCount()];
    ask(Mode.TRAINING, new int[0], given, left, ONE_SEED);
    return left[index];
  }

  private String once() {
    try (AutoGradMode on = new AutoGradMode(true)) {
      Tensor[] leaves = new Tensor[w.length];
      Arrays.setAll(leaves, i -> w[i].detach().requires_grad_(true));
      Tensor put = wholeInputs ? x.gt(new Scalar(0.0)).to(ScalarType.Long) : x.clone();
      Tensor z = module.run(leaves, put, Mode.EVALUATING, new int[0], copies(), null, ONE_SEED);
      if (!z.requires_grad()) {
        throw new ForeignFault(
            module + ": its output does not depend on its parameters in a differentiable way");
      }
      Tensor slope = null;
      for (Tensor g : Derivatives.vectorJacobian(z.square().sum(), null, true, leaves)) {
        if (g.defined()) {
          slope = Passage.sum(slope, g.square().sum());
        }
      }
      if (slope == null) {
        throw new ForeignFault(module + ": its output does not depend on its parameters");
      }
      Derivatives.vectorJacobian(slope, null, false, leaves);
      return "";
    } catch (ForeignFault e) {
      throw e;
    } catch (RuntimeException e) {
      return module + " cannot be differentiated twice: " + ForeignFault.inShort(e);
    }
  }

  private static boolean close(Tensor a, Tensor b) {
    double scale = Math.max(a.abs().max().item_double(), b.abs().max().item_double());
    double distance = a.sub(b).abs().max().item_double();
    return distance <= SAME * scale || (Double.isNaN(distance) && Double.isNaN(scale));
  }
}
