package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.Vectors;
import dev.tacit.theory.objective.ArrayObjective;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Gradients and Hessian-vector products of a float64 objective in plain arrays, the numbers that
 * flows are made of.
 */
public final class Derivatives {
  private final Objective objective;
  private final Placement placement;
  private final int p;

  private Derivatives(Objective objective) {
    this.objective = objective;
    this.placement = objective.placement();
    this.p = Math.toIntExact(objective.dimension());
    if (placement.precision() != Precision.FLOAT64) {
      throw new IllegalArgumentException(
          "a flow needs an objective in float64, found " + placement.precision());
    }
  }

  /**
   * The derivatives of one objective.
   *
   * @throws IllegalArgumentException if it is not in float64
   */
  public static Derivatives of(Objective objective) {
    return new Derivatives(objective);
  }

  /** The batches' derivatives, all of one dimension. */
  static List<Derivatives> of(List<? extends Objective> batches) {
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("a flow needs at least one batch");
    }
    List<Derivatives> all = batches.stream().map(Derivatives::new).toList();
    for (Derivatives each : all) {
      if (each.p != all.get(0).p) {
        throw new IllegalArgumentException(
            "batches must share their parameters; found " + all.get(0).p + " and " + each.p);
      }
    }
    return all;
  }

  /** The number of parameters p. */
  public int dimension() {
    return p;
  }

  /** ∇C(w), length p. */
  public double[] gradient(double[] w) {
    double[] g = new double[p];
    if (objective instanceof ArrayObjective plain) {
      plain.gradient(w, g);
      return g;
    }
    try (Tensor x = Vectors.of(placement, w);
        Tensor out = Vectors.zeros(p, placement)) {
      objective.gradient(x, out);
      return Vectors.toDoubles(out);
    }
  }

  /** ∇²C(w) v, length p. */
  public double[] hessianVector(double[] w, double[] v) {
    double[] hv = new double[p];
    if (objective instanceof ArrayObjective plain) {
      plain.hessianVector(w, v, hv);
      return hv;
    }
    try (Tensor x = Vectors.of(placement, w);
        Tensor direction = Vectors.of(placement, v);
        Tensor out = Vectors.zeros(p, placement)) {
      objective.hessianVector(x, direction, out);
      return Vectors.toDoubles(out);
    }
  }

  /** A step size in accepting form. */
  static double stepSize(double h) {
    if (!(h > 0 && h < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the step size h must be finite and above 0, found " + h);
    }
    return h;
  }
}
