package dev.tacit.benchmarks;

import dev.tacit.loss.Loss;
import dev.tacit.measure.BatchStatistics;
import dev.tacit.measure.ExampleStatistics;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Models;
import dev.tacit.network.Network;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * An epoch of SGD of a small convolutional network on 10,000 images of 28×28, batch 64, beside what
 * is measured on it; and, where a Python with PyTorch is named, beside the same epoch there ({@code
 * benchmarks/cnn_small.py}), in turns. Both have the allocator's settings of {@code
 * benchmarks/run}, by which activations are not given back to the system after every use.
 */
public final class ConvolutionBenchmark implements AutoCloseable {
  private static final int EXAMPLES = 10_000;

  private final Network network = Models.make("cnn-small", Map.of(), Shape.of(1, 28, 28), 10);
  private final EmpiricalRisk risk;
  private final Tensor w;
  private final Tensor gradient;
  private final Tensor product;
  private final OptimizerState state;
  private final LossGradient pass;
  private final ExampleStatistics norms;
  private final Partition partition;

  private ConvolutionBenchmark() {
    float[] x = new float[EXAMPLES * 784];
    var random = Bench.STREAMS.stream("benchmark/images", 0);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat();
    }
    int[] labels = random.ints(EXAMPLES, 0, 10).toArray();
    risk =
        EmpiricalRisk.classification(network, Loss.CROSS_ENTROPY, Placement.CPU_FLOAT32, x, labels);
    w = Vectors.of(Placement.CPU_FLOAT32, Initialiser.HE.draw(network, Bench.STREAMS, 1));
    gradient = Vectors.zeros(risk.dimension(), risk.placement());
    product = Vectors.zeros(risk.dimension(), risk.placement());
    state = new GradientDescent().newState(network.layout(), risk.placement());
    pass = new LossGradient(risk, w, gradient);
    norms = new ExampleStatistics(risk, ExampleStatistics.Detail.NORMS);
    partition = new Partition(Bench.batches(EXAMPLES, 1), risk.placement().device());
  }

  /** Runs it; arguments: rounds (7), and a Python that has PyTorch. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    Bench.printMachine();
    try (ConvolutionBenchmark benchmark = new ConvolutionBenchmark()) {
      System.out.println(benchmark.network + ", one epoch of SGD:");
      Interleaved epochs =
          new Interleaved()
              .add("bare SGD epoch", () -> benchmark.epoch(false))
              .add("with norms of single examples at every step", () -> benchmark.epoch(true))
              .add("Eqs. (1) and (2) at frozen w", benchmark::statistics);
      if (args.length > 1) {
        try (Python python = new Python(args[1])) {
          epochs.add("the same epoch in PyTorch", python::epoch).run(2, rounds).print();
        }
      } else {
        epochs.run(2, rounds).print();
      }
      System.out.println("products of second order, on all examples:");
      new Interleaved()
          .add("gradient", () -> benchmark.risk.gradient(benchmark.w, benchmark.gradient))
          .add("Hessian-vector product", benchmark::hessianVector)
          .run(1, rounds)
          .print();
    }
  }

  private void epoch(boolean watched) {
    pass.watch(watched ? norms : null);
    for (int k = 0; k < partition.size(); k++) {
      pass.compute(partition, k);
      new GradientDescent().step(w, gradient, state, 1e-3);
    }
    pass.watch(null);
  }

  private void statistics() {
    BatchStatistics.at(risk, w, partition).close();
  }

  private void hessianVector() {
    risk.hessianVector(w, gradient, product);
  }

  @Override
  public void close() {
    partition.close();
    norms.close();
    pass.close();
    state.close();
    product.close();
    gradient.close();
    w.close();
    risk.close();
  }

  /** Another process that trains an epoch for every line it is sent. */
  private static final class Python implements AutoCloseable {
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    Python(String executable) throws IOException {
      process =
          new ProcessBuilder(executable, new File("benchmarks/cnn_small.py").getPath())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      requests =
          new BufferedWriter(
              new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
      answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    void epoch() {
      try {
        requests.write("epoch\n");
        requests.flush();
        if (answers.readLine() == null) {
          throw new IllegalStateException("Python ended");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      requests.close();
      process.destroy();
    }
  }
}
