package dev.tacit.optimizer;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The memory of an update rule: how many steps were taken and the rule's named vectors, each of
 * shape [p]. The only mutable part of an optimizer, and all that a checkpoint needs of one.
 */
public final class OptimizerState implements AutoCloseable {
  private final Map<String, Tensor> slots = new LinkedHashMap<>();
  private long step;

  /**
   * Fresh memory for a rule: zero steps, all vectors zero.
   *
   * @param dimension p
   */
  public OptimizerState(UpdateRule rule, long dimension, Placement placement) {
    for (String name : rule.slots()) {
      slots.put(name, Vectors.zeros(dimension, placement));
    }
  }

  /** The number of steps taken. */
  public long step() {
    return step;
  }

  /** Counts one step more. */
  public void advance() {
    step++;
  }

  /** Sets the number of steps taken, as when resuming. */
  public void setStep(long step) {
    if (!(step >= 0)) {
      throw new IllegalArgumentException("steps taken must be 0 or more, found " + step);
    }
    this.step = step;
  }

  /**
   * A state vector, shape [p], to read or to overwrite in place.
   *
   * @throws IllegalArgumentException if the rule has no such vector
   */
  public Tensor slot(String name) {
    Tensor slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException(
          "no state vector '" + name + "'; there are " + slots.keySet());
    }
    return slot;
  }

  /** All state vectors by name, in the rule's order. */
  public Map<String, Tensor> slots() {
    return Collections.unmodifiableMap(slots);
  }

  @Override
  public void close() {
    slots.values().forEach(Tensor::close);
    slots.clear();
  }
}
