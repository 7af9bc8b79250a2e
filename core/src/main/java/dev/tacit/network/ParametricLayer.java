package dev.tacit.network;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Shape;
import java.util.List;

/** A layer that has parameters and contains no other layers. */
public interface ParametricLayer extends Layer {

  /** Its parameters, in the order in which they lie in w. */
  List<Unit.Slot> slots(Shape input);

  /** How many arrays of parameters there are, whatever the input. */
  int slotCount();

  /**
   * An array that follows the batches of training and is evaluated with ({@link Buffers}).
   *
   * @param name within the layer, as PyTorch has it: {@code running_mean}
   * @param shape its extents
   * @param start what it holds before the first step
   */
  @SuppressWarnings("ArrayRecordComponent") // made here, never compared
  record Running(String name, List<Long> shape, double[] start) {
    /** Copies the shape. */
    public Running {
      shape = List.copyOf(shape);
    }
  }

  /** What it remembers of the batches it was trained on; nothing unless it says so. */
  default List<Running> running(Shape input) {
    return List.of();
  }

  @Override
  default List<Unit> units(Shape input) {
    return List.of(new Unit(this, input, slots(input)));
  }

  /**
   * What looks at the single examples of one batch on the way back.
   *
   * @param batch its size B
   * @param products whether inner products with the batch's gradient are wanted beside norms
   * @param knowsInput whether the squared norms of the inputs will be told
   */
  default ExampleLook look(Placement placement, int batch, boolean products, boolean knowsInput) {
    return products ? new GramLook(placement, batch) : new SquaresLook(placement, batch);
  }
}
