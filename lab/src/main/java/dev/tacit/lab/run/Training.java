package dev.tacit.lab.run;

import dev.tacit.network.Buffers;
import dev.tacit.network.Network;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.probe.Follower;
import dev.tacit.probe.Following;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.Probe;
import dev.tacit.probe.ProbeMemory;
import dev.tacit.probe.Snapshot;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import dev.tacit.training.StepGradient;
import dev.tacit.training.Watcher;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.LongToDoubleFunction;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * The training loop, written once for every optimizer: an epoch's batches in their order, a
 * gradient and a step for each, and at the epoch's end the probes that are due. It knows nothing of
 * files.
 *
 * <p>The next epoch depends only on (w, running moments, state, memory of probes, epoch), so a
 * training may be cut between any two epochs and go on with the same bits.
 */
final class Training implements AutoCloseable {

  /** How an epoch ended. */
  enum Outcome {
    /** All steps were taken and w is finite. */
    DONE,
    /** A gradient at the output or a parameter is no longer finite. */
    DIVERGED,
    /** The caller asked to stop before the epoch was over. */
    STOPPED
  }

  /** Hears of measurements that could not be taken. */
  @FunctionalInterface
  interface FailureListener {
    void onFailure(Probe probe, int epoch, Throwable cause);
  }

  private final Problem problem;
  private final IntFunction<int[][]> order;
  private final LongToDoubleFunction learningRate;
  private final ProbePlan plan;
  private final FailureListener onFailure;
  private final Tensor w;
  private final OptimizerState state;
  private final Buffers buffers;
  private final Network evaluated;
  private final Tensor gradient;
  private final Tensor nearOutput; // the gradient's last slice
  private final StepGradient stepGradient;
  private final ProbeMemory memory;
  private final Map<String, Follower> followers = new HashMap<>(); // by kind and detail
  private int drawnEpoch;
  private int[][] drawn;
  private int epoch;
  private double epochTime;
  private double measuringSeconds;

  /**
   * @param order the batches of each epoch, counting epochs from 1
   * @param learningRate η of the step that follows a number of steps
   * @param onFailure is told of a measurement that could not be taken
   */
  Training(
      Problem problem,
      IntFunction<int[][]> order,
      LongToDoubleFunction learningRate,
      ProbePlan plan,
      FailureListener onFailure) {
    this.problem = problem;
    this.order = order;
    this.learningRate = learningRate;
    this.plan = plan;
    this.onFailure = onFailure;
    w = Vectors.copy(problem.initial());
    state = problem.rule().newState(problem.loss().network().layout(), problem.loss().placement());
    gradient = Vectors.zeros(w.numel(), problem.loss().placement());
    nearOutput = lastSlice(problem.loss().network().layout(), gradient);
    stepGradient = StepGradient.of(problem, w, state, gradient);
    buffers = new Buffers(problem.loss().network(), problem.loss().placement());
    evaluated = problem.loss().network().evaluating(buffers);
    stepGradient.keep(buffers);
    memory = new ProbeMemory(problem.loss().placement());
  }

  /** The parameters as they stand; overwritten when resuming. */
  Tensor w() {
    return w;
  }

  /** The optimizer's memory as it stands; overwritten when resuming. */
  OptimizerState state() {
    return state;
  }

  /** The network's running moments as they stand; overwritten when resuming. */
  Buffers buffers() {
    return buffers;
  }

  /** What probes remember; filled when resuming. */
  ProbeMemory memory() {
    return memory;
  }

  /** Epochs completed. */
  int epoch() {
    return epoch;
  }

  /** Says that w and the state are those at the end of an epoch. */
  void resumeAfter(int completed) {
    epoch = completed;
  }

  /**
   * Flow time of the last epoch completed here: Σ η_k over its steps, in their order, η_k the
   * learning rate in force, schedule and phase of a switch included. 0 before.
   */
  double epochTime() {
    return epochTime;
  }

  /** Seconds spent in probes so far. */
  double measuringSeconds() {
    return measuringSeconds;
  }

  /**
   * Takes the measurements that are due where the training stands: at the end of an epoch whose
   * steps were not followed, or before the first step.
   */
  void measureHere(Measurements out) {
    try (Partition partition = partition(Math.max(1, epoch))) {
      measure(partition, List.of(), out, () -> false);
    }
  }

  /** Hears where the measurements that follow are taken. */
  @FunctionalInterface
  interface Place {
    void at(long step, int epoch);
  }

  /** Hears what was measured at the end of an epoch and says whether it is the last. */
  @FunctionalInterface
  interface Ends {
    boolean at(int epoch, Map<String, Double> measured);
  }

  /**
   * Trains one epoch and takes the measurements due within it and at its end.
   *
   * @param ends whether training ends with it, so that all other probes are taken, too
   * @param place hears where each is taken, within the epoch and at its end
   */
  Outcome nextEpoch(Measurements out, Place place, Ends ends, BooleanSupplier stop) {
    int next = epoch + 1;
    boolean looks = plan.looksWithin();
    List<Follower> met = plan.follows(next).stream().map(this::follower).toList();
    met.forEach(Follower::start);
    stepGradient.watch(Watcher.all(met));
    double time = 0;
    try (Partition partition = partition(next)) {
      for (int k = 0; k < partition.size(); k++) {
        if (stop.getAsBoolean()) {
          return Outcome.STOPPED;
        }
        double rate = learningRate.applyAsDouble(state.step());
        stepGradient.compute(partition, k, state.step(), rate);
        if (!Double.isFinite(Vectors.squaredNorm(nearOutput)) && !Vectors.isFinite(nearOutput)) {
          return Outcome.DIVERGED; // not merely a square beyond float32
        }
        time += problem.rule().coming(state).rate() * rate; // as the step will have it
        problem.rule().step(w, gradient, state, rate);
        stepGradient.afterStep();
        if (looks && k < partition.size() - 1) {
          measureWithin(partition, place, out);
        }
      }
      if (!Vectors.isFinite(w)) {
        return Outcome.DIVERGED;
      }
      epoch = next;
      epochTime = time;
      place.at(state.step(), epoch);
      Map<String, Double> measured = new HashMap<>();
      measure(
          partition,
          met,
          (metric, value, error) -> {
            out.record(metric, value, error);
            measured.put(metric, value);
          },
          () -> ends.at(epoch, measured));
      problem.rule().endEpoch(state, epoch, measured);
    }
    return Outcome.DONE;
  }

  /** One that is wanted; made once and kept. */
  private Follower follower(Following<?> wanted) {
    return followers.computeIfAbsent(
        wanted.kind().getName() + " " + wanted.detail(), key -> wanted.make().apply(problem));
  }

  /** The batches of an epoch; the start is measured on those of the first, drawn once. */
  private Partition partition(int epoch) {
    if (drawnEpoch != epoch) {
      drawn = order.apply(epoch);
      drawnEpoch = epoch;
    }
    return new Partition(drawn, problem.loss().placement().device());
  }

  /**
   * The part of the gradient that an output that is not finite reaches first. Looking at these few
   * numbers at every step costs nothing beside the step; whatever else is not finite shows there a
   * step later, or in w when the epoch ends.
   */
  private static Tensor lastSlice(ParameterLayout layout, Tensor gradient) {
    ParameterLayout.Slice last = layout.slices().get(layout.slices().size() - 1);
    return gradient.narrow(0, last.offset(), last.size());
  }

  private void measureWithin(Partition partition, Place place, Measurements out) {
    List<Probe> due = plan.dueWithin(state.step());
    if (!due.isEmpty()) {
      place.at(state.step(), epoch + 1);
      take(due, plan.firstForStatistics(state.step()), partition, List.of(), out, List::of);
    }
  }

  private void measure(
      Partition partition, List<Follower> met, Measurements out, BooleanSupplier last) {
    take(
        plan.dueAt(epoch),
        plan.firstForStatistics(epoch),
        partition,
        met,
        out,
        () -> last.getAsBoolean() ? plan.notDueAt(epoch) : List.of());
    problem.rule().notes(state).forEach(out::record);
  }

  /**
   * Takes measurements where the training stands, after it has worked out what one shares first.
   *
   * @param rest the probes that are taken, too, once the first are
   */
  private void take(
      List<Probe> due,
      Optional<Probe> first,
      Partition partition,
      List<Follower> met,
      Measurements out,
      Supplier<List<Probe>> rest) {
    long start = System.nanoTime();
    double lastRate = learningRate.applyAsDouble(Math.max(0, state.step() - 1));
    try (Snapshot snapshot =
        new Snapshot(problem, w, state, lastRate, partition, met, memory, evaluated)) {
      first.ifPresent(probe -> attempt(probe, snapshot::statistics));
      due.forEach(probe -> take(probe, snapshot, out));
      List<Probe> others = rest.get();
      if (first.isEmpty()) {
        others.stream()
            .filter(Probe::needsStatistics)
            .findFirst()
            .ifPresent(probe -> attempt(probe, snapshot::statistics));
      }
      others.forEach(probe -> take(probe, snapshot, out));
    }
    memory.commit();
    measuringSeconds += (System.nanoTime() - start) * 1e-9;
  }

  /** A measurement that cannot be taken, for want of memory say, is NaN; training goes on. */
  private void take(Probe probe, Snapshot snapshot, Measurements out) {
    Set<String> missing = new LinkedHashSet<>(probe.metrics(problem));
    Measurements noting =
        (metric, value, error) -> {
          out.record(metric, value, error);
          missing.remove(metric);
        };
    if (!attempt(probe, () -> probe.measure(snapshot, noting))) {
      missing.forEach(metric -> out.record(metric, Double.NaN));
    }
  }

  private boolean attempt(Probe probe, Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException | OutOfMemoryError e) { // JavaCPP throws the latter, too
      onFailure.onFailure(probe, epoch, e);
      return false;
    }
  }

  @Override
  public void close() {
    followers.values().forEach(Follower::close);
    memory.close();
    stepGradient.close();
    nearOutput.close();
    buffers.close();
    gradient.close();
    state.close();
    w.close();
  }
}
