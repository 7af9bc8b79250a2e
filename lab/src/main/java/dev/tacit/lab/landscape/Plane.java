package dev.tacit.lab.landscape;

import dev.tacit.tensor.Vectors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The plane c + x d + y e in parameter space. Owns nothing: the three vectors stay the caller's.
 *
 * @param centre c, shape [p]
 * @param first d
 * @param second e, not parallel to d
 */
public record Plane(Tensor centre, Tensor first, Tensor second) {

  /** A point of the plane in its own coordinates. */
  public record Point(double x, double y) {}

  /**
   * Points projected onto the plane.
   *
   * @param points the feet of the perpendiculars
   * @param explained the share of Σ‖w - c‖² that lies in the plane, in [0, 1]; NaN if all are at c
   */
  public record Projection(List<Point> points, double explained) {}

  /** Writes c + x d + y e. */
  public void at(double x, double y, Tensor out) {
    try (NoGradGuard guard = new NoGradGuard()) {
      out.copy_(centre).add_(first, new Scalar(x)).add_(second, new Scalar(y));
    }
  }

  /** The orthogonal projections of points: least squares in d and e. */
  public Projection project(List<Tensor> points) {
    double dd = Vectors.squaredNorm(first);
    double de = Vectors.dot(first, second);
    double ee = Vectors.squaredNorm(second);
    double determinant = dd * ee - de * de;
    double[] within = {0};
    double[] all = {0};
    List<Point> feet =
        points.stream()
            .map(
                point -> {
                  try (PointerScope scope = new PointerScope();
                      NoGradGuard guard = new NoGradGuard()) {
                    Tensor away = point.sub(centre);
                    double d = Vectors.dot(away, first);
                    double e = Vectors.dot(away, second);
                    double x = (d * ee - e * de) / determinant;
                    double y = (e * dd - d * de) / determinant;
                    within[0] += x * d + y * e;
                    all[0] += Vectors.squaredNorm(away);
                    return new Point(x, y);
                  }
                })
            .toList();
    return new Projection(feet, within[0] / all[0]);
  }
}
