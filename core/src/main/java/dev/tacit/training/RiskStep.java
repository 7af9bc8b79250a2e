package dev.tacit.training;

import dev.tacit.network.Network;
import dev.tacit.network.WeightGradients;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.UpdateRule.InForce;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;

/** A step of training on a batch of examples. Its passes are made when first asked for. */
final class RiskStep implements Step, AutoCloseable {
  private final Problem problem;
  private final Tensor w;
  private final Tensor gradient;
  private final Workspace space;
  private final Partition partition;
  private final int k;
  private final long step;
  private final UpdateRule rule;
  private final double learningRate;
  private LinearisedRisk batch;

  /**
   * @param space of the training whose step it is
   * @param inForce the rule of this step
   * @param step how many steps were taken before this one
   * @param learningRate η that training gives the step
   */
  RiskStep(
      Problem problem,
      Tensor w,
      Tensor gradient,
      Workspace space,
      Partition partition,
      int k,
      InForce inForce,
      long step,
      double learningRate) {
    this.problem = problem;
    this.w = w;
    this.gradient = gradient;
    this.space = space;
    this.partition = partition;
    this.k = k;
    this.step = step;
    this.rule = inForce.rule();
    this.learningRate = learningRate * inForce.rate();
  }

  /** The batch at w, kept until this is closed. */
  LinearisedRisk batch() {
    if (batch == null) {
      batch = space.loss().linearise(partition, k);
    }
    return batch;
  }

  @Override
  public Tensor w() {
    return w;
  }

  @Override
  public Tensor gradient() {
    return gradient;
  }

  @Override
  public Network network() {
    return problem.loss().network();
  }

  @Override
  public Placement placement() {
    return problem.loss().placement();
  }

  @Override
  public UpdateRule rule() {
    return rule;
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public long taken() {
    return step;
  }

  @Override
  public int batches() {
    return partition.size();
  }

  @Override
  public boolean full() {
    return partition.size() == 1 && partition.coversOnce(problem.loss().examples());
  }

  @Override
  public Tensor gradientAt(Tensor there) {
    return space.elsewhere().gradient(there, partition, k);
  }

  @Override
  public void addProduct(double a, Tensor v, Tensor sum) {
    space.products().add(batch(), a, v, sum);
  }

  @Override
  public void addProductOfAll(double a, Tensor sum) {
    if (full()) {
      addProduct(a, gradient, sum);
      return;
    }
    EmpiricalRisk all = problem.loss();
    try (LinearisedRisk here =
            all.network().mixesExamples() ? all.linearise(w, partition) : all.linearise(w);
        Tensor g = Vectors.zeros(w.numel(), all.placement());
        WeightGradients sink = new WeightGradients(all.network(), g).accumulate(true)) {
      here.backward(from -> sink);
      space.products().add(here, a, g, sum);
    }
  }

  @Override
  public void addChangeOfTargets(TargetNoise noise, Tensor sum) {
    boolean classifies = problem.loss().labels() != null;
    batch().addChangeOfTargets(targets -> noise.disturbed(targets, classifies), sum);
  }

  @Override
  public UniformRandomProvider random(String name) {
    return problem.streams().stream(name, step);
  }

  @Override
  public void close() {
    if (batch != null) {
      batch.close();
    }
  }
}
