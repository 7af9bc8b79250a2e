package dev.tacit.theory.exact;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.objective.Objective;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.theory.check.Figure;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/**
 * The edge of stability: trained with its full batch, a 2-20-1 tanh network (81 parameters) on 25
 * points with squared error sharpens until the largest eigenvalue of P⁻¹H, H the Hessian and P the
 * rule's own preconditioner with Adam's factors in it, meets the rule's stability threshold, and
 * stays there: η λ_max = 2 for gradient descent and RMSProp, 38 for Adam with β1 = 0.9. J. Cohen et
 * al., ICLR 2021, arXiv:2103.00065, and 2022, arXiv:2207.14484.
 *
 * <p>Judged is the mean over the second half of the run: at any one step Adam may be a fifth below
 * the edge and RMSProp an eighth above, as they jump over it and come back.
 */
final class EdgeOfStability extends ExactCheck {
  private static final int POINTS = 25;
  private static final int STEPS = 10_000;
  private static final int EVERY = 200;

  EdgeOfStability() {
    super(
        "stability/edge",
        "a small network sharpens to the threshold: η λ_max(P⁻¹H) = 2 for GD and RMSProp, 38 for Adam",
        false);
  }

  @Override
  public List<Finding> run(Output output) {
    List<Finding> findings = new ArrayList<>();
    List<Figure.Line> lines = new ArrayList<>();
    UpdateRule rms = new RmsProp(0.99, 1e-8, EpsilonPlacement.OUTSIDE, false);
    UpdateRule adam = new Adam(0.9, 0.99, 1e-8, EpsilonPlacement.OUTSIDE, true);
    add(findings, lines, "GD, η = 0.3", new GradientDescent(), 0.3, 1.9, 2.1);
    add(findings, lines, "GD, η = 0.5", new GradientDescent(), 0.5, 1.9, 2.1);
    add(findings, lines, "RMSProp, η = 0.003", rms, 0.003, 1.8, 2.3);
    add(findings, lines, "Adam, η = 0.01", adam, 0.01, 34, 42);
    output.figure(
        new Figure(
            "exact-edge-of-stability",
            "Sharpness against each rule's threshold, 2-20-1 tanh network, 25 points",
            "steps",
            "λ_max(P⁻¹H) over its stability threshold",
            false,
            false,
            lines));
    return findings;
  }

  private static void add(
      List<Finding> findings,
      List<Figure.Line> lines,
      String subject,
      UpdateRule rule,
      double rate,
      double low,
      double high) {
    double[] t = new double[STEPS / EVERY + 1];
    double[] sharpness = new double[t.length];
    try (EmpiricalRisk risk = risk();
        Descent descent = new Descent(rule, risk, start(risk))) {
      for (int k = 0; k < t.length; k++) {
        for (int n = 0; k > 0 && n < EVERY; n++) {
          descent.step(rate);
        }
        t[k] = (double) k * EVERY;
        double[] p = k > 0 ? descent.preconditioner() : ones(risk.dimension());
        sharpness[k] = rate * largestEigenvalue(risk, descent.point(), p);
      }
    }
    double sum = 0;
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int k = t.length / 2; k < t.length; k++) {
      sum += sharpness[k];
      smallest = Math.min(smallest, sharpness[k]);
      largest = Math.max(largest, sharpness[k]);
    }
    double mean = sum / (t.length - t.length / 2);
    double threshold = rule.stabilityThreshold(rate).orElseThrow() * rate;
    findings.add(
        Finding.of(
            subject + ": mean η λ_max over the second half",
            Findings.number(threshold),
            Findings.number(low) + " to " + Findings.number(high),
            String.format(Locale.ROOT, "%.3f (%.2f to %.2f)", mean, smallest, largest),
            mean >= low && mean <= high));
    boolean preconditioned = !(rule instanceof GradientDescent);
    int first = preconditioned ? 1 : 0; // there is no P before the first step
    double[] ratio = new double[t.length - first];
    double[] time = new double[ratio.length];
    for (int k = 0; k < ratio.length; k++) {
      ratio[k] = sharpness[k + first] / threshold;
      time[k] = t[k + first];
    }
    lines.add(Figure.Line.of(subject, time, ratio, Double.NaN));
  }

  private static EmpiricalRisk risk() {
    Mlp network = new Mlp(List.of(2, 20, 1), Activation.TANH, true);
    double[][] x = Numbers.gaussian("edge/inputs", POINTS, 2);
    double[] noise = Numbers.gaussian("edge/noise", 1, POINTS)[0];
    float[] inputs = new float[2 * POINTS];
    float[] targets = new float[POINTS];
    for (int i = 0; i < POINTS; i++) {
      inputs[2 * i] = (float) x[i][0];
      inputs[2 * i + 1] = (float) x[i][1];
      targets[i] = (float) (Math.sin(2 * x[i][0]) * x[i][1] + 0.3 * noise[i]);
    }
    return EmpiricalRisk.regression(
        network, Loss.SQUARED_ERROR, Placement.CPU_FLOAT64, inputs, targets);
  }

  private static double[] start(EmpiricalRisk risk) {
    return Initialiser.SCALED.draw(risk.network(), new RandomStreams(1), 1);
  }

  private static double[] ones(long p) {
    double[] ones = new double[Math.toIntExact(p)];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** λ_max of P^{-1/2} H P^{-1/2}, from p Hessian-vector products. */
  static double largestEigenvalue(Objective c, Tensor w, double[] preconditioner) {
    int p = preconditioner.length;
    double[][] h = new double[p][];
    double[] unit = new double[p];
    try (Tensor v = Vectors.zeros(p, Placement.CPU_FLOAT64);
        Tensor product = Vectors.zeros(p, Placement.CPU_FLOAT64)) {
      for (int i = 0; i < p; i++) {
        unit[i] = 1;
        Vectors.set(v, unit);
        unit[i] = 0;
        c.hessianVector(w, v, product);
        h[i] = Vectors.toDoubles(product);
        for (int j = 0; j < p; j++) {
          h[i][j] /= Math.sqrt(preconditioner[i] * preconditioner[j]);
        }
      }
    }
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < i; j++) {
        double mean = (h[i][j] + h[j][i]) / 2;
        h[i][j] = mean;
        h[j][i] = mean;
      }
    }
    return new EigenDecompositionSymmetric(new Array2DRowRealMatrix(h, false)).getEigenvalue(0);
  }
}
