package dev.tacit.curvature;

import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.RandomVectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;

/**
 * The distribution of the eigenvalues of a symmetric operator by stochastic Lanczos quadrature:
 * each of n random sign vectors z gives, after m Lanczos steps, the nodes θ_i and weights τ_i² of a
 * Gauss quadrature that integrates polynomials up to degree 2m-1 exactly against z's own spectral
 * measure,
 *
 * <pre>
 *   (1/p) tr f(M) ≈ (1/n) Σ_z Σ_i τ_i² f(θ_i),   θ_i eigenvalues of T_m, τ_i first components
 * </pre>
 *
 * S. Ubaru, J. Chen, Y. Saad, SIAM J. Matrix Anal. Appl. 38, 2017; B. Ghorbani, S. Krishnan, Y.
 * Xiao, ICML 2019, arXiv:1901.10159. Cost: nm products; memory: m vectors of p.
 *
 * @param nodes all θ in ascending order, with their weights, which sum to 1; empty if a number was
 *     not finite
 */
public record SpectralDensity(List<Node> nodes) {

  /**
   * One node of the quadrature.
   *
   * @param value θ
   * @param weight τ²/n
   */
  public record Node(double value, double weight) {}

  /** Copies the list. */
  public SpectralDensity {
    nodes = List.copyOf(nodes);
  }

  /**
   * Estimates it.
   *
   * @param vectors n
   * @param steps m; no more than p are taken
   */
  public static SpectralDensity of(
      LinearOperator operator, UniformRandomProvider random, int vectors, int steps) {
    if (!(vectors >= 1 && steps >= 1)) {
      throw new IllegalArgumentException(
          "at least 1 vector and 1 step are needed, found " + vectors + " and " + steps);
    }
    int most = (int) Math.min(steps, operator.dimension());
    List<SpectralDensity> each = new ArrayList<>();
    for (int i = 0; i < vectors; i++) {
      each.add(ofOneVector(operator, random, most));
    }
    return mean(each);
  }

  private static SpectralDensity ofOneVector(
      LinearOperator operator, UniformRandomProvider random, int steps) {
    try (Tensor z = RandomVectors.signs(random, operator.dimension(), operator.placement());
        KrylovBasis basis = new KrylovBasis(operator, z, steps, random)) {
      do {
        if (!basis.grow()) {
          return new SpectralDensity(List.of());
        }
      } while (basis.size() < steps && !basis.exhausted());
      Tridiagonal t = new Tridiagonal(basis.alpha(), basis.beta(), basis.size());
      List<Node> nodes = new ArrayList<>();
      for (int j = 0; j < basis.size(); j++) {
        double first = t.vector(j)[0];
        nodes.add(new Node(t.value(j), first * first));
      }
      nodes.sort(Comparator.comparingDouble(Node::value));
      return new SpectralDensity(nodes);
    }
  }

  /** The mean of several; empty if one of them is. */
  public static SpectralDensity mean(List<SpectralDensity> densities) {
    List<Node> nodes = new ArrayList<>();
    for (SpectralDensity density : densities) {
      if (density.nodes.isEmpty()) {
        return density;
      }
      density.nodes.forEach(
          node -> nodes.add(new Node(node.value, node.weight / densities.size())));
    }
    nodes.sort(Comparator.comparingDouble(Node::value));
    return new SpectralDensity(nodes);
  }

  /** (1/p) tr f(M) for f(λ) = λ^k. */
  public double moment(int k) {
    return nodes.isEmpty()
        ? Double.NaN
        : nodes.stream().mapToDouble(n -> n.weight() * Math.pow(n.value(), k)).sum();
  }

  /** The share of eigenvalues that are at most x. */
  public double cumulative(double x) {
    return nodes.isEmpty()
        ? Double.NaN
        : nodes.stream().filter(n -> n.value() <= x).mapToDouble(Node::weight).sum();
  }

  /**
   * The smallest node with at least a share of the weight up to it.
   *
   * @param level the share, in [0, 1]
   */
  public double quantile(double level) {
    return nodes.isEmpty() ? Double.NaN : nodeAt(level).value();
  }

  /** The weight of the node that {@link #quantile} gives. */
  public double weightAt(double level) {
    return nodes.isEmpty() ? Double.NaN : nodeAt(level).weight();
  }

  private Node nodeAt(double level) {
    double sum = 0;
    for (Node node : nodes) {
      sum += node.weight();
      if (sum >= level * (1 - 1e-12)) {
        return node;
      }
    }
    return nodes.get(nodes.size() - 1);
  }

  /**
   * The density at x, each node widened to a normal distribution.
   *
   * @param width its standard deviation
   */
  public double at(double x, double width) {
    double sum = 0;
    for (Node node : nodes) {
      double d = (x - node.value()) / width;
      sum += node.weight() * Math.exp(-0.5 * d * d);
    }
    return nodes.isEmpty() ? Double.NaN : sum / (width * Math.sqrt(2 * Math.PI));
  }
}
