package dev.tacit.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Which slice of the flat vector w is which weight: names, offsets and shapes, in order and without
 * gaps.
 *
 * @param slices the slices in the order they lie in w
 */
public record ParameterLayout(List<Slice> slices) {

  /** What a slice does in its layer. */
  public enum Role {
    /** Multiplies inputs: a matrix, or a convolution's kernels. */
    WEIGHT,
    /** Is added. */
    BIAS,
    /** Multiplies what a normalisation has scaled. */
    SCALE
  }

  /**
   * One array of parameters.
   *
   * @param name as in {@code layer1.weight}; layers count from 1
   * @param offset where it starts in w
   * @param shape {@code [out, in]} for a weight matrix (row-major), {@code [out, in, height,
   *     width]} for a convolution's kernels, {@code [out]} for a bias
   * @param role what it does
   */
  public record Slice(String name, long offset, List<Long> shape, Role role) {

    /** Copies the shape. */
    public Slice {
      shape = List.copyOf(shape);
    }

    /** The number of parameters in this slice. */
    public long size() {
      return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /** Whether this multiplies inputs, as opposed to a bias or a scale. */
    public boolean isWeight() {
      return role == Role.WEIGHT;
    }

    /** The layer's name, as in {@code layer1}. */
    public String layer() {
      return name.substring(0, Math.max(0, name.lastIndexOf('.')));
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

  /** Collects slices one after the other. */
  public static final class Builder {
    private final List<Slice> slices = new ArrayList<>();
    private long offset;

    /** A weight where there is more than one extent, else a bias. */
    public Builder add(String name, long... shape) {
      return add(name, shape.length > 1 ? Role.WEIGHT : Role.BIAS, shape);
    }

    /** The next slice. */
    public Builder add(String name, Role role, long... shape) {
      List<Long> dims = new ArrayList<>();
      for (long extent : shape) {
        dims.add(extent);
      }
      Slice slice = new Slice(name, offset, dims, role);
      slices.add(slice);
      offset += slice.size();
      return this;
    }

    public ParameterLayout build() {
      return new ParameterLayout(slices);
    }
  }
}
