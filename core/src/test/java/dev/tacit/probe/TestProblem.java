package dev.tacit.probe;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.objective.Objective;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.penalty.SquaredNormPenalty;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Conditions;
import dev.tacit.training.LossGradient;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Problem.Labels;
import dev.tacit.training.Problem.Validation;
import dev.tacit.training.Sizes;
import dev.tacit.training.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A small training to take measurements of: 60 examples of 3 classes, a quarter mislabelled. */
public final class TestProblem implements AutoCloseable {
  private static final int N = 60;
  private static final int FEATURES = 5;
  private static final int CLASSES = 3;
  private static final int STEPS = 150; // enough that 90 % of the margins are positive

  public final Problem problem;
  public final Tensor w;
  public final OptimizerState state;
  public final Partition partition;
  public final ProbeMemory memory;

  public TestProblem(Activation activation, boolean bias, Placement placement) {
    RandomStreams streams = new RandomStreams(11);
    Mlp network = new Mlp(List.of(FEATURES, 8, 7, CLASSES), activation, bias);
    int[] truth = IntStream.range(0, N).map(i -> i % CLASSES).toArray();
    int[] given = IntStream.range(0, N).map(i -> (i % 4 == 0 ? i + 1 : i) % CLASSES).toArray();
    EmpiricalRisk train = risk(network, placement, streams, "train", given, truth);
    EmpiricalRisk test = risk(network, placement, streams, "test", truth, truth);
    int[] clean = IntStream.range(0, N).filter(i -> given[i] == truth[i]).toArray();
    int[] corrupted = IntStream.range(0, N).filter(i -> given[i] != truth[i]).toArray();
    Tensor initial = Vectors.of(placement, Initialiser.PYTORCH.draw(network, streams, 1));
    EmpiricalRisk validation = risk(network, placement, streams, "validation", given, truth);
    problem =
        new Problem(
            train,
            test,
            new Labels(truth, clean, corrupted),
            initial,
            Adam.DEFAULT,
            streams,
            64,
            Sizes.DEFAULT,
            new Validation(validation, truth),
            List.of(new SomePenalty()));
    w = Vectors.copy(initial);
    state = Adam.DEFAULT.newState(w.numel(), placement);
    try (Tensor g = Vectors.zeros(w.numel(), placement)) {
      for (int step = 0; step < STEPS; step++) {
        train.gradient(w, g);
        problem.rule().step(w, g, state, 0.02);
      }
    }
    memory = new ProbeMemory(placement);
    partition =
        new Partition(
            new int[][] {
              IntStream.range(0, 25).toArray(),
              IntStream.range(25, 50).toArray(),
              IntStream.range(50, N).toArray()
            },
            placement.device());
  }

  /** One to which every probe of penalties applies. */
  private record SomePenalty() implements Penalty {
    private static final Penalty DECAY = new SquaredNormPenalty(0.01);

    @Override
    public String name() {
      return "some";
    }

    @Override
    public boolean active() {
      return true;
    }

    @Override
    public boolean isImplicit() {
      return true;
    }

    @Override
    public String cost(Conditions training) {
      return DECAY.cost(training);
    }

    @Override
    public void add(Step at, Tensor sum) {
      DECAY.add(at, sum);
    }

    @Override
    public double value(Problem problem, Tensor w, GradientNorms norms) {
      return DECAY.value(problem, w, norms);
    }

    @Override
    public Optional<Objective> objective(Part part) {
      return DECAY.objective(part);
    }
  }

  private static EmpiricalRisk risk(
      Mlp network,
      Placement placement,
      RandomStreams streams,
      String name,
      int[] labels,
      int[] truth) {
    UniformRandomProvider random = streams.stream(name, 0);
    float[] x = new float[N * FEATURES];
    for (int i = 0; i < x.length; i++) {
      boolean own = i % FEATURES == truth[i / FEATURES];
      x[i] = (own ? 1f : 0f) + random.nextFloat() - 0.5f;
    }
    return EmpiricalRisk.classification(network, Loss.CROSS_ENTROPY, placement, x, labels);
  }

  /** What a probe records, by metric. */
  public Map<String, Double> measure(Probe probe) {
    Map<String, Double> values = new TreeMap<>();
    measure(probe, (metric, value, error) -> values.put(metric, value));
    return values;
  }

  /** Lets a probe record at a fresh snapshot. */
  public void measure(Probe probe, Measurements out) {
    List<Follower> met = new ArrayList<>();
    Following.most(probe.follows().stream())
        .forEach(kind -> met.add(followed(kind, problem, w, partition)));
    try (Snapshot snapshot = new Snapshot(problem, w, state, 0.02, partition, met, memory)) {
      if (probe.needsStatistics()) {
        snapshot.statistics();
      }
      probe.measure(snapshot, out);
    } finally {
      met.forEach(Follower::close);
    }
  }

  /** What it gathers over an epoch of batches at one w; the caller closes it. */
  public static <F extends Follower> F followed(
      Following<F> kind, Problem problem, Tensor w, Partition partition) {
    F follower = kind.make().apply(problem);
    try (Tensor gradient = Vectors.zeros(w.numel(), problem.loss().placement());
        LossGradient pass = new LossGradient(problem.loss(), w, gradient)) {
      pass.watch(follower);
      follower.start();
      for (int k = 0; k < partition.size(); k++) {
        pass.compute(partition, k);
      }
    }
    return follower;
  }

  /** Multiplies one weight matrix, counting from 0; layers must be without biases. */
  public void scale(int layer, double factor) {
    try (Tensor slice = problem.loss().network().layout().slices().get(layer).of(w)) {
      slice.mul_(new Scalar(factor));
    }
  }

  @Override
  public void close() {
    memory.close();
    partition.close();
    state.close();
    w.close();
    problem.initial().close();
    problem.loss().close();
    problem.test().close();
    problem.validation().loss().close();
  }
}
