package dev.tacit.benchmarks;

import dev.tacit.loss.Loss;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.penalty.AbsoluteNormPenalty;
import dev.tacit.penalty.GradientNoise;
import dev.tacit.penalty.GradientNormPenalty;
import dev.tacit.penalty.GradientNormPenalty.Of;
import dev.tacit.penalty.ImplicitDial;
import dev.tacit.penalty.LabelNoisePenalty;
import dev.tacit.penalty.PathNormPenalty;
import dev.tacit.penalty.SharpnessAware;
import dev.tacit.penalty.SquaredNormPenalty;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import dev.tacit.training.StepGradient;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/** Steps of SGD with each penalty beside plain ones, on the fully connected network, in turns. */
public final class PenaltyBenchmark {
  private static final int STEPS = 40;
  private static final int FEW = 2; // where a step takes an epoch's work

  private PenaltyBenchmark() {}

  /** Runs it; arguments: rounds (7). */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    Bench.printMachine();
    UpdateRule sgd = new GradientDescent();
    try (EmpiricalRisk risk = Bench.risk(Bench.NETWORK, Loss.CROSS_ENTROPY);
        Loop plain = new Loop(risk, sgd);
        Loop norm = new Loop(risk, sgd, new GradientNormPenalty(1e-3, Of.BATCH));
        Loop dial = new Loop(risk, sgd, new ImplicitDial(-1));
        Loop sam = new Loop(risk, sgd, new SharpnessAware(0.01, true));
        Loop labels = new Loop(risk, sgd, new LabelNoisePenalty(0.1, 0));
        Loop noise = new Loop(risk, sgd, new GradientNoise(1e-3));
        Loop squares = new Loop(risk, sgd, new SquaredNormPenalty(1e-4));
        Loop sizes = new Loop(risk, sgd, new AbsoluteNormPenalty(1e-5));
        Loop paths = new Loop(risk, sgd, new PathNormPenalty(1e-6));
        Loop full = new Loop(risk, sgd, new GradientNormPenalty(1e-3, Of.FULL));
        Loop momentum = new Loop(risk, new HeavyBall(0.9), new ImplicitDial(-1))) {
      System.out.println(STEPS + " steps of SGD, batch 64:");
      new Interleaved()
          .add("plain", () -> plain.steps(STEPS))
          .add("gradient-norm", () -> norm.steps(STEPS))
          .add("implicit", () -> dial.steps(STEPS))
          .add("sharpness-aware", () -> sam.steps(STEPS))
          .add("label-noise", () -> labels.steps(STEPS))
          .add("gradient-noise", () -> noise.steps(STEPS))
          .add("l2", () -> squares.steps(STEPS))
          .add("l1", () -> sizes.steps(STEPS))
          .add("path", () -> paths.steps(STEPS))
          .run(2, rounds)
          .print();
      System.out.println(FEW + " steps that look at all " + risk.examples() + " examples:");
      new Interleaved()
          .add("plain", () -> plain.steps(FEW))
          .add("gradient-norm, of: full", () -> full.steps(FEW))
          .add("implicit of heavy ball", () -> momentum.steps(FEW))
          .run(1, Math.min(rounds, 5))
          .print();
    }
  }

  /** A training of its own. */
  private static final class Loop implements AutoCloseable {
    private final UpdateRule rule;
    private final Tensor w = Bench.start(Bench.NETWORK);
    private final Tensor gradient;
    private final OptimizerState state;
    private final StepGradient pass;
    private final Partition partition;

    Loop(EmpiricalRisk risk, UpdateRule rule, Penalty... penalties) {
      this.rule = rule;
      gradient = Vectors.zeros(w.numel(), risk.placement());
      state = rule.newState(risk.network().layout(), risk.placement());
      Problem problem =
          new Problem(
              risk,
              risk,
              null,
              w,
              rule,
              Bench.STREAMS,
              Bench.BATCH,
              Sizes.DEFAULT,
              null,
              List.of(penalties));
      pass = StepGradient.of(problem, w, state, gradient);
      partition = new Partition(Bench.batches(risk.examples(), 1), risk.placement().device());
    }

    void steps(int count) {
      for (int k = 0; k < count; k++) {
        pass.compute(partition, k, state.step(), 1e-4);
        rule.step(w, gradient, state, 1e-4);
        pass.afterStep();
      }
    }

    @Override
    public void close() {
      partition.close();
      pass.close();
      state.close();
      gradient.close();
      w.close();
    }
  }
}
