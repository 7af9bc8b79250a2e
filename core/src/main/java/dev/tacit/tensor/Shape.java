package dev.tacit.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of one example, without the number of examples: {@code 784} for a vector, {@code
 * 1×28×28} for an image (channels, height, width). Numbers lie in row-major order, so an image
 * flattened is a vector of the same numbers.
 *
 * @param extents each at least 1
 */
public record Shape(List<Integer> extents) {

  /** Checks and copies the extents. */
  public Shape {
    extents = List.copyOf(extents);
    if (extents.isEmpty() || extents.stream().anyMatch(extent -> extent < 1)) {
      throw new IllegalArgumentException("a shape needs extents of at least 1, found " + extents);
    }
  }

  /** A shape by its extents. */
  public static Shape of(int... extents) {
    return new Shape(Arrays.stream(extents).boxed().toList());
  }

  /** How many numbers one example has. */
  public int size() {
    return extents.stream().reduce(1, Math::multiplyExact);
  }

  /** Whether this is channels × height × width. */
  public boolean isImage() {
    return extents.size() == 3;
  }

  /** One extent, from 0. */
  public int extent(int i) {
    return extents.get(i);
  }

  /** The shape of a tensor of n such examples. */
  public long[] batch(long n) {
    long[] dimensions = new long[extents.size() + 1];
    dimensions[0] = n;
    for (int i = 0; i < extents.size(); i++) {
      dimensions[i + 1] = extents.get(i);
    }
    return dimensions;
  }

  /** As in {@code 1×28×28}. */
  @Override
  public String toString() {
    return extents.stream().map(String::valueOf).collect(Collectors.joining("×"));
  }
}
