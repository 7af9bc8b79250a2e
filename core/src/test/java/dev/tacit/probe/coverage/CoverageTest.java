package dev.tacit.probe.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.probe.Follower;
import dev.tacit.probe.Following;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.TestProblem;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.training.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

/**
 * How often sampled measurements miss the truth by more than two of their errors: 5 times in 100 if
 * the errors are what {@link dev.tacit.tensor.Estimate} says. Truths are written out on seeded
 * small networks, tanh and ReLU in turn. {@code -Dcoverage.networks=200 -Dcoverage.print=true}
 * makes the table of docs/instruments.md.
 */
class CoverageTest {
  private static final int NETWORKS = Integer.getInteger("coverage.networks", 16);
  private static final boolean PRINT = Boolean.getBoolean("coverage.print");
  private static final int DRAWS = 8; // of each measurement on a network, streams of their own
  private static final int BATCH = 16;

  /** Errors that are bounds of an iteration: Lanczos' residuals. */
  private static final List<String> BOUNDS =
      List.of("curvature/lambda_", "curvature/sharpness_ratio", "curvature/eigenvalues/");

  /**
   * Errors that hold at least: quantiles of a quadrature, whose truth is a step function; ratios
   * over ‖g‖², which noise drowns on these networks, so that many errors are infinite.
   */
  private static final List<String> AT_LEAST =
      List.of("curvature/density/", "gradient/noise_scale/", "gradient/noise_scale_pair");

  /** By their own test (PacBayesSharpnessTest): a truth costs hundreds of evaluations. */
  private static final String ELSEWHERE = "complexity/pac_bayes_";

  private record Count(int estimates, int missed) {
    Count and(boolean miss) {
      return new Count(estimates + 1, missed + (miss ? 1 : 0));
    }

    double share() {
      return (double) missed / estimates;
    }
  }

  private static void count(
      Map<String, Count> counts,
      Problem problem,
      SmallTraining training,
      Partition partition,
      Map<String, Double> truths,
      String... probes) {
    List<Follower> met =
        Following.most(Arrays.stream(probes).flatMap(name -> Probes.named(name).follows().stream()))
            .stream()
            .map(kind -> (Follower) TestProblem.followed(kind, problem, training.w, partition))
            .toList();
    try (Snapshot snapshot =
        new Snapshot(problem, training.w, training.state, training.rate(), partition, met, null)) {
      for (String probe : probes) {
        Probes.named(probe)
            .measure(
                snapshot,
                (metric, value, error) -> {
                  Double truth = truths.get(metric);
                  if (truth != null) {
                    boolean miss = !(Math.abs(value - truth) <= 2 * error);
                    counts.put(metric, counts.getOrDefault(metric, new Count(0, 0)).and(miss));
                  }
                });
      }
    } finally {
      met.forEach(Follower::close);
    }
  }

  private static void curvature(Map<String, Count> counts, long seed) {
    try (SmallTraining training = new SmallTraining(seed, 60);
        Partition halves = new Partition(halves(60), "cpu")) {
      Map<String, Double> truths = Truths.ofCurvature(training);
      Map<String, Double> smooth = new TreeMap<>(truths);
      if (seed % 2 == 1) { // a kink adds to a rise what no Hessian knows
        smooth.keySet().removeIf(metric -> metric.startsWith("flatness/random"));
      }
      for (int draw = 0; draw < DRAWS; draw++) {
        long own = 1000 * seed + draw;
        count(
            counts,
            training.problem(own, 60),
            training,
            halves,
            smooth,
            "curvature/trace",
            "curvature/trace_hutchplusplus",
            "curvature/diagonal_share",
            "curvature/trace_root_diagonal",
            "gradient/noise_scale_hessian",
            "flatness/random");
        int subset = seed % 4 == 0 ? 60 : 30; // ReLU's is exact without a subset
        count(counts, training.problem(own, subset), training, halves, truths, "flatness/relative");
      }
      count(counts, training.problem(seed, 60), training, halves, truths, "curvature/density");
    }
  }

  private static int[][] halves(int n) {
    return new int[][] {IntStream.range(0, n / 2).toArray(), IntStream.range(n / 2, n).toArray()};
  }

  private static void noise(Map<String, Count> counts, long seed) {
    try (SmallTraining training = new SmallTraining(seed, 60)) {
      Map<String, Double> truths = Truths.ofNoise(training, BATCH);
      for (int draw = 0; draw < DRAWS; draw++) {
        UniformRandomProvider random = training.streams.stream("batches", draw);
        int[][] batches = new int[20][];
        for (int k = 0; k < batches.length; k++) {
          batches[k] = random.ints(BATCH, 0, 60).toArray();
        }
        try (Partition drawn = new Partition(batches, "cpu")) {
          count(
              counts,
              training.problem(draw, 60),
              training,
              drawn,
              truths,
              "gradient/noise_scale",
              "gradient/inner_product_test",
              "curvature/batch_sharpness");
        }
      }
    }
  }

  private static void coherence(Map<String, Count> counts, long seed) {
    int n = 600;
    try (SmallTraining training = new SmallTraining(seed, n);
        Partition halves = new Partition(halves(n), "cpu")) {
      Map<String, Double> truths = Truths.ofCoherence(training);
      for (int draw = 0; draw < DRAWS; draw++) {
        count(
            counts,
            training.problem(1000 * seed + draw, n),
            training,
            halves,
            truths,
            "gradient/coherence");
      }
    }
  }

  private static Map<String, Count> counts() {
    Map<String, Count> counts = new TreeMap<>();
    for (int seed = 0; seed < NETWORKS; seed++) {
      curvature(counts, seed);
      noise(counts, seed);
    }
    for (int seed = 0; seed < NETWORKS / 2; seed++) {
      coherence(counts, seed);
    }
    return counts;
  }

  @Test
  void estimatesMissTheTruthByMoreThanTwoErrorsFiveTimesInAHundred() {
    Map<String, Count> counts = counts();
    if (PRINT) {
      counts.forEach(
          (metric, c) ->
              System.out.printf("| `%s` | %d | %.1f |%n", metric, c.estimates(), 100 * c.share()));
    }
    Set<String> wrong = new TreeSet<>();
    counts.forEach(
        (metric, c) -> {
          double sampling = 2 * Math.sqrt(0.05 * 0.95 / c.estimates()); // of the share itself
          double least =
              AT_LEAST.stream().anyMatch((metric + "/")::startsWith) ? 0 : 0.02 - sampling;
          if (!(c.share() >= least && c.share() <= 0.08 + sampling)) {
            wrong.add(metric + " " + c);
          }
        });
    assertEquals(Set.of(), wrong);
    assertEquals(Set.of(), unknown(counts.keySet()), "sampled measurements without a count");
  }

  /** Metrics with an error that are neither counted nor bounds. */
  private static Set<String> unknown(Set<String> counted) {
    Set<String> sampled = new TreeSet<>();
    for (Activation activation : List.of(Activation.RELU, Activation.TANH)) {
      try (TestProblem training = new TestProblem(activation, true, Placement.CPU_FLOAT64)) {
        for (Probe probe : Probes.all().values()) {
          training.measure(
              probe,
              (metric, value, error) -> {
                if (!Double.isNaN(error)) {
                  sampled.add(metric);
                }
              });
        }
      }
    }
    assertTrue(sampled.size() > 20, sampled.toString());
    sampled.removeAll(counted);
    sampled.removeIf(metric -> BOUNDS.stream().anyMatch(metric::startsWith));
    sampled.removeIf(metric -> metric.startsWith(ELSEWHERE));
    return sampled;
  }
}
