package dev.tacit.network;

import static dev.tacit.network.PyTorchValues.ramp;
import static dev.tacit.network.PyTorchValues.tensor;
import static dev.tacit.tensor.Placement.CPU_FLOAT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.measure.BatchStatistics;
import dev.tacit.measure.Evaluation;
import dev.tacit.measure.ExampleGram;
import dev.tacit.measure.ExampleStatistics;
import dev.tacit.measure.FisherRaoNorm;
import dev.tacit.measure.PopulationMoments;
import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.LinearOperator;
import dev.tacit.objective.Objective;
import dev.tacit.objective.ObjectiveContract;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.EmpiricalRiskTest;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batch normalisation against PyTorch (batchnorm.csv, by batchnorm.py) and by batches. */
class BatchNormalisationTest {
  private static final int N = 11;
  private static final int[][] BATCHES = {{0, 5, 2, 9}, {7, 8, 1, 10}, {3, 4, 6}};

  @ParameterizedTest
  @CsvSource({"vectors, 0.1, 1e-5, 4, 5, 1, 1", "images, 0.25, 1e-3, 2, 3, 4, 2"})
  void hasPyTorchsNumbersAndRunningMomentsStepByStep(
      String name, double momentum, double epsilon, int n, int channels, int height, int width)
      throws IOException {
    Map<String, double[]> expected = PyTorchValues.of("batchnorm.csv", name);
    Shape input = height * width == 1 ? Shape.of(channels) : Shape.of(channels, height, width);
    Layer layer = new BatchNormalisation(momentum, epsilon);
    Network network = new Sequential(name, input, List.of(layer, new Flatten()));
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Buffers buffers = new Buffers(network, CPU_FLOAT64)) {
      Tensor w = Vectors.of(CPU_FLOAT64, ramp(2 * channels, Math::cos, 0.9, 0.1, 0.3));
      Tensor g = Vectors.zeros(2L * channels, CPU_FLOAT64);
      Backpropagation training = new Backpropagation(network, w);
      Backpropagation evaluation = new Backpropagation(network.evaluating(buffers), w);
      for (int step = 0; step < 4; step++) {
        int size = input.size();
        Tensor a = tensor(ramp(n * size, Math::sin, 0.7, 0.3 + step, 1), n, size);
        Backpropagation.Trace trace = training.forward(a);
        buffers.follow(trace);
        assertEqual(expected, step, "output", trace.outputs());
        Tensor d = tensor(ramp(n * size, Math::cos, 0.3, 0.2, 1), n, size);
        Tensor back =
            trace.passage().backward(d, new WeightGradients(network, g), true).contiguous();
        assertEqual(expected, step, "input", back);
        assertEqual(expected, step, "scale", g.narrow(0, 0, channels));
        assertEqual(expected, step, "bias", g.narrow(0, channels, channels));
        assertEqual(expected, step, "mean", buffers.vector().narrow(0, 0, channels));
        assertEqual(expected, step, "variance", buffers.vector().narrow(0, channels, channels));
        assertEqual(expected, step, "evaluated", evaluation.forward(a).outputs());
      }
    }
  }

  private static void assertEqual(
      Map<String, double[]> expected, int step, String part, Tensor found) {
    assertArrayEquals(
        expected.get(step + part), Vectors.toDoubles(found.contiguous()), 1e-12, step + part);
  }

  private static Tensor start(EmpiricalRisk risk) {
    return Vectors.of(
        CPU_FLOAT64, Initialiser.PYTORCH.draw(risk.network(), new RandomStreams(2), 1));
  }

  /** The loss of the batches, each with its own moments, weighed by their examples. */
  private static AutogradObjective witness(EmpiricalRisk risk) {
    return new AutogradObjective(risk.dimension(), CPU_FLOAT64) {
      @Override
      protected Tensor expression(Tensor w) {
        Tensor sum = null;
        for (int[] batch : BATCHES) {
          Tensor index = Tensor.create(Arrays.stream(batch).asLongStream().toArray());
          Tensor f = risk.network().express(w, risk.inputs().index_select(0, index));
          Tensor of = risk.loss().perExample(f, risk.targets().index_select(0, index)).sum();
          sum = sum == null ? of : sum.add(of);
        }
        return sum.div(new org.bytedeco.pytorch.Scalar((double) N));
      }
    };
  }

  @Test
  void lossGradientAndProductsAreThoseOfTheBatches() {
    for (Network network : NetworkContractTest.normalised()) {
      try (EmpiricalRisk risk = EmpiricalRiskTest.risk(network, N);
          Tensor w = start(risk);
          Tensor v = Vectors.copy(w);
          Partition partition = new Partition(BATCHES, "cpu");
          Tensor expected = Vectors.zeros(risk.dimension(), CPU_FLOAT64);
          Tensor found = Vectors.zeros(risk.dimension(), CPU_FLOAT64);
          LinearisedRisk linear = risk.linearise(w, partition)) {
        AutogradObjective autograd = witness(risk);
        Objective over = risk.over(partition);
        double value = autograd.gradient(w, expected);
        assertEquals(value, over.value(w), 1e-12);
        assertEquals(value, over.gradient(w, found), 1e-12);
        ObjectiveContract.assertClose(expected, found, 1e-12);
        autograd.hessianVector(w, v, expected);
        over.hessianVector(w, v, found);
        ObjectiveContract.assertClose(expected, found, 1e-12);
        try (LinearOperator hessian = linear.hessian()) {
          hessian.apply(v, found);
          ObjectiveContract.assertClose(expected, found, 1e-12);
        }
      }
    }
  }

  @Test
  void batchStatisticsAreThoseOfTheBatchesOnTheirOwn() {
    for (Network network : NetworkContractTest.normalised()) {
      try (EmpiricalRisk risk = EmpiricalRiskTest.risk(network, N);
          Tensor w = start(risk);
          Tensor g = Vectors.zeros(risk.dimension(), CPU_FLOAT64);
          Partition partition = new Partition(BATCHES, "cpu");
          BatchStatistics statistics = BatchStatistics.at(risk, w, partition)) {
        double[] mean = new double[(int) risk.dimension()];
        double[] square = new double[mean.length];
        for (int[] batch : BATCHES) {
          risk.expression(batch).gradient(w, g);
          double[] one = Vectors.toDoubles(g);
          for (int j = 0; j < mean.length; j++) {
            mean[j] += one[j] / BATCHES.length;
            square[j] += one[j] * one[j] / BATCHES.length;
          }
        }
        assertArrayEquals(mean, Vectors.toDoubles(statistics.mean()), 1e-13);
        assertArrayEquals(square, Vectors.toDoubles(statistics.secondMoment()), 1e-13);
      }
    }
  }

  @Test
  void trainingFollowsMomentsAndMeasuringDoesNot() {
    Network network = NetworkContractTest.normalised().get(0);
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(network, N);
        Tensor w = start(risk);
        Tensor g = Vectors.zeros(risk.dimension(), CPU_FLOAT64);
        Buffers buffers = new Buffers(network, CPU_FLOAT64);
        Partition partition = new Partition(BATCHES, "cpu");
        LossGradient measuring = new LossGradient(risk, w, g);
        LossGradient training = new LossGradient(risk, w, g)) {
      double[] before = Vectors.toDoubles(buffers.vector());
      training.keep(buffers);
      measuring.compute(partition, 0);
      risk.over(partition).gradient(w, g);
      assertArrayEquals(before, Vectors.toDoubles(buffers.vector()), 0);
      training.compute(partition, 0, 0, 0.1);
      assertTrue(Math.abs(before[0] - Vectors.toDoubles(buffers.vector())[0]) > 1e-6);
    }
  }

  /** Of data that are sorted by class, too: the moments are those of all examples. */
  @Test
  void populationMomentsOfOneBatchAreItsOwn() {
    Network network =
        new Sequential("one", Shape.of(2), List.of(BatchNormalisation.DEFAULT, new Dense(3, true)));
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(network, N);
        Tensor w = start(risk);
        Buffers moments = PopulationMoments.at(risk, w)) {
      double[] x = Vectors.toDoubles(risk.inputs());
      double[] found = Vectors.toDoubles(moments.vector());
      for (int j = 0; j < 2; j++) {
        int column = j;
        double[] of = IntStream.range(0, N).mapToDouble(i -> x[2 * i + column]).toArray();
        double mean = Arrays.stream(of).sum() / N;
        double variance = Arrays.stream(of).map(v -> (v - mean) * (v - mean)).sum() / (N - 1);
        assertEquals(mean, found[j], 1e-14);
        assertEquals(variance, found[2 + j], 1e-14);
      }
      Evaluation evaluation = Evaluation.at(risk, network.evaluating(moments), w);
      assertTrue(Double.isFinite(evaluation.loss()));
    }
  }

  @Test
  void singleExamplesAndSingleRowsAreRefused() {
    Network network = NetworkContractTest.normalised().get(0);
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(network, N);
        Tensor w = start(risk);
        Tensor g = Vectors.zeros(risk.dimension(), CPU_FLOAT64);
        LinearisedRisk linear = risk.linearise(w)) {
      String why = "with batch normalisation an example has no gradient of its own";
      for (Runnable measuring :
          List.<Runnable>of(
              () -> ExampleGram.at(risk, w, 0, 1),
              () -> FisherRaoNorm.squared(risk, w),
              () -> new ExampleStatistics(risk, ExampleStatistics.Detail.NORMS).close(),
              () -> Evaluation.at(risk, w),
              linear::empiricalFisher,
              () -> linear.weightedGradient(g, g),
              () -> linear.slopes(g, g))) {
        assertEquals(why, assertThrows(IllegalStateException.class, measuring::run).getMessage());
      }
      assertEquals(
          "batch normalisation needs at least 2 examples in a batch, found 1",
          assertThrows(IllegalArgumentException.class, () -> risk.batch(3).gradient(w, g))
              .getMessage());
    }
  }

  @Test
  void networksWithoutItAreEvaluatedAsTheyAre() {
    NetworkContractTest.networks()
        .forEach(
            network -> {
              try (Buffers none = new Buffers(network, CPU_FLOAT64)) {
                assertTrue(none.isEmpty());
                assertSame(network, network.evaluating(none));
              }
            });
  }

  @Test
  void numbersOutOfBoundsAreRefused() {
    for (Map<String, Object> options :
        List.<Map<String, Object>>of(
            Map.of("epsilon", 0),
            Map.of("epsilon", Double.NaN),
            Map.of("momentum", 0),
            Map.of("momentum", 1.5),
            Map.of("momentum", "much"))) {
      assertThrows(IllegalArgumentException.class, () -> Layers.make("batch-norm", options));
    }
  }
}
