package dev.tacit.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every probe must fulfil. */
class ProbesTest {

  @ParameterizedTest
  @CsvSource({"RELU,FLOAT32", "TANH,FLOAT64"})
  void changeNothingAndGiveTheSameBitsTwice(Activation activation, Precision precision) {
    boolean bias = activation == Activation.RELU;
    try (TestProblem training =
        new TestProblem(activation, bias, new Placement(precision, "cpu"))) {
      double[] before = everything(training);
      for (Probe probe : Probes.all().values()) {
        assertEquals(Optional.empty(), probe.obstacle(training.problem), probe.name());
        List<String> metrics = new ArrayList<>();
        List<String> first = rows(training, probe, metrics);
        assertEquals(first, rows(training, probe, new ArrayList<>()), probe.name());
        assertEquals(probe.metrics(training.problem), metrics, "metrics as announced");
        assertArrayEquals(before, everything(training), 0, probe.name() + " changed something");
      }
    }
  }

  /** Weights that are not numbers, and weights so large that the outputs are infinite. */
  @ParameterizedTest
  @CsvSource({"NaN,FLOAT32", "NaN,FLOAT64", "1e30,FLOAT32", "1e200,FLOAT64"})
  void survivesWeightsThatAreNoUse(double weight, Precision precision) {
    try (TestProblem training =
        new TestProblem(Activation.RELU, true, new Placement(precision, "cpu"))) {
      training.w.fill_(new Scalar(weight));
      for (Probe probe : Probes.all().values()) {
        List<String> metrics = new ArrayList<>();
        training.measure(probe, (metric, value, error) -> metrics.add(metric));
        assertEquals(probe.metrics(training.problem), metrics, "metrics as announced");
      }
    }
  }

  /** All numbers that a probe could spoil: parameters, optimizer's memory, data. */
  private static double[] everything(TestProblem training) {
    DoubleStream labels = Arrays.stream(training.problem.loss().labels()).asDoubleStream();
    DoubleStream numbers =
        List.of(
                training.w,
                training.problem.initial(),
                training.state.slot("first_moment"),
                training.state.slot("second_moment"),
                training.problem.loss().inputs(),
                training.problem.test().inputs())
            .stream()
            .map(Vectors::toDoubles)
            .flatMapToDouble(Arrays::stream);
    return DoubleStream.concat(labels, numbers).toArray();
  }

  private static List<String> rows(TestProblem training, Probe probe, List<String> metrics) {
    List<String> rows = new ArrayList<>();
    training.measure(
        probe,
        (metric, value, error) -> {
          metrics.add(metric);
          rows.add(metric + " " + value + " ± " + error);
          assertFalse(Double.isNaN(value), metric + " has a value");
        });
    return rows;
  }

  @Test
  void sayWhatTheyAreAndWhatTheyCost() {
    Probes.all()
        .forEach(
            (name, probe) -> {
              assertEquals(name, probe.name());
              assertFalse(probe.descriptions().isEmpty() || probe.cost().isBlank(), name);
              assertTrue(probe.defaultInterval() >= 1, name);
            });
  }

  /** Under an adaptive rule and under one that is not, which decides where the threshold stands. */
  @Test
  void describeEveryMetricOnceAndNothingElse() {
    try (TestProblem training =
        new TestProblem(Activation.RELU, true, new Placement(Precision.FLOAT64, "cpu"))) {
      Problem adaptive = training.problem;
      Problem plain =
          new Problem(
              adaptive.loss(),
              adaptive.test(),
              adaptive.labels(),
              adaptive.initial(),
              new GradientDescent(),
              adaptive.streams());
      Map<String, MetricDescription> described = new HashMap<>();
      for (Probe probe : Probes.all().values()) {
        List<String> recorded = new ArrayList<>(probe.metrics(adaptive));
        if (probe.obstacle(plain).isEmpty()) {
          recorded.addAll(probe.metrics(plain));
        }
        for (String metric : recorded) {
          long times = probe.descriptions().stream().filter(d -> d.covers(metric)).count();
          assertEquals(1, times, metric + " is described once");
        }
        for (MetricDescription words : probe.descriptions()) {
          String name = words.name();
          assertTrue(recorded.stream().anyMatch(words::covers), name + " is recorded");
          assertFalse(words.title().isBlank() || words.title().equals(name), name + " has a title");
          assertFalse(words.quantity().isBlank(), name + " has a quantity");
          assertEquals(words, described.getOrDefault(name, words), name + " means one thing");
          described.put(name, words);
        }
      }
    }
  }
}
