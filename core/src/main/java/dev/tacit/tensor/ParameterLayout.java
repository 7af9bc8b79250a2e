package dev.tacit.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Which slice of the flat vector w is which weight: names, offsets and shapes, in order and without
 * gaps.
 *
 * @param slices the slices in the order they lie in w
 */
public record ParameterLayout(List<Slice> slices) {

  /**
   * One weight matrix or bias.
   *
   * @param name as in {@code layer1.weight}; layers count from 1
   * @param offset where it starts in w
   * @param shape {@code [out, in]} for a weight matrix (row-major), {@code [out]} for a bias
   */
  public record Slice(String name, long offset, List<Long> shape) {

    /** Copies the shape. */
    public Slice {
      shape = List.copyOf(shape);
    }

    /** The number of parameters in this slice. */
    public long size() {
      return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /** Whether this is a weight matrix, as opposed to a bias. */
    public boolean isWeight() {
      return shape.size() > 1;
    }

    /** This slice of a flat vector, in its own shape; shares the vector's memory. */
    public Tensor of(Tensor flat) {
      long[] dims = shape.stream().mapToLong(Long::longValue).toArray();
      return flat.narrow(0, offset, size()).view(dims);
    }
  }

  /** Copies the list. */
  public ParameterLayout {
    slices = List.copyOf(slices);
  }

  /** The number of parameters p. */
  public long dimension() {
    return slices.stream().mapToLong(Slice::size).sum();
  }

  /** The slices of a flat vector, in order, each in its own shape; they share its memory. */
  public Tensor[] split(Tensor flat) {
    if (flat.numel() != dimension()) {
      throw new IllegalArgumentException(
          "a vector of " + flat.numel() + " cannot be split: the layout needs " + dimension());
    }
    return slices.stream().map(slice -> slice.of(flat)).toArray(Tensor[]::new);
  }

  /** Where each layer ends in w, weights and biases together; the first begins at 0. */
  public long[] layerEnds() {
    return IntStream.rangeClosed(1, slices.size())
        .filter(next -> next == slices.size() || slices.get(next).isWeight())
        .mapToObj(next -> slices.get(next - 1))
        .mapToLong(slice -> slice.offset() + slice.size())
        .toArray();
  }

  /** Collects slices one after the other. */
  public static final class Builder {
    private final List<Slice> slices = new ArrayList<>();
    private long offset;

    public Builder add(String name, long... shape) {
      List<Long> dims = new ArrayList<>();
      for (long extent : shape) {
        dims.add(extent);
      }
      Slice slice = new Slice(name, offset, dims);
      slices.add(slice);
      offset += slice.size();
      return this;
    }

    public ParameterLayout build() {
      return new ParameterLayout(slices);
    }
  }
}
