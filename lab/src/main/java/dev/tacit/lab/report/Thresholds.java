package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalDouble;

/**
 * The sharpness above which a rule is unstable on a quadratic, from its settings: of the Hessian
 * for rules with a plain step, of the preconditioned Hessian P⁻¹H for RMSProp and Adam.
 *
 * <p>Sources: Cohen, Kaur, Li, Kolter, Talwalkar, ICLR 2021, arXiv:2103.00065 (gradient descent and
 * momentum); Cohen et al. 2022, arXiv:2207.14484 (adaptive).
 */
final class Thresholds {
  private Thresholds() {}

  /** The threshold that a curvature metric of a run is to be compared with, if there is one. */
  static OptionalDouble of(String metric, Manifest run) {
    JsonNode rate = run.setting("optimizer.lr");
    String rule = String.valueOf(run.rule());
    if (!rate.isNumber()) {
      return OptionalDouble.empty();
    }
    double eta = rate.asDouble();
    double beta = run.setting("optimizer.momentum").asDouble(0.9);
    double beta1 = run.setting("optimizer.beta1").asDouble(0.9);
    double times =
        switch (metric) {
          case "curvature/lambda_max" ->
              switch (rule) {
                case "sgd" -> 2;
                case "heavy-ball" -> 2 + 2 * beta;
                case "nesterov" -> 2 * (1 + beta) / (1 + 2 * beta);
                case "ema-momentum" -> (2 + 2 * beta) / (1 - beta);
                default -> Double.NaN;
              };
          case "curvature/lambda_max_preconditioned" ->
              switch (rule) {
                case "rmsprop" -> 2;
                case "adam", "adamw" -> (2 + 2 * beta1) / (1 - beta1);
                default -> Double.NaN;
              };
          default -> Double.NaN;
        };
    return Double.isNaN(times) ? OptionalDouble.empty() : OptionalDouble.of(times / eta);
  }
}
