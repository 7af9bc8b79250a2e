package dev.tacit.benchmarks;

import dev.tacit.curvature.Eigenpairs;
import dev.tacit.curvature.Lanczos;
import dev.tacit.loss.Loss;
import dev.tacit.measure.BatchStatistics;
import dev.tacit.network.ForeignModule;
import dev.tacit.network.ForeignNetwork;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What a module of PyTorch costs beside layers of ours with the same weights: a fully connected
 * network as TorchScript, an epoch of training, Eq. (1) over its batches and λ_max; and λ_max of a
 * convolutional module with a million parameters.
 */
public final class ModuleBenchmark {
  private static final int SUBSET = 2000;
  private static final int PRODUCTS = 20;
  private static final int CHANNELS = 64;

  private ModuleBenchmark() {}

  /** Runs it; the argument is the number of rounds (7). */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    Bench.printMachine();
    fullyConnected(rounds);
    convolutional();
  }

  private static JitModule script(String name, String forward, Object... namesAndShapes) {
    JitModule module = new JitModule(new QualifiedName(name));
    for (int i = 0; i < namesAndShapes.length; i += 2) {
      Tensor values =
          torch.randn((long[]) namesAndShapes[i + 1]).mul_(new Scalar(0.05)).requires_grad_(true);
      module.register_parameter((String) namesAndShapes[i], values, false);
    }
    module.define(forward);
    return module;
  }

  /** The network of every benchmark here, its parameters in the order of ours. */
  private static ForeignNetwork module() {
    List<Integer> widths = Bench.NETWORK.widths();
    List<Object> parameters = new ArrayList<>();
    StringBuilder forward = new StringBuilder("def forward(self, x):\n");
    for (int layer = 1; layer < widths.size(); layer++) {
      parameters.addAll(
          List.of(
              "w" + layer,
              new long[] {widths.get(layer), widths.get(layer - 1)},
              "b" + layer,
              new long[] {widths.get(layer)}));
      String product = String.format("torch.linear(x, self.w%d, self.b%d)", layer, layer);
      boolean last = layer + 1 == widths.size();
      forward
          .append("    x = ")
          .append(last ? product : "torch.relu(" + product + ")")
          .append('\n');
    }
    forward.append("    return x\n");
    try (PointerScope scope = new PointerScope()) {
      JitModule module = script("__torch__.Mlp", forward.toString(), parameters.toArray());
      return new ForeignNetwork(new ForeignModule(module, "mlp", "mlp"), Shape.of(784), 10, false);
    }
  }

  private static void fullyConnected(int rounds) {
    try (EmpiricalRisk ours = Bench.risk(Bench.NETWORK, Loss.CROSS_ENTROPY);
        EmpiricalRisk module = ours.of(module());
        Tensor w = Bench.start(Bench.NETWORK);
        Tensor g = Vectors.zeros(w.numel(), Placement.CPU_FLOAT32);
        Partition partition = new Partition(Bench.batches(ours.examples(), 1), "cpu");
        LossGradient own = new LossGradient(ours, w, g);
        LossGradient foreign = new LossGradient(module, w, g)) {
      Bench.check("loss", ours.value(w), module.value(w), 1e-5);
      System.out.printf(
          "%nfully connected, %,d examples, %d batches%n", ours.examples(), partition.size());
      new Interleaved()
          .add("an epoch of gradients, ours", () -> epoch(own, partition))
          .add("an epoch of gradients, module", () -> epoch(foreign, partition))
          .add("Eq. (1), ours", () -> BatchStatistics.at(ours, w, partition).close())
          .add("Eq. (1), module", () -> BatchStatistics.at(module, w, partition).close())
          .run(1, rounds)
          .print();
      int[] some = IntStream.range(0, SUBSET).toArray();
      try (EmpiricalRisk few = ours.restrictedTo(some);
          EmpiricalRisk fewOfModule = module.restrictedTo(some)) {
        Bench.check("λ_max", top(few, w), top(fewOfModule, w), 1e-4);
        System.out.printf("%nλ_max, %,d examples%n", SUBSET);
        new Interleaved()
            .add("ours", () -> top(few, w))
            .add("module", () -> top(fewOfModule, w))
            .run(1, rounds)
            .print();
      }
    }
  }

  private static void epoch(LossGradient gradient, Partition partition) {
    for (int k = 0; k < partition.size(); k++) {
      gradient.compute(partition, k);
    }
  }

  private static double top(EmpiricalRisk risk, Tensor w) {
    try (LinearisedRisk linear = risk.linearise(w);
        Eigenpairs pairs =
            new Lanczos(1, Lanczos.End.LARGEST, PRODUCTS, 0)
                .of(linear.hessian(), null, Bench.STREAMS.stream("top", 0))) {
      return pairs.value(0);
    }
  }

  /** Two convolutions and a dense layer. */
  private static void convolutional() {
    ForeignNetwork network;
    try (PointerScope scope = new PointerScope()) {
      JitModule module =
          script(
              "__torch__.Convolutional",
              """
              def forward(self, x):
                  x = torch.relu(torch.conv2d(x, self.w1, self.b1, padding=[1, 1]))
                  x = torch.max_pool2d(x, [2, 2])
                  x = torch.relu(torch.conv2d(x, self.w2, self.b2, padding=[1, 1]))
                  x = torch.max_pool2d(x, [2, 2])
                  x = torch.relu(torch.linear(torch.flatten(x, 1), self.w3, self.b3))
                  return torch.linear(x, self.w4, self.b4)
              """,
              "w1",
              new long[] {32, 1, 3, 3},
              "b1",
              new long[] {32},
              "w2",
              new long[] {CHANNELS, 32, 3, 3},
              "b2",
              new long[] {CHANNELS},
              "w3",
              new long[] {320, CHANNELS * 49L},
              "b3",
              new long[] {320},
              "w4",
              new long[] {10, 320},
              "b4",
              new long[] {10});
      network =
          new ForeignNetwork(
              new ForeignModule(module, "convolutional", "convolutional"),
              Shape.of(1, 28, 28),
              10,
              false);
    }
    float[] x = new float[SUBSET * 784];
    int[] y = new int[SUBSET];
    var random = Bench.STREAMS.stream("images", 0);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat();
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = random.nextInt(10);
    }
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(network, Loss.CROSS_ENTROPY, Placement.CPU_FLOAT32, x, y);
        Tensor w = Vectors.of(Placement.CPU_FLOAT32, network.module().start())) {
      long before = Pointer.physicalBytes();
      long start = System.nanoTime();
      double value = top(risk, w);
      System.out.printf(
          "%nλ_max of a convolutional module, %,d parameters, %,d images, %d products: %.1f s,"
              + " %.3g, memory grew by %,d MiB%n",
          risk.dimension(),
          SUBSET,
          PRODUCTS,
          (System.nanoTime() - start) * 1e-9,
          value,
          (Pointer.physicalBytes() - before) >> 20);
    }
  }
}
