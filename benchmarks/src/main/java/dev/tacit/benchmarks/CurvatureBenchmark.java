package dev.tacit.benchmarks;

import dev.tacit.curvature.Eigenpairs;
import dev.tacit.curvature.HutchPlusPlus;
import dev.tacit.curvature.Hutchinson;
import dev.tacit.curvature.Lanczos;
import dev.tacit.curvature.Lanczos.End;
import dev.tacit.curvature.PreconditionedOperator;
import dev.tacit.loss.Loss;
import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.LinearOperator;
import dev.tacit.objective.Objective;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * What curvature costs: products in units of a gradient, by hand and through autograd; and the
 * products that the largest eigenvalue takes along a training, begun anywhere, begun where the last
 * measurement ended, and by the power iteration with its usual stopping rule.
 */
public final class CurvatureBenchmark implements AutoCloseable {
  private static final int SUBSET = 2000;
  private static final int INTERVAL = 10; // epochs between two measurements
  private static final int MEASUREMENTS = 6;
  private static final int TRACES = 10;
  private static final int STEPS = 20;

  private final EmpiricalRisk risk = Bench.risk(Bench.NETWORK, Loss.CROSS_ENTROPY);
  private final Tensor start = Bench.start(Bench.NETWORK);

  private CurvatureBenchmark() {}

  /** Runs it; the argument is the number of rounds (9). */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
    Bench.printMachine();
    try (CurvatureBenchmark benchmark = new CurvatureBenchmark();
        TacitLoop trained = new TacitLoop(benchmark.risk, new GradientDescent(), benchmark.start)) {
      for (int epoch = 1; epoch <= 3; epoch++) {
        trained.epoch(Bench.batches(benchmark.risk.examples(), epoch));
      }
      benchmark.products("all 10,000 examples", benchmark.risk, trained.w(), rounds);
      benchmark.everyStep(trained.w(), rounds);
      int[] some = IntStream.range(0, SUBSET).toArray();
      try (EmpiricalRisk subset = benchmark.risk.restrictedTo(some)) {
        benchmark.products("2,000 examples", subset, trained.w(), rounds);
        benchmark.eigenvalues(subset, new GradientDescent(), 0.05, false);
        benchmark.eigenvalues(subset, Adam.DEFAULT, 0.001, false);
        benchmark.eigenvalues(subset, Adam.DEFAULT, 0.001, true);
        benchmark.traces(subset);
      }
    }
  }

  private void products(String what, EmpiricalRisk of, Tensor w, int rounds) {
    System.out.printf("%nproducts, %s%n", what);
    AutogradObjective expression = of.expression(IntStream.range(0, of.examples()).toArray());
    try (Tensor v = random("direction");
        Tensor product = Vectors.zeros(w.numel(), of.placement());
        Tensor expected = Vectors.zeros(w.numel(), of.placement());
        LinearisedRisk prepared = of.linearise(w)) {
      expression.hessianVector(w, v, expected);
      prepared.hessian().apply(v, product);
      Bench.check(
          "Hessian-vector product against autograd",
          Vectors.squaredNorm(expected),
          Vectors.dot(expected, product),
          1e-4);
      new Interleaved()
          .add("gradient", () -> of.gradient(w, product))
          .add("Hessian-vector product", () -> of.hessianVector(w, v, product))
          .add("the same, one of many at this w", () -> prepared.hessian().apply(v, product))
          .add("Gauss-Newton, one of many", () -> prepared.gaussNewton().apply(v, product))
          .add("empirical Fisher, one of many", () -> prepared.empiricalFisher().apply(v, product))
          .add("gradient, autograd", () -> expression.gradient(w, product))
          .add("Hessian-vector product, autograd", () -> expression.hessianVector(w, v, product))
          .run(2, rounds)
          .print();
    }
  }

  /** Products to a residual of 1e-3 along a training. */
  private void eigenvalues(
      EmpiricalRisk subset, UpdateRule rule, double learningRate, boolean preconditioned) {
    System.out.printf(
        "%nproducts for λ_max(%s) along %s, every %d epochs: begun anywhere / warm / power"
            + " iteration%n",
        preconditioned ? "P⁻¹H" : "H", rule.name(), INTERVAL);
    Lanczos lanczos = new Lanczos(1, End.LARGEST, 60, 1e-3);
    Tensor memory = null;
    try (TacitLoop loop = new TacitLoop(risk, rule, start, learningRate)) {
      for (int measurement = 0; measurement < MEASUREMENTS; measurement++) {
        for (int i = 1; measurement > 0 && i <= INTERVAL; i++) {
          loop.epoch(Bench.batches(risk.examples(), (measurement - 1) * INTERVAL + i));
        }
        if (preconditioned && measurement == 0) {
          continue; // no step, no preconditioner
        }
        try (LinearOperator hessian = subset.hessian(loop.w());
            LinearOperator operator =
                preconditioned ? preconditioned(hessian, rule, loop.state()) : hessian;
            Eigenpairs cold =
                lanczos.of(operator, null, Bench.STREAMS.stream("cold", measurement));
            Eigenpairs warm =
                lanczos.of(operator, memory, Bench.STREAMS.stream("warm", measurement))) {
          System.out.printf(
              "  epoch %3d  λ_max %9.4g  residual %.0e  %3d / %3d / %s%n",
              measurement * INTERVAL,
              warm.value(0),
              warm.residual(0) / warm.value(0),
              cold.products(),
              warm.products(),
              powerIteration(operator, warm.value(0)));
          Tensor next = Vectors.copy(warm.restart().orElseThrow());
          if (memory != null) {
            memory.close();
          }
          memory = next;
        }
      }
    }
    if (memory != null) {
      memory.close();
    }
  }

  private static LinearOperator preconditioned(
      LinearOperator hessian, UpdateRule rule, OptimizerState state) {
    try (Tensor p = Vectors.zeros(hessian.dimension(), hessian.placement())) {
      AdaptiveRule.within(rule).orElseThrow().preconditioner(state, p);
      return new PreconditionedOperator(hessian, p);
    }
  }

  /** At most 100 products, until the Rayleigh quotient changes by less than 1e-3 of itself. */
  private String powerIteration(LinearOperator hessian, double expected) {
    try (Tensor v = random("power");
        Tensor product = Vectors.zeros(v.numel(), hessian.placement())) {
      double last = Double.NaN;
      int products = 0;
      boolean done = false;
      while (!done && products < 100) {
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          v.div_(new Scalar(Vectors.norm(v)));
          hessian.apply(v, product);
          products++;
          double value = Vectors.dot(v, product);
          done = Math.abs(value - last) < 1e-3 * Math.abs(last);
          last = value;
          v.copy_(product);
        }
      }
      return String.format("%3d (off by %.1e)", products, Math.abs(last / expected - 1));
    }
  }

  /** How far the two estimates of the trace scatter for the same number of products. */
  private void traces(EmpiricalRisk subset) {
    System.out.printf(
        "%nspread of %d estimates of tr H along adam: Hutchinson / Hutch++%n", TRACES);
    try (TacitLoop loop = new TacitLoop(risk, Adam.DEFAULT, start)) {
      for (int epoch = 0; epoch <= 20; epoch++) {
        if (epoch > 0) {
          loop.epoch(Bench.batches(risk.examples(), epoch));
        }
        if (epoch % 10 == 0) {
          try (LinearOperator hessian = subset.hessian(loop.w())) {
            for (int products : epoch < 20 ? new int[] {12} : new int[] {12, 48}) {
              Estimate plain = spread(random -> Hutchinson.trace(hessian, random, products));
              Estimate plus = spread(random -> HutchPlusPlus.trace(hessian, random, products));
              System.out.printf(
                  "  epoch %3d  tr H %9.4g  %d products: %.1f %% / %.1f %%%n",
                  epoch,
                  plus.value(),
                  products,
                  100 * plain.error() / plain.value(),
                  100 * plus.error() / plus.value());
            }
          }
        }
      }
    }
  }

  /** Mean and standard deviation of an estimate. */
  private static Estimate spread(Function<UniformRandomProvider, Estimate> estimate) {
    double[] values = new double[TRACES];
    Arrays.setAll(values, i -> estimate.apply(Bench.STREAMS.stream("trace", i)).value());
    Estimate mean = Estimate.mean(values);
    return new Estimate(mean.value(), mean.error() * Math.sqrt(TRACES));
  }

  /** The largest eigenvalue of each batch's Hessian, at every step of SGD. */
  private void everyStep(Tensor w, int rounds) {
    System.out.printf("%n%d steps of SGD with λ_max of the batch at every step%n", STEPS);
    int[][] batches = Bench.batches(risk.examples(), 1);
    Lanczos lanczos = new Lanczos(1, End.LARGEST, 60, 1e-3);
    new Interleaved()
        .add("bare", () -> steps(w, batches, (objective, k) -> {}))
        .add(
            "Lanczos to a residual of 1e-3",
            () ->
                steps(
                    w,
                    batches,
                    (objective, k) -> {
                      try (LinearOperator hessian = objective.hessian(w);
                          Eigenpairs found =
                              lanczos.of(hessian, null, Bench.STREAMS.stream("step", k))) {
                        checkFinite(found.value(0));
                      }
                    }))
        .add(
            "power iteration, autograd",
            () ->
                steps(
                    w,
                    batches,
                    (objective, k) -> {
                      try (LinearOperator hessian = risk.expression(batches[k]).hessian(w)) {
                        powerIteration(hessian, 1);
                      }
                    }))
        .run(1, rounds)
        .print();
  }

  /** Steps of SGD from w, each after a look at its batch's loss; w itself stays. */
  private void steps(Tensor w, int[][] batches, ObjIntConsumer<Objective> look) {
    try (Tensor moving = Vectors.copy(w);
        Tensor gradient = Vectors.zeros(w.numel(), risk.placement())) {
      for (int k = 0; k < STEPS; k++) {
        Objective objective = risk.batch(batches[k]);
        objective.gradient(moving, gradient);
        look.accept(objective, k);
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          moving.add_(gradient, new Scalar(-0.001));
        }
      }
    }
  }

  private static void checkFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalStateException("not finite: " + value);
    }
  }

  private Tensor random(String stream) {
    return RandomVectors.gaussian(
        Bench.STREAMS.stream(stream, 0), risk.dimension(), risk.placement());
  }

  @Override
  public void close() {
    start.close();
    risk.close();
  }
}
