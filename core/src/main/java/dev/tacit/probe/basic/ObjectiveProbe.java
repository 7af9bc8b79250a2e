package dev.tacit.probe.basic;

import dev.tacit.measure.BatchStatistics;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.OptimizerNeed;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What training makes small where something is added to the loss:
 *
 * <pre>
 *   train/objective  the mean training loss and the penalties' values
 *   penalty/value    the penalties' values alone, in the mean over the epoch's batches
 * </pre>
 */
public final class ObjectiveProbe implements Probe {
  private static final String NAME = "train/objective";
  private static final String VALUE = "penalty/value";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            NAME,
            "Training objective",
            "C(w) + penalty",
            "Mean loss on the training set and what penalties add to it."),
        MetricDescription.size(
            VALUE,
            "Penalty",
            "what is added to C(w)",
            "What penalties add to the mean loss, in the mean over the epoch’s batches; noise adds"
                + " nothing in the mean."));
  }

  @Override
  public String cost() {
    return "a norm; the passes of implicit/sgd for the penalties gradient-norm and implicit, 1.4"
        + " gradients for sharpness-aware";
  }

  @Override
  public Requirement requirement() {
    return Requirement.PENALTY;
  }

  @Override
  public List<String> metrics(Problem problem) {
    return valueless(problem).isPresent() ? List.of() : List.of(NAME, VALUE);
  }

  @Override
  public Optional<String> obstacle(Problem problem) {
    return requirement().missing(problem).or(() -> valueless(problem));
  }

  @Override
  public Map<String, String> absent(Problem problem) {
    Map<String, String> absent = new LinkedHashMap<>();
    valueless(problem).ifPresent(why -> absent.put(VALUE, why));
    return absent;
  }

  private static Optional<String> valueless(Problem problem) {
    return problem.activePenalties().stream()
        .flatMap(
            penalty ->
                problem.rule().phases().stream()
                    .flatMap(rule -> penalty.valueless(problem, rule).stream()))
        .findFirst();
  }

  @Override
  public OptimizerNeed needsOptimizer() {
    return OptimizerNeed.RATE;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Norms norms = new Norms(snapshot);
    double value =
        snapshot.problem().activePenalties().stream()
            .mapToDouble(penalty -> penalty.value(snapshot.problem(), snapshot.w(), norms))
            .sum();
    out.record(NAME, snapshot.train().loss() + value);
    out.record(VALUE, value);
  }

  private record Norms(Snapshot snapshot) implements Penalty.GradientNorms {

    @Override
    public double meanSquare() {
      return statistics().meanSquaredNorm();
    }

    @Override
    public double squareOfMean() {
      return statistics().squaredNormOfMean();
    }

    private BatchStatistics statistics() {
      return snapshot.statistics();
    }

    @Override
    public int batches() {
      return snapshot.partition().size();
    }

    @Override
    public UpdateRule rule() {
      return snapshot.rule();
    }

    @Override
    public double learningRate() {
      return snapshot.learningRate();
    }
  }
}
