package dev.tacit.network;

import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A flat vector cut into the parameters of each layer, as views that share its memory, so that what
 * is written to one is seen through the other.
 */
public final class Slices implements AutoCloseable {
  private final Tensor[][] slices; // by layer with parameters

  /**
   * @param network whose layout the vector has
   * @param flat shape [p], contiguous; must outlive this object
   */
  public Slices(Network network, Tensor flat) {
    this(network.units(), flat);
  }

  /** The same for layers on their own. */
  Slices(List<Unit> units, Tensor flat) {
    slices = new Tensor[units.size()][];
    try (PointerScope scope = new PointerScope()) {
      Tensor[] all = Sequential.layout(units).split(flat.detach());
      int next = 0;
      for (int layer = 0; layer < slices.length; layer++) {
        slices[layer] = new Tensor[units.get(layer).slots().size()];
        for (int slot = 0; slot < slices[layer].length; slot++) {
          slices[layer][slot] = Vectors.keep(all[next++]);
        }
      }
    }
  }

  /** The slices of one layer, counting those with parameters from 0; not to be closed. */
  public Tensor[] of(int layer) {
    return slices[layer];
  }

  /** All of them, one after the other; not to be closed. */
  public Tensor[] flat() {
    return Arrays.stream(slices).flatMap(Arrays::stream).toArray(Tensor[]::new);
  }

  /** All of them; not to be changed. */
  Tensor[][] all() {
    return slices;
  }

  /** Hands them out from the first layer on. */
  Cursor cursor() {
    return new Cursor();
  }

  @Override
  public void close() {
    for (Tensor[] layer : slices) {
      for (Tensor slice : layer) {
        slice.close();
      }
    }
  }

  /** A place between two layers. */
  public final class Cursor {
    private int next;

    /** The number of the layer that comes next. */
    int layer() {
      return next;
    }

    /** The slices of the layer that comes next, and a step past it. */
    Tensor[] take() {
      return slices[next++];
    }
  }
}
