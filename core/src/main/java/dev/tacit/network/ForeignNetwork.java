package dev.tacit.network;

import dev.tacit.network.ForeignModule.Mode;
import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Shape;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * A module of PyTorch as a network: one layer whose parameters have the module's own names. It has
 * what autograd can give; what needs the algebra of single layers it lacks, and says so ({@link
 * Network#lacks}).
 */
public final class ForeignNetwork implements Network, AutoCloseable {
  private final ForeignModule module;
  private final Shape input;
  private final ForeignLayer layer;
  private final Chain body;
  private final List<Unit> units;
  private final ParameterLayout layout;

  /**
   * Tries the module on a few made-up examples.
   *
   * @param module used by this alone from here on
   * @param input the shape of an example
   * @param outputs how many the data have; the module may give more
   * @param trained whether it is trained as PyTorch trains in training mode (dropout at work,
   *     statistics of batches); else it is as in evaluation, always
   * @throws ForeignFault if it fails or does not fit
   */
  public ForeignNetwork(ForeignModule module, Shape input, int outputs, boolean trained) {
    this(module, input, layer(module, input, outputs, trained));
  }

  private ForeignNetwork(ForeignModule module, Shape input, ForeignLayer layer) {
    this.module = module;
    this.input = input;
    this.layer = layer;
    body = new Chain(List.of(layer));
    units = body.units(input);
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    for (Unit.Slot slot : units.get(0).slots()) {
      builder.add(slot.name(), slot.role(), slot.extents());
    }
    layout = builder.build();
  }

  private static ForeignLayer layer(
      ForeignModule module, Shape input, int outputs, boolean trained) {
    ForeignTrial.Findings found = ForeignTrial.of(module, input, trained);
    if (found.outputs() < outputs) {
      throw new ForeignFault(
          module
              + " gives "
              + found.outputs()
              + " outputs, and the data need "
              + outputs
              + (found.outputs() == 1 ? " (one-hot classes; give it an output a class)" : ""));
    }
    if (found.mixes()) {
      throw new ForeignFault(
          module
              + ": an example's output depends on the others of its batch in evaluation, too (a batch"
              + " normalisation without running statistics, say); it has no loss of one example");
    }
    Mode role = found.differs() ? Mode.GATHERING : Mode.EVALUATING;
    return new ForeignLayer(module, found, role, !trained, null, null, 0);
  }

  /** What it is made of. */
  public ForeignModule module() {
    return module;
  }

  /** Whether training differs from evaluation. */
  public boolean differsInTraining() {
    return layer.findings().differs();
  }

  /** Whether training draws at random. */
  public boolean drawsInTraining() {
    return layer.findings().draws();
  }

  /** Whether examples are whole numbers to it. */
  public boolean takesWholeNumbers() {
    return layer.findings().wholeInputs();
  }

  @Override
  public Shape input() {
    return input;
  }

  @Override
  public Layer body() {
    return body;
  }

  @Override
  public List<Unit> units() {
    return units;
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public int outputs() {
    return layer.findings().outputs();
  }

  @Override
  public boolean isExpressionAlone() {
    return true;
  }

  @Override
  public Network evaluating(Buffers buffers) {
    Iterator<Tensor[]> running = buffers.pairs().iterator();
    return with((ForeignLayer) layer.evaluating(running));
  }

  @Override
  public void adopt(Buffers buffers) {
    layer.adopt(buffers);
  }

  /**
   * Gives the module other buffers and constants.
   *
   * @param values of all that {@link ForeignModule#others} names, one after the other
   */
  public void adopt(double... values) {
    int from = 0;
    for (String name : module.others()) {
      int size =
          (int)
              module.extentsOf(name).stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
      module.set(name, Arrays.copyOfRange(values, from, from + size));
      from += size;
    }
  }

  @Override
  public Network dropping(Masks masks) {
    return with((ForeignLayer) layer.dropping(masks));
  }

  /** Frees the module's memory; neither this nor what was made of it may be used any more. */
  @Override
  public void close() {
    module.close();
  }

  private Network with(ForeignLayer other) {
    return other.equals(layer) ? this : new ForeignNetwork(module, input, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ForeignNetwork that
        && module.equals(that.module)
        && input.equals(that.input)
        && layer.equals(that.layer);
  }

  @Override
  public int hashCode() {
    return Objects.hash(module, input);
  }

  /** The module's name and what it takes. */
  @Override
  public String toString() {
    return "module " + module + " on " + input;
  }
}
