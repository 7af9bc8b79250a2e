package dev.tacit.probe.noise;

import dev.tacit.measure.EpochNoise;
import dev.tacit.measure.ExampleStatistics;
import dev.tacit.measure.ExampleStatistics.Detail;
import dev.tacit.network.WeightedPassage;
import dev.tacit.probe.Follower;
import dev.tacit.probe.Following;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import org.bytedeco.pytorch.Tensor;

/** Gradient noise of an epoch's batches, each where it was met. */
public final class NoiseMet implements Follower {
  private final EmpiricalRisk risk;
  private final ExampleStatistics examples;
  private EpochNoise noise;

  private NoiseMet(EmpiricalRisk risk, Detail detail) {
    this.risk = risk;
    examples = new ExampleStatistics(risk, detail);
  }

  /** What asks for it, as much as a detail says. */
  static Following<NoiseMet> following(Detail detail) {
    int much = detail == Detail.INNER_PRODUCTS ? 1 : 0;
    return new Following<>(NoiseMet.class, much, problem -> new NoiseMet(problem.loss(), detail));
  }

  /** The noise so far; read only. */
  EpochNoise noise() {
    return noise;
  }

  @Override
  public void start() {
    noise = new EpochNoise(risk.network().knownLayers(), risk.examples());
  }

  @Override
  public void begin(Partition partition, int k) {
    examples.begin(partition, k);
  }

  @Override
  public void visit(int firstRow, int layer, WeightedPassage passage, Tensor outputGradient) {
    examples.visit(firstRow, layer, passage, outputGradient);
  }

  @Override
  public void end(Tensor gradient) {
    examples.end(gradient);
    noise.add(examples);
  }

  @Override
  public void close() {
    examples.close();
  }
}
