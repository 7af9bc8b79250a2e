package dev.tacit.probe.flatness;

import dev.tacit.measure.ComplexityMeasures;
import dev.tacit.measure.Evaluation;
import dev.tacit.network.Network;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.Subset;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.training.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How much noise the weights bear: σ is the largest standard deviation of z in w + σz, z standard
 * normal, for which the training accuracy drops by at most {@value #ALLOWED} in the mean over z.
 *
 * <pre>
 *   complexity/pac_bayes_sharpness  μ = 1/σ²
 *   complexity/pac_bayes_bound      μ = ‖w - w⁰‖²/(4σ²) + ln(n/σ) + 10
 *   complexity/pac_bayes_sigma      σ itself, with a standard error
 * </pre>
 *
 * The first two as √(μ/n), and ln μ under {@code …/log}. σ is the first crossing met from {@value
 * #FIRST} in steps of 2, then halved to 1 %, with the same {@value #DRAWS} draws of z throughout,
 * on {@value #EXAMPLES} training examples as labelled. Its error is that of the mean drop over the
 * draws divided by the drop's slope. Where no σ up to 2^10 costs that much (a network that
 * guesses), all are NaN.
 *
 * <p>Jiang et al., ICLR 2020, arXiv:1912.02178. A public re-implementation draws with standard
 * deviation σ² instead of σ.
 */
public final class PacBayesSharpness implements Probe {
  private static final double ALLOWED = 0.1;
  private static final double FIRST = 0.015625;
  private static final int DRAWS = 10;
  private static final int EXAMPLES = 1000;
  private static final double SMALLEST = 0x1p-24;
  private static final double LARGEST = 0x1p10;
  private static final int HALVINGS = 6;
  private static final String SIGMA = "complexity/pac_bayes_sigma";
  private static final String BOUND = "complexity/pac_bayes_bound";

  @Override
  public String name() {
    return "complexity/pac_bayes_sharpness";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            SIGMA,
            "Noise that the weights bear",
            "σ",
            "The largest standard deviation of noise on the weights with a mean accuracy drop of at most "
                + ALLOWED
                + "."),
        MetricDescription.size(
                name(),
                "Complexity: PAC-Bayes sharpness",
                "√(μ/n),  μ = 1/σ²",
                "σ is the largest noise on the weights with a mean accuracy drop of at most "
                    + ALLOWED
                    + "; the part log is ln μ.")
            .inParts(),
        MetricDescription.size(
                BOUND,
                "Complexity: PAC-Bayes bound",
                "√(μ/n),  μ = ‖w−w₀‖²/(4σ²) + ln(n/σ) + 10",
                "σ is that of the PAC-Bayes sharpness; the part log is ln μ.")
            .inParts());
  }

  @Override
  public String cost() {
    return "about 50 gradients of " + EXAMPLES + " examples (" + 13 * DRAWS + " forward passes)";
  }

  @Override
  public Preset preset() {
    return Preset.FULL;
  }

  @Override
  public int defaultInterval() {
    return 50;
  }

  @Override
  public Requirement requirement() {
    return Requirement.CLASSES;
  }

  @Override
  public List<String> metrics(Problem problem) {
    return List.of(SIGMA, name(), name() + "/log", BOUND, BOUND + "/log");
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Problem problem = snapshot.problem();
    Estimate sigma;
    try (EmpiricalRisk some = Subset.of(problem, name(), EXAMPLES)) {
      sigma =
          largestNoise(
              some, snapshot.evaluated(), snapshot.w(), k -> problem.streams().stream(name(), k));
    }
    out.record(SIGMA, sigma);
    int n = problem.loss().examples();
    double distance = squaredDistance(snapshot.w(), problem.initial());
    double relative = sigma.error() / sigma.value();
    record(out, name(), -2 * Math.log(sigma.value()), 2 * relative, n);
    double quadratic = distance / (4 * sigma.value() * sigma.value());
    double bound = quadratic + Math.log(n / sigma.value()) + 10;
    record(out, BOUND, Math.log(bound), relative * (2 * quadratic + 1) / bound, n);
  }

  /** √(μ/n) and ln μ with errors, to first order. */
  private static void record(Measurements out, String metric, double log, double logError, int n) {
    double value = ComplexityMeasures.perExample(log, n);
    out.record(metric, value, 0.5 * logError * value);
    out.record(metric + "/log", log, logError);
  }

  private static double squaredDistance(Tensor w, Tensor initial) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return w.sub(initial)
          .square_()
          .sum(new ScalarTypeOptional(torch.ScalarType.Double))
          .item_double();
    }
  }

  /**
   * σ with its standard error.
   *
   * @param network as it is evaluated
   * @param stream of each draw
   */
  static Estimate largestNoise(
      EmpiricalRisk risk, Network network, Tensor w, IntFunction<UniformRandomProvider> stream) {
    try (Drops drops = new Drops(risk, network, w, stream)) {
      double allowed = FIRST; // costs no more than allowed
      double tooMuch = FIRST;
      if (drops.mean(FIRST) <= ALLOWED) {
        do {
          allowed = tooMuch;
          tooMuch *= 2;
        } while (tooMuch <= LARGEST && drops.mean(tooMuch) <= ALLOWED);
      } else {
        do {
          tooMuch = allowed;
          allowed /= 2;
        } while (allowed >= SMALLEST && drops.mean(allowed) > ALLOWED);
      }
      if (!(tooMuch <= LARGEST && allowed >= SMALLEST)) {
        return new Estimate(Double.NaN, Double.NaN);
      }
      for (int i = 0; i < HALVINGS; i++) {
        double middle = Math.sqrt(allowed * tooMuch);
        if (drops.mean(middle) <= ALLOWED) {
          allowed = middle;
        } else {
          tooMuch = middle;
        }
      }
      double apart = 1.1;
      double slope =
          (drops.mean(allowed * apart) - drops.mean(allowed / apart))
              / (allowed * (apart - 1 / apart));
      double error = Estimate.mean(drops.at(allowed)).error();
      return new Estimate(allowed, slope > 0 ? error / slope : Double.NaN);
    }
  }

  /** The drop in accuracy under each draw, at any σ. */
  private static final class Drops implements AutoCloseable {
    private final EmpiricalRisk risk;
    private final Network network;
    private final Tensor w;
    private final Tensor[] draws = new Tensor[DRAWS]; // z, [p] each
    private final double error;

    Drops(
        EmpiricalRisk risk, Network network, Tensor w, IntFunction<UniformRandomProvider> stream) {
      this.risk = risk;
      this.network = network;
      this.w = w;
      for (int k = 0; k < DRAWS; k++) {
        draws[k] = RandomVectors.gaussian(stream.apply(k), w.numel(), risk.placement());
      }
      error = Evaluation.at(risk, network, w).error(risk.labels());
    }

    double[] at(double sigma) {
      double[] drops = new double[DRAWS];
      for (int k = 0; k < DRAWS; k++) {
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          Tensor noisy = w.add(draws[k], new Scalar(sigma));
          drops[k] = Evaluation.at(risk, network, noisy).error(risk.labels()) - error;
        }
      }
      return drops;
    }

    double mean(double sigma) {
      return Arrays.stream(at(sigma)).sum() / DRAWS;
    }

    @Override
    public void close() {
      for (Tensor draw : draws) {
        draw.close();
      }
    }
  }
}
