package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The memory of an update rule: how many steps were taken, named tensors (vectors of shape [p], or
 * one matrix for a slice of w), named numbers, and the memories of rules that the rule is made of.
 * The only mutable part of an optimizer, and all that a checkpoint needs of one.
 *
 * <p>A rule makes it ({@link UpdateRule#newState}), everything zero unless the rule says otherwise.
 */
public final class OptimizerState implements AutoCloseable {
  private static final String STEP = "step";
  private static final double MOST_STEPS = 1L << 53; // that are whole as doubles

  private final Map<String, Tensor> slots = new LinkedHashMap<>();
  private final Map<String, Double> numbers = new LinkedHashMap<>();
  private final Map<String, Double> most = new LinkedHashMap<>(); // of numbers that count
  private final Map<String, OptimizerState> children = new LinkedHashMap<>();
  private final ParameterLayout layout;
  private long step;

  OptimizerState(ParameterLayout layout) {
    this.layout = layout;
  }

  /** A memory of nothing but vectors, each of shape [p] and zero. */
  public static OptimizerState of(ParameterLayout layout, Placement placement, String... names) {
    OptimizerState state = new OptimizerState(layout);
    for (String name : names) {
      state.slots.put(name, Vectors.zeros(layout.dimension(), placement));
    }
    return state;
  }

  /** Adds a matrix of zeros. */
  OptimizerState matrix(String name, long rows, long columns, Placement placement) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor flat = Vectors.zeros(rows * columns, placement);
      slots.put(name, Vectors.keep(flat.view(rows, columns)));
      flat.close(); // the matrix holds its memory
    }
    return this;
  }

  /** Adds a number. */
  OptimizerState number(String name, double start) {
    numbers.put(name, start);
    return this;
  }

  /** Adds a number that counts: whole, from 0 to a last one. */
  OptimizerState count(String name, double last) {
    most.put(name, last);
    return number(name, 0);
  }

  /** Adds the memory of a part; closed with this one. */
  OptimizerState child(String name, OptimizerState state) {
    children.put(name, state);
    return this;
  }

  /** What each part of w is. */
  public ParameterLayout layout() {
    return layout;
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
   * A state tensor, to read or to overwrite in place.
   *
   * @throws IllegalArgumentException if the rule has no such tensor
   */
  public Tensor slot(String name) {
    return known(slots, name, "state vector");
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException if the rule has no such number
   */
  public double number(String name) {
    return known(numbers, name, "number");
  }

  /**
   * Overwrites a number.
   *
   * @throws IllegalArgumentException if the rule has no such number, or it cannot be this
   */
  public void set(String name, double value) {
    known(numbers, name, "number");
    if (most.containsKey(name)) {
      checkCount(name, value, most.get(name));
    }
    numbers.put(name, value);
  }

  /**
   * The memory of a part.
   *
   * @throws IllegalArgumentException if the rule has no such part
   */
  public OptimizerState child(String name) {
    return known(children, name, "part");
  }

  private static void checkCount(String name, double value, double last) {
    if (!(value >= 0 && value <= last && value == Math.rint(value))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "'%s' is a whole number from 0 to %.0f, found %s", name, last, value));
    }
  }

  private static <T> T known(Map<String, T> map, String name, String kind) {
    T found = map.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "no " + kind + " '" + name + "'; there are " + map.keySet());
    }
    return found;
  }

  /** The rule's own tensors by name, in the rule's order. */
  public Map<String, Tensor> slots() {
    return Collections.unmodifiableMap(slots);
  }

  /** All tensors, those of parts as {@code part/name}: with the numbers, all there is. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>(slots);
    children.forEach(
        (part, child) ->
            child.tensors().forEach((name, tensor) -> all.put(part + "/" + name, tensor)));
    return all;
  }

  /** All numbers but the steps taken, those of parts as {@code part/name} with their own steps. */
  public Map<String, Double> numbers() {
    Map<String, Double> all = new LinkedHashMap<>(numbers);
    children.forEach(
        (part, child) -> {
          all.put(part + "/" + STEP, (double) child.step);
          child.numbers().forEach((name, value) -> all.put(part + "/" + name, value));
        });
    return all;
  }

  /**
   * Overwrites a number named as in {@link #numbers()}, as when resuming.
   *
   * @throws IllegalArgumentException if there is none of that name, or it cannot be this
   */
  public void restore(String path, double value) {
    int slash = path.indexOf('/');
    if (slash >= 0 && children.containsKey(path.substring(0, slash))) {
      OptimizerState child = child(path.substring(0, slash));
      String rest = path.substring(slash + 1);
      if (rest.equals(STEP)) {
        checkCount(path, value, MOST_STEPS);
        child.setStep((long) value);
      } else {
        child.restore(rest, value);
      }
    } else {
      set(path, value);
    }
  }

  @Override
  public void close() {
    slots.values().forEach(Tensor::close);
    slots.clear();
    children.values().forEach(OptimizerState::close);
    children.clear();
  }
}
