package dev.tacit.theory.objective;

import dev.tacit.objective.Objective;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.pytorch.Tensor;

/**
 * An objective computed by plain loops over float64 arrays. For problems of a few dozen parameters
 * this is a hundred times faster than LibTorch, whose calls cost more than their arithmetic; who
 * knows this interface may skip the tensors.
 */
public interface ArrayObjective extends Objective {

  /** C(w), w of length p. */
  double value(double[] w);

  /**
   * C(w) and its gradient.
   *
   * @param w length p, not changed
   * @param gradient overwritten with ∇C(w), length p
   * @return C(w)
   */
  double gradient(double[] w, double[] gradient);

  /**
   * ∇²C(w) v.
   *
   * @param w length p, not changed
   * @param v length p, not changed
   * @param product overwritten, length p; may not be v itself
   */
  void hessianVector(double[] w, double[] v, double[] product);

  @Override
  default Placement placement() {
    return Placement.CPU_FLOAT64;
  }

  @Override
  default double value(Tensor w) {
    return value(read("w", w));
  }

  @Override
  default double gradient(Tensor w, Tensor gradient) {
    double[] g = new double[Math.toIntExact(dimension())];
    double value = gradient(read("w", w), g);
    Vectors.doubles(checked("gradient", gradient)).put(g);
    return value;
  }

  @Override
  default void hessianVector(Tensor w, Tensor v, Tensor product) {
    double[] hv = new double[Math.toIntExact(dimension())];
    hessianVector(read("w", w), read("v", v), hv);
    Vectors.doubles(checked("product", product)).put(hv);
  }

  private double[] read(String name, Tensor vector) {
    double[] values = new double[Math.toIntExact(dimension())];
    Vectors.doubles(checked(name, vector)).get(values);
    return values;
  }

  private Tensor checked(String name, Tensor vector) {
    if (vector.numel() != dimension()) {
      throw new IllegalArgumentException(
          name + " has " + vector.numel() + " components, the objective " + dimension());
    }
    if (!vector.is_contiguous()) {
      throw new IllegalArgumentException(name + " is a strided view; copy it first");
    }
    return vector;
  }
}
