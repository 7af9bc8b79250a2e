package dev.tacit.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.PhaseEnd;
import dev.tacit.optimizer.Switch;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.UpdateRules;
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
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Fresh memory, as it is where only w was kept, gives the same bits as the training's own. */
  @ParameterizedTest
  @ValueSource(strings = {"sgd", "heavy-ball", "adam", "switch"})
  void sayTrulyWhetherWeightsSuffice(String name) {
    UpdateRule rule =
        name.equals("switch")
            ? new Switch(
                List.of(
                    new Switch.Phase(Adam.DEFAULT, 0.02, List.of(new PhaseEnd.AtStep(3))),
                    new Switch.Phase(new GradientDescent(), 0.1, List.of())))
            : UpdateRules.make(name, Map.of());
    int suffice = 0;
    Placement placement = Placement.CPU_FLOAT64;
    try (TestProblem training = new TestProblem(Activation.RELU, true, placement);
        OptimizerState used = rule.newState(training.w.numel(), placement);
        OptimizerState fresh = rule.newState(training.w.numel(), placement);
        Tensor g = Vectors.zeros(training.w.numel(), placement)) {
      Problem problem = under(rule, training.problem);
      while (used.step() < 7) {
        problem.loss().gradient(training.w, g);
        rule.step(training.w, g, used, 1e-3);
      }
      fresh.setStep(used.step());
      for (Probe probe : Probes.all().values()) {
        if (probe.obstacle(problem).isEmpty() && probe.unknownFromWeights(problem).isEmpty()) {
          suffice++;
          List<String> rows = rows(training, problem, used, probe);
          assertFalse(rows.isEmpty(), probe.name());
          assertEquals(rows, rows(training, problem, fresh, probe), probe.name());
        }
      }
    }
    assertTrue(suffice > 20, suffice + " probes need nothing but weights");
  }

  private static Problem under(UpdateRule rule, Problem like) {
    return new Problem(
        like.loss(), like.test(), like.labels(), like.initial(), rule, like.streams());
  }

  private static List<String> rows(
      TestProblem training, Problem problem, OptimizerState state, Probe probe) {
    List<String> rows = new ArrayList<>();
    try (Snapshot snapshot = new Snapshot(problem, training.w, state, 0.02, training.partition)) {
      probe.measure(snapshot, (metric, value, error) -> rows.add(metric + " " + value));
    }
    return rows;
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
      Problem plain = under(new GradientDescent(), adaptive);
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

  @Test
  void aNameThatIsTakenIsNotGivenAgain() {
    Probe there = Probes.named("norm/l2");
    Exception e = assertThrows(IllegalArgumentException.class, () -> Probes.register(there));
    assertEquals("there is a probe 'norm/l2' already", e.getMessage());
  }
}
