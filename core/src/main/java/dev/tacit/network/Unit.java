package dev.tacit.network;

import dev.tacit.tensor.ParameterLayout.Role;
import dev.tacit.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * A layer that has parameters, at its place in a network.
 *
 * @param layer the layer itself, which contains no others
 * @param input the shape of one example's input
 * @param slots its parameters
 */
public record Unit(ParametricLayer layer, Shape input, List<Slot> slots) {

  /**
   * One array of parameters.
   *
   * @param name within the layer, as in {@code weight}
   * @param role what it does
   * @param shape its extents
   */
  public record Slot(String name, Role role, List<Long> shape) {

    /** One of given extents. */
    public static Slot of(String name, Role role, long... shape) {
      return new Slot(name, role, Arrays.stream(shape).boxed().toList());
    }

    /** The two of a normalisation, a number a channel each. */
    static List<Slot> scaleAndBias(int channels) {
      return List.of(of("scale", Role.SCALE, channels), of("bias", Role.BIAS, channels));
    }

    long[] extents() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** The slot with a role, counted in {@link #slots}; -1 if there is none. */
  public int slot(Role role) {
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).role() == role) {
        return i;
      }
    }
    return -1;
  }
}
