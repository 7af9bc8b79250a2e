package dev.tacit.benchmarks;

import dev.tacit.data.BatchOrder;
import dev.tacit.data.DataException;
import dev.tacit.data.Dataset;
import dev.tacit.data.Datasets;
import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/** What every benchmark here trains: 784-512-256-128-64-10 on 10,000 images of MNIST, batch 64. */
final class Bench {
  static final RandomStreams STREAMS = new RandomStreams(0);
  static final int BATCH = 64;
  static final Mlp NETWORK = new Mlp(List.of(784, 512, 256, 128, 64, 10), Activation.RELU, true);

  private Bench() {}

  /** The risk of classifying the training images. */
  static EmpiricalRisk risk(Mlp network, Loss loss) {
    try {
      Dataset data = Datasets.load("mnist-20k", Map.of(), null);
      return EmpiricalRisk.classification(
          network, loss, Placement.CPU_FLOAT32, data.train().inputs(), data.train().labels());
    } catch (DataException e) {
      throw new IllegalStateException("the embedded data set is damaged", e);
    }
  }

  /** He's initial parameters. */
  static Tensor start(Mlp network) {
    return Vectors.of(Placement.CPU_FLOAT32, Initialiser.HE.draw(network, STREAMS, 1));
  }

  /** The batches of an epoch. */
  static int[][] batches(int examples, int epoch) {
    return BatchOrder.RESHUFFLE.batches(examples, BATCH, false, STREAMS, epoch);
  }

  /** Resident memory in MiB. */
  static double residentMiB() {
    return Pointer.physicalBytes() / 1048576.0;
  }

  /** Resident memory in MiB once the collector has nothing left to do. */
  static double settledMiB() {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 5; i++) {
      System.gc();
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      least = Math.min(least, residentMiB());
    }
    return least;
  }

  /** Says where this was measured. */
  static void printMachine() {
    System.out.printf(
        "%s %s, Java %s, OPENBLAS_NUM_THREADS=%s, OPENBLAS_CORETYPE=%s%n",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.version(),
        System.getenv("OPENBLAS_NUM_THREADS"),
        System.getenv("OPENBLAS_CORETYPE"));
  }

  /** Fails unless two numbers agree. */
  static void check(String what, double expected, double found, double tolerance) {
    double error = Math.abs(found - expected) / Math.abs(expected);
    System.out.printf("check %-46s relative error %.1e%n", what, error);
    if (!(error <= tolerance)) {
      throw new IllegalStateException(
          what + ": expected " + expected + ", found " + found + ", allowed " + tolerance);
    }
  }
}
