package dev.tacit.network;

import static dev.tacit.tensor.Placement.CPU_FLOAT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.measure.BatchStatistics;
import dev.tacit.measure.ExampleGram;
import dev.tacit.measure.ExampleStatistics;
import dev.tacit.measure.FisherRaoNorm;
import dev.tacit.objective.LinearOperator;
import dev.tacit.objective.ObjectiveContract;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.EmpiricalRiskTest;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of layer, in small networks: the kernels of training and measuring against autograd's
 * derivatives of the same layers' expressions, in float64; single examples against a loop over
 * them.
 */
class NetworkContractTest {
  private static final int N = 9;
  private static final int CLASSES = 3;
  private static final RandomStreams STREAMS = new RandomStreams(11);
  private static final double CLOSE = 1e-12;

  static Stream<Network> networks() {
    Shape image = Shape.of(2, 6, 6);
    Layer tanh = new Activate(Activation.TANH);
    Layer relu = new Activate(Activation.RELU);
    Dense out = new Dense(CLASSES, true);
    return Stream.of(
        network("convolution", image, Convolution.of(3, 3, 1, 1), tanh, new Flatten(), out),
        network(
            "stride, no padding, no bias",
            image,
            new Convolution(4, 3, 2, 0, 1, false),
            new Activate(Activation.SOFTPLUS),
            new Flatten(),
            out),
        network(
            "groups",
            image,
            new Convolution(4, 3, 1, 1, 2, true),
            new Activate(Activation.GELU),
            new Convolution(6, 2, 2, 0, 2, true),
            tanh,
            new Flatten(),
            out),
        network(
            "few places, many channels",
            image,
            Convolution.of(6, 5, 1, 0),
            tanh,
            Convolution.of(7, 2, 1, 0),
            tanh,
            new Flatten(),
            out),
        network(
            "max pooling",
            image,
            Convolution.of(4, 3, 1, 1),
            relu,
            MaxPool.of(2),
            Convolution.of(5, 3, 1, 1),
            tanh,
            new MaxPool(3, 2, 1),
            new Flatten(),
            out),
        network(
            "average pooling",
            image,
            AveragePool.of(2),
            Convolution.of(4, 2, 1, 1),
            tanh,
            new AveragePool(2, 1),
            new GlobalAverage(),
            out),
        network(
            "group normalisation",
            image,
            new Convolution(4, 3, 1, 1, 1, false),
            new GroupNormalisation(2),
            relu,
            Convolution.of(4, 3, 2, 1),
            new GroupNormalisation(4),
            tanh,
            new Flatten(),
            out),
        network(
            "layer normalisation of vectors",
            Shape.of(5),
            new Dense(6, false),
            new GroupNormalisation(1),
            tanh,
            new GroupNormalisation(1),
            out),
        network(
            "residual blocks",
            image,
            Residual.of(tanh, Convolution.of(2, 3, 1, 1), relu, Convolution.of(2, 3, 1, 1)),
            new Residual(
                new Chain(List.of(Convolution.of(4, 3, 2, 1), tanh)),
                new Chain(List.of(Convolution.of(4, 1, 2, 0)))),
            relu,
            new GlobalAverage(),
            Residual.of(tanh, new Dense(4, true)),
            new Activate(Activation.SILU),
            out),
        network(
            "nothing but a residual block of vectors",
            Shape.of(CLASSES),
            Residual.of(new Dense(4, true), new Activate(Activation.LEAKY_RELU), out)),
        network(
            "dropout, which measurements do not see",
            image,
            new Dropout(0.2),
            Convolution.of(3, 3, 1, 1),
            tanh,
            new Dropout(0.5),
            new Flatten(),
            out),
        network(
            "an activation before the first layer with parameters",
            Shape.of(5),
            new Activate(Activation.SOFTPLUS),
            new Dense(4, true),
            tanh,
            out),
        network(
            "layers by their expressions",
            Shape.of(5),
            new ByExpression.Product(6),
            new ByExpression.Same(),
            new ByExpression.Gate(),
            new ByExpression.Cubic(0.3),
            new Dense(4, true),
            new ByExpression.Gate(),
            relu,
            out),
        evaluated(normalised().get(0)),
        evaluated(normalised().get(1)),
        ForeignModules.network("group-norm", false, 2, 6, 6),
        ForeignModules.network("attention", false, 6),
        evaluated(ForeignModules.network("batch-norm", true, 2, 6, 6)));
  }

  /** What mixes the examples of a batch. */
  static List<Network> normalised() {
    Layer norm = new BatchNormalisation(0.3, 1e-2);
    Layer tanh = new Activate(Activation.TANH);
    return List.of(
        network(
            "batch normalisation of images",
            Shape.of(2, 6, 6),
            new Convolution(4, 3, 1, 1, 1, false),
            norm,
            tanh,
            Residual.of(norm, tanh, Convolution.of(4, 3, 1, 1), norm),
            new GlobalAverage(),
            new Dense(CLASSES, true)),
        network(
            "batch normalisation of vectors, from the data on",
            Shape.of(5),
            norm,
            new Dense(6, false),
            norm,
            tanh,
            new Dense(CLASSES, true)),
        ForeignModules.network("batch-norm", true, 2, 6, 6));
  }

  /** With moments at no special place. */
  private static Network evaluated(Network network) {
    Buffers buffers = new Buffers(network, CPU_FLOAT64); // as long as the tests
    double[] moments = STREAMS.stream("moments", 0).doubles(buffers.vector().numel()).toArray();
    Vectors.set(buffers.vector(), moments);
    return network.evaluating(buffers);
  }

  static Stream<Network> trainable() {
    return Stream.concat(networks(), normalised().stream());
  }

  private static Network network(String name, Shape input, Layer... layers) {
    return new Sequential(name, input, List.of(layers));
  }

  /** Nothing at a special place: scales are not 1, biases not 0. */
  private static Tensor start(EmpiricalRisk risk) {
    double[] w = Initialiser.PYTORCH.draw(risk.network(), STREAMS, 1);
    var random = STREAMS.stream("shift", 0);
    return Vectors.of(
        CPU_FLOAT64, Arrays.stream(w).map(x -> x + 0.4 * random.nextDouble() - 0.2).toArray());
  }

  private static Tensor direction(EmpiricalRisk risk) {
    return Vectors.of(
        CPU_FLOAT64, STREAMS.stream("direction", 0).doubles(risk.dimension(), -1, 1).toArray());
  }

  private static double[] gradient(EmpiricalRisk risk, Tensor w, int... examples) {
    try (Tensor g = Vectors.zeros(risk.dimension(), CPU_FLOAT64)) {
      risk.expression(examples).gradient(w, g);
      return Vectors.toDoubles(g);
    }
  }

  private static double[][] gradients(EmpiricalRisk risk, Tensor w) {
    return IntStream.range(0, N).mapToObj(i -> gradient(risk, w, i)).toArray(double[][]::new);
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(j -> a[j] * b[j]).sum();
  }

  @ParameterizedTest
  @MethodSource("trainable")
  void derivativesEqualAutograds(Network network) {
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(network, N);
        Tensor w = start(risk);
        Tensor v = direction(risk);
        Tensor expected = Vectors.zeros(risk.dimension(), CPU_FLOAT64);
        Tensor found = Vectors.zeros(risk.dimension(), CPU_FLOAT64)) {
      var autograd = risk.expression(IntStream.range(0, N).toArray());
      double value = autograd.gradient(w, expected);
      assertEquals(value, risk.gradient(w, found), CLOSE * Math.abs(value));
      assertEquals(value, risk.value(w), CLOSE * Math.abs(value));
      ObjectiveContract.assertClose(expected, found, CLOSE);

      autograd.hessianVector(w, v, expected);
      risk.hessianVector(w, v, found);
      ObjectiveContract.assertClose(expected, found, CLOSE);
      try (LinearOperator kept = risk.hessian(w)) {
        kept.apply(v, found);
        ObjectiveContract.assertClose(expected, found, CLOSE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("trainable")
  void theDataAreNotWrittenOver(Network network) {
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(network, N);
        Tensor w = start(risk);
        Tensor g = Vectors.zeros(risk.dimension(), CPU_FLOAT64)) {
      double[] before = Vectors.toDoubles(risk.inputs());
      risk.gradient(w, g);
      risk.hessianVector(w, w, g);
      assertArrayEquals(before, Vectors.toDoubles(risk.inputs()));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void singleExamplesEqualALoopOverThem(Network network) {
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(network, N);
        Tensor w = start(risk)) {
      double[][] g = gradients(risk, w);
      double scale = Arrays.stream(g).mapToDouble(gi -> dot(gi, gi)).max().orElseThrow();

      int[] all = IntStream.range(0, N).toArray();
      ExampleGram gram = ExampleGram.at(risk, w, all);
      for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
          assertEquals(dot(g[i], g[j]), gram.product(i, j), CLOSE * scale);
        }
      }

      double[] weights = Vectors.toDoubles(w);
      double fisherRao = Arrays.stream(g).mapToDouble(gi -> Math.pow(dot(gi, weights), 2)).sum();
      assertEquals(fisherRao / N, FisherRaoNorm.squared(risk, w), CLOSE * (fisherRao + scale));

      for (ExampleStatistics.Detail detail :
          List.of(ExampleStatistics.Detail.NORMS, ExampleStatistics.Detail.INNER_PRODUCTS)) {
        checkWhileTraining(risk, w, g, scale, detail);
      }
    }
  }

  private static void checkWhileTraining(
      EmpiricalRisk risk, Tensor w, double[][] g, double scale, ExampleStatistics.Detail detail) {
    int[] members = {4, 0, 7, 2};
    double[] mean = gradient(risk, w, members);
    try (Partition partition = new Partition(new int[][] {{1, 3}, members}, "cpu");
        Tensor sum = Vectors.zeros(risk.dimension(), CPU_FLOAT64);
        ExampleStatistics statistics = new ExampleStatistics(risk, detail);
        LossGradient batch = new LossGradient(risk, w, sum)) {
      batch.watch(statistics);
      batch.compute(partition, 0);
      batch.compute(partition, 1);
      assertArrayEquals(mean, Vectors.toDoubles(sum), CLOSE * Math.sqrt(scale));
      double perLayer = 0;
      for (int layer = 0; layer < risk.network().depth(); layer++) {
        perLayer += statistics.ofLayer(layer).squaredNormOfMean();
      }
      assertEquals(dot(mean, mean), perLayer, CLOSE * scale);
      for (int i = 0; i < members.length; i++) {
        double[] gi = g[members[i]];
        assertEquals(dot(gi, gi), statistics.squaredNorms()[i], CLOSE * scale);
        if (detail == ExampleStatistics.Detail.INNER_PRODUCTS) {
          assertEquals(dot(gi, mean), statistics.projections()[i], CLOSE * scale);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void momentsOverBatchesEqualALoopOverThem(Network network) {
    int[][] batches = {{0, 5, 2}, {7, 8, 1}, {3, 4}, {6}};
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(network, N);
        Tensor w = start(risk);
        Partition partition = new Partition(batches, "cpu");
        BatchStatistics statistics = BatchStatistics.at(risk, w, partition)) {
      int p = Math.toIntExact(risk.dimension());
      double[] mean = new double[p];
      double[] square = new double[p];
      for (int[] batch : batches) {
        double[] g = gradient(risk, w, batch);
        for (int j = 0; j < p; j++) {
          mean[j] += g[j] / batches.length;
          square[j] += g[j] * g[j] / batches.length;
        }
      }
      double scale = Arrays.stream(square).max().orElseThrow();
      assertArrayEquals(mean, Vectors.toDoubles(statistics.mean()), CLOSE * Math.sqrt(scale));
      assertArrayEquals(square, Vectors.toDoubles(statistics.secondMoment()), CLOSE * scale);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void productsOfSecondOrderEqualTheirSums(Network network) {
    try (PointerScope scope = new PointerScope();
        EmpiricalRisk risk = EmpiricalRiskTest.risk(network, N);
        Tensor w = start(risk);
        Tensor v = direction(risk);
        Tensor found = Vectors.zeros(risk.dimension(), CPU_FLOAT64);
        LinearisedRisk linear = risk.linearise(w)) {
      double[] direction = Vectors.toDoubles(v);
      double[][] g = gradients(risk, w);
      double[] fisher = new double[direction.length];
      for (double[] gi : g) {
        double slope = dot(gi, direction);
        for (int j = 0; j < fisher.length; j++) {
          fisher[j] += slope * gi[j] / N;
        }
      }
      double scale = Math.sqrt(dot(fisher, fisher)) + 1e-3;
      linear.empiricalFisher().apply(v, found);
      assertArrayEquals(fisher, Vectors.toDoubles(found), CLOSE * scale);

      double[] gaussNewton = gaussNewton(risk, w, direction);
      linear.gaussNewton().apply(v, found);
      double size = Math.sqrt(dot(gaussNewton, gaussNewton)) + 1e-3;
      assertArrayEquals(gaussNewton, Vectors.toDoubles(found), CLOSE * size);
    }
  }

  /** (1/N) Σ_i J_iᵀ (diag p - p pᵀ) J_i v with J_i from autograd, output by output. */
  private static double[] gaussNewton(EmpiricalRisk risk, Tensor w, double[] v) {
    double[] sum = new double[v.length];
    for (int i = 0; i < N; i++) {
      double[][] jacobian = new double[CLASSES][];
      double[] outputs = new double[CLASSES];
      for (int c = 0; c < CLASSES; c++) {
        jacobian[c] = outputGradient(risk, w, i, c, outputs);
      }
      double total = Arrays.stream(outputs).map(Math::exp).sum();
      double[] p = Arrays.stream(outputs).map(f -> Math.exp(f) / total).toArray();
      double[] jv = Arrays.stream(jacobian).mapToDouble(row -> dot(row, v)).toArray();
      double mean = dot(p, jv);
      for (int c = 0; c < CLASSES; c++) {
        for (int j = 0; j < sum.length; j++) {
          sum[j] += jacobian[c][j] * p[c] * (jv[c] - mean) / N;
        }
      }
    }
    return sum;
  }

  private static double[] outputGradient(
      EmpiricalRisk risk, Tensor w, int example, int output, double[] outputs) {
    var objective =
        new dev.tacit.objective.AutogradObjective(risk.dimension(), CPU_FLOAT64) {
          @Override
          protected Tensor expression(Tensor leaf) {
            return risk.network()
                .express(leaf, risk.inputs().narrow(0, example, 1))
                .select(1, output)
                .sum();
          }
        };
    try (Tensor g = Vectors.zeros(risk.dimension(), CPU_FLOAT64)) {
      outputs[output] = objective.gradient(w, g);
      return Vectors.toDoubles(g);
    }
  }
}
