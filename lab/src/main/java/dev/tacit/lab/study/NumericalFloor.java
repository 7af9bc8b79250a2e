package dev.tacit.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.RunRecord;
import java.util.Set;

/**
 * Where a metric has run out of digits, so that its size is rounding and no finding.
 *
 * <p>Cross-entropy is a sum of logarithms of numbers near 1, which is right to ε of the precision
 * (1.2·10⁻⁷ for float32): a mean loss of ten ε or less counts as none. Squared error is the square
 * of what is right to ε, so its floor is the square of that. With the loss, gradients, curvature
 * and all terms made of them have run out; norms, errors and margins have not. A size that reads 0
 * and was more before is at its floor, too; a share that is 0 is a count.
 */
final class NumericalFloor {
  private static final Set<String> FALLING = Set.of("gradient", "implicit", "curvature", "penalty");
  private static final Set<String> LOSSES = Set.of(Study.LOSS, "train/objective");
  private static final double EPSILONS = 10;

  private final Metric metric;

  NumericalFloor(Metric metric) {
    this.metric = metric;
  }

  /** Whether a run's value at a place, in epochs, is at the floor. */
  boolean holds(RunRecord run, double place, double value) {
    if (metric.kind() == Metric.Kind.SHARE) {
      return false;
    }
    Curve own = Study.curve(run, metric.name());
    if (value == 0 && own.size() > 0 && own.y(0) > 0) {
      return true;
    }
    double floor = ofLoss(run);
    if (LOSSES.contains(metric.name())) {
      return value <= floor;
    }
    return FALLING.contains(Metric.family(metric.name()))
        && Study.curve(run, Study.LOSS).upTo(place) <= floor;
  }

  /** In words, of runs that are all of one precision. */
  String words(RunRecord run) {
    String precision = precision(run);
    return LOSSES.contains(metric.name())
        ? "the loss is at the floor of "
            + precision
            + " ("
            + Digits.significant(ofLoss(run), 2)
            + ")"
        : "the training loss is at the floor of " + precision + ", and so is " + metric.name();
  }

  private static double ofLoss(RunRecord run) {
    double epsilon = precision(run).equals("float64") ? Math.ulp(1.0) : Math.ulp(1f);
    double floor = EPSILONS * epsilon;
    JsonNode loss = run.manifest().setting("loss");
    String name = loss.isObject() ? loss.path("name").asText() : loss.asText();
    return name.equals("squared-error") ? floor * floor : floor;
  }

  private static String precision(RunRecord run) {
    return run.manifest().setting("train.precision").asText("float32");
  }
}
