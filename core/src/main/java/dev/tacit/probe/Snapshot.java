package dev.tacit.probe;

import dev.tacit.curvature.SumOperator;
import dev.tacit.measure.BatchStatistics;
import dev.tacit.measure.Evaluation;
import dev.tacit.measure.LayerNorms;
import dev.tacit.network.Network;
import dev.tacit.objective.LinearOperator;
import dev.tacit.objective.Objective;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.risk.Partition;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * One moment of a training, held still: w, the optimizer's state, the step, the epoch and that
 * epoch's partition into batches. What several probes need is computed when the first asks and
 * kept; what nobody asks for is not computed.
 */
public final class Snapshot implements AutoCloseable {
  private final Problem problem;
  private final Tensor w;
  private final OptimizerState state;
  private final UpdateRule.InForce inForce;
  private final double learningRate;
  private final Partition partition;
  private final Map<Class<?>, Follower> met = new HashMap<>(); // by kind
  private final ProbeMemory memory; // null if there is none
  private final Network evaluated;

  private BatchStatistics statistics;
  private Evaluation train;
  private Evaluation test;
  private Evaluation validation;
  private List<LayerNorms> layerNorms;
  private List<LayerNorms> layerNormsFromInit;
  private EmpiricalRisk curved;
  private LinearisedRisk curvature;

  /**
   * One without memory before which nothing was followed.
   *
   * @param w the parameters, shape [p]; only read, and only while this snapshot lives
   * @param state the optimizer's memory; only read
   * @param learningRate that training gave the last step (the next one, before the first)
   * @param partition the batches of the epoch that ended here; not closed with the snapshot
   */
  public Snapshot(
      Problem problem, Tensor w, OptimizerState state, double learningRate, Partition partition) {
    this(problem, w, state, learningRate, partition, List.of(), null);
  }

  /** One of a network that is evaluated as it is trained; see the constructor below. */
  public Snapshot(
      Problem problem,
      Tensor w,
      OptimizerState state,
      double learningRate,
      Partition partition,
      Collection<? extends Follower> met,
      ProbeMemory memory) {
    this(problem, w, state, learningRate, partition, met, memory, problem.loss().network());
  }

  /**
   * @param w the parameters, shape [p]; only read, and only while this snapshot lives
   * @param state the optimizer's memory; only read
   * @param learningRate that training gave the last step (the next one, before the first)
   * @param partition the batches of the epoch that ended here; not closed with the snapshot
   * @param met what followed the steps of the epoch that ended here, one of a kind; not closed with
   *     the snapshot
   * @param memory what probes remember; null for none. Not closed with the snapshot
   * @param evaluated the network as it is evaluated here ({@link Network#evaluating})
   */
  public Snapshot(
      Problem problem,
      Tensor w,
      OptimizerState state,
      double learningRate,
      Partition partition,
      Collection<? extends Follower> met,
      ProbeMemory memory,
      Network evaluated) {
    this.problem = problem;
    this.w = w;
    this.state = state;
    this.inForce = problem.rule().inForce(state);
    this.learningRate = learningRate * inForce.rate();
    this.partition = partition;
    met.forEach(follower -> this.met.put(follower.getClass(), follower));
    this.memory = memory;
    this.evaluated = evaluated;
  }

  /** What stays the same during the training. */
  public Problem problem() {
    return problem;
  }

  /** The parameters, shape [p]; not to be changed or closed. */
  public Tensor w() {
    return w;
  }

  /** The optimizer's memory; not to be changed. */
  public OptimizerState state() {
    return state;
  }

  /** The rule that took the last step (before the first: that will take it). */
  public UpdateRule rule() {
    return inForce.rule();
  }

  /** The memory of {@link #rule}; not to be changed. */
  public OptimizerState ruleState() {
    return inForce.state();
  }

  /** The network as it is evaluated: outputs, and all that is said of them, are its. */
  public Network evaluated() {
    return evaluated;
  }

  /** η of the last step. */
  public double learningRate() {
    return learningRate;
  }

  /**
   * What a follower gathered over the steps of the epoch that ended here; empty if nothing followed
   * them, and before any step.
   *
   * @param kind that a probe {@link Probe#follows}
   */
  public <F extends Follower> Optional<F> met(Class<F> kind) {
    return Optional.ofNullable(kind.cast(met.get(kind)));
  }

  /** The epoch's batches; not to be closed. */
  public Partition partition() {
    return partition;
  }

  /** What an earlier measurement left under a name; not to be changed or closed. */
  public Optional<Tensor> recall(String name) {
    return memory == null ? Optional.empty() : memory.recall(name);
  }

  /** Leaves a copy of a vector for the next measurement; {@link #recall} here does not see it. */
  public void remember(String name, Tensor vector) {
    if (memory != null) {
      memory.remember(name, vector);
    }
  }

  /** The batch gradients at w over the epoch's partition. */
  public BatchStatistics statistics() {
    if (statistics == null) {
      statistics = BatchStatistics.at(problem.loss(), w, partition);
    }
    return statistics;
  }

  /**
   * C, the loss that training makes small, of all examples: over the epoch's own batches where the
   * network mixes the examples of a batch.
   */
  public Objective loss() {
    return problem.loss().network().mixesExamples()
        ? problem.loss().over(partition)
        : problem.loss();
  }

  /** Loss and predictions on the training set; shares the pass of {@link #statistics} if it can. */
  public Evaluation train() {
    if (train == null) {
      train =
          statistics != null
                  && evaluated == problem.loss().network()
                  && partition.coversOnce(problem.loss().examples())
              ? Evaluation.from(problem.loss(), statistics, partition)
              : Evaluation.at(problem.loss(), evaluated, w);
    }
    return train;
  }

  /** Loss and predictions on the test set. */
  public Evaluation test() {
    if (test == null) {
      test = Evaluation.at(problem.test(), evaluated, w);
    }
    return test;
  }

  /** Loss and predictions on the validation set, which there must be. */
  public Evaluation validation() {
    if (validation == null) {
      validation = Evaluation.at(problem.validation().loss(), evaluated, w);
    }
    return validation;
  }

  /** The norms of each weight matrix W. */
  public List<LayerNorms> layerNorms() {
    if (layerNorms == null) {
      layerNorms = LayerNorms.of(problem.loss().network(), w);
    }
    return layerNorms;
  }

  /** The norms of each W - W⁰. */
  public List<LayerNorms> layerNormsFromInit() {
    if (layerNormsFromInit == null) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        layerNormsFromInit = LayerNorms.of(problem.loss().network(), w.sub(problem.initial()));
      }
    }
    return layerNormsFromInit;
  }

  /**
   * The training loss around w to second order, prepared for many products: of all examples where
   * each batch holds all (gradient descent, whose stability depends on no other loss), else of
   * {@link Sizes#subset} examples, the same during a whole run, in batches where the network mixes
   * the examples of a batch. Not to be closed.
   */
  public LinearisedRisk curvature() {
    if (curvature == null) {
      EmpiricalRisk train = problem.loss();
      if (train.network().mixesExamples()) {
        curvature = isFullBatch() ? train.linearise(w, partition) : ofBatches();
        return curvature;
      }
      if (curved == null && !isFullBatch() && train.examples() > problem.sizes().subset()) {
        curved = Subset.of(problem, "curvature");
      }
      curvature = (curved == null ? train : curved).linearise(w);
    }
    return curvature;
  }

  private boolean isFullBatch() {
    return partition.size() == 1 && partition.coversOnce(problem.loss().examples());
  }

  /**
   * The Hessian at w of what is trained, penalties included, of the examples of {@link #curvature};
   * theirs of third order are differentiated for every product. Not to be closed.
   *
   * @throws java.util.NoSuchElementException if a penalty is no function of w
   */
  public LinearOperator trainedHessian() {
    LinearOperator loss = curvature().hessian();
    EmpiricalRisk risk = curved == null ? problem.loss() : curved;
    int batch = isFullBatch() ? risk.examples() : problem.batch();
    Penalty.Part part = new Penalty.Part(risk, batch, rule(), learningRate);
    List<LinearOperator> terms = new ArrayList<>(List.of(loss));
    for (Penalty penalty : problem.activePenalties()) {
      terms.add(penalty.objective(part).orElseThrow().hessian(w));
    }
    return new SumOperator(terms);
  }

  private LinearisedRisk ofBatches() {
    try (Partition some = Subset.batches(problem, "curvature")) {
      return problem.loss().linearise(w, some);
    }
  }

  @Override
  public void close() {
    if (curvature != null) {
      curvature.close();
    }
    if (curved != null) {
      curved.close();
    }
    if (statistics != null) {
      statistics.close();
    }
  }
}
