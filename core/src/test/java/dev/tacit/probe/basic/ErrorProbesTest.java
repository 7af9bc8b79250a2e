package dev.tacit.probe.basic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.tacit.network.Activation;
import dev.tacit.probe.Probes;
import dev.tacit.probe.TestProblem;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** Losses and errors against sums and counts over the network's expression. */
class ErrorProbesTest {
  private static final int CLASSES = 3;

  private static double[] outputs(TestProblem test, EmpiricalRisk risk) {
    try (PointerScope scope = new PointerScope()) {
      return Vectors.toDoubles(risk.network().express(test.w, risk.inputs()).flatten());
    }
  }

  /** Of the examples that count, the share whose largest output is not the label's. */
  private static double error(double[] outputs, int[] labels, IntPredicate counts) {
    int[] counted = IntStream.range(0, labels.length).filter(counts).toArray();
    long wrong =
        IntStream.of(counted)
            .filter(
                i ->
                    IntStream.range(0, CLASSES)
                        .anyMatch(c -> outputs[CLASSES * i + c] > outputs[CLASSES * i + labels[i]]))
            .count();
    return (double) wrong / counted.length;
  }

  private static double loss(double[] outputs, int[] labels) {
    return IntStream.range(0, labels.length)
        .mapToDouble(
            i ->
                Math.log(
                        IntStream.range(0, CLASSES)
                            .mapToDouble(c -> Math.exp(outputs[CLASSES * i + c]))
                            .sum())
                    - outputs[CLASSES * i + labels[i]])
        .average()
        .orElseThrow();
  }

  @Test
  void everyErrorIsAShareOfExamplesCounted() {
    try (TestProblem test = new TestProblem(Activation.TANH, true, Placement.CPU_FLOAT64)) {
      Problem problem = test.problem;
      double[] train = outputs(test, problem.loss());
      int[] given = problem.loss().labels();
      int[] truth = problem.labels().truth();
      IntPredicate all = i -> true;
      IntPredicate corrupted = i -> given[i] != truth[i];
      check(test, "train/loss", loss(train, given));
      check(test, "train/error", error(train, given, all));
      check(test, "train/error_clean", error(train, truth, corrupted.negate()));
      check(test, "train/error_corrupted", error(train, truth, corrupted));
      check(test, "train/memorised", 1 - error(train, given, corrupted));
      double[] unseen = outputs(test, problem.test());
      check(test, "test/loss", loss(unseen, problem.test().labels()));
      check(test, "test/error", error(unseen, problem.test().labels(), all));
      double[] kept = outputs(test, problem.validation().loss());
      int[] labels = problem.validation().loss().labels();
      check(test, "validation/loss", loss(kept, labels));
      check(test, "validation/error", error(kept, labels, all));
      check(test, "validation/error_truth", error(kept, problem.validation().truth(), all));
      assertNotEquals(
          error(kept, labels, all), error(kept, problem.validation().truth(), all), "noise");
    }
  }

  private static void check(TestProblem test, String probe, double expected) {
    assertEquals(expected, test.measure(Probes.named(probe)).get(probe), 1e-13, probe);
  }
}
