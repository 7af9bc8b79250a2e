package dev.tacit.measure;

import dev.tacit.network.Backpropagation;
import dev.tacit.network.Network;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What a network says about the examples of a risk: the mean loss, and of each example the
 * predicted class (the largest output; the first of equals) and the margin f_y - max_{c≠y} f_c, in
 * the order of the examples.
 *
 * <p>With one output f, the predicted class is 1 where f is positive, else 0, and the margin is f
 * for class 1, -f for class 0: the other class has output 0.
 */
public final class Evaluation {
  private final double loss;
  private final int[] predicted; // [N]
  private final double[] margins; // [N], null for regression

  private Evaluation(double loss, int[] predicted, double[] margins) {
    this.loss = loss;
    this.predicted = predicted;
    this.margins = margins;
  }

  /** One forward pass over all examples at w. */
  public static Evaluation at(EmpiricalRisk risk, Tensor w) {
    return at(risk, risk.network(), w);
  }

  /**
   * The same of another network with the same parameters.
   *
   * @param network as it is evaluated ({@link Network#evaluating})
   * @throws IllegalStateException if an example's output depends on the others
   */
  public static Evaluation at(EmpiricalRisk risk, Network network, Tensor w) {
    network.requireSingleExamples();
    int n = risk.examples();
    int[] predicted = new int[n];
    double[] margins = risk.labels() == null ? null : new double[n];
    double sum = 0;
    try (Backpropagation pass = new Backpropagation(network, w)) {
      for (int start = 0; start < n; start += risk.block()) {
        int rows = Math.min(risk.block(), n - start);
        try (PointerScope scope = new PointerScope()) {
          Tensor outputs = pass.forward(risk.inputs().narrow(0, start, rows)).outputs();
          sum += risk.sumOfLosses(outputs, risk.targets().narrow(0, start, rows));
          System.arraycopy(classes(outputs), 0, predicted, start, rows);
          int first = start;
          fillMargins(outputs, i -> first + i, risk.labels(), margins);
        }
      }
    }
    return new Evaluation(sum / n, predicted, margins);
  }

  /**
   * From outputs that another pass already computed; the partition must cover every example once.
   *
   * @param statistics of the same risk and partition
   */
  public static Evaluation from(
      EmpiricalRisk risk, BatchStatistics statistics, Partition partition) {
    int n = risk.examples();
    if (!partition.coversOnce(n)) {
      throw new IllegalArgumentException("the partition does not cover every example once");
    }
    int[] order = partition.order();
    int[] predicted = new int[n];
    double[] margins = risk.labels() == null ? null : new double[n];
    double sum = 0;
    try (PointerScope scope = new PointerScope()) {
      int[] found = classes(statistics.outputs());
      for (int i = 0; i < n; i++) {
        predicted[order[i]] = found[i];
      }
      fillMargins(statistics.outputs(), i -> order[i], risk.labels(), margins);
      Tensor targets = risk.targets().index_select(0, partition.indices(0, partition.size()));
      sum = risk.sumOfLosses(statistics.outputs(), targets);
    }
    return new Evaluation(sum / n, predicted, margins);
  }

  /** The mean loss. */
  public double loss() {
    return loss;
  }

  /** The share of examples whose predicted class is not the given one, in [0, 1]. */
  public double error(int[] labels) {
    int wrong = 0;
    for (int i = 0; i < predicted.length; i++) {
      wrong += predicted[i] == labels[i] ? 0 : 1;
    }
    return (double) wrong / predicted.length;
  }

  /**
   * The same share among some examples; NaN if there are none.
   *
   * @param labels of all examples
   * @param among which examples count
   */
  public double error(int[] labels, int[] among) {
    return Arrays.stream(among).filter(i -> predicted[i] != labels[i]).count()
        / (double) among.length;
  }

  /**
   * The distribution of the margins against the labels of the risk.
   *
   * @throws IllegalStateException for a regression
   */
  public Margins margins() {
    if (margins == null) {
      throw new IllegalStateException("a regression has no classes and hence no margins");
    }
    return new Margins(margins);
  }

  /** The margin of row i goes to the place of its example. */
  private static void fillMargins(
      Tensor outputs, IntUnaryOperator example, int[] labels, double[] margins) {
    if (margins == null) {
      return;
    }
    double[] f = Vectors.toDoubles(outputs); // [rows, classes]
    int classes = Math.toIntExact(outputs.size(1));
    for (int i = 0; i < f.length / classes; i++) {
      int at = example.applyAsInt(i);
      int y = labels[at];
      if (classes == 1) {
        margins[at] = y == 1 ? f[i] : -f[i];
      } else {
        double other = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
          other = c == y ? other : Math.max(other, f[i * classes + c]);
        }
        margins[at] = f[i * classes + y] - other;
      }
    }
  }

  private static int[] classes(Tensor outputs) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor best =
          outputs.size(1) == 1
              ? torch.gt(outputs.squeeze(1), new Scalar(0.0)).to(torch.ScalarType.Long)
              : torch.argmax(outputs, new LongOptional(1), false);
      Tensor host = best.cpu().contiguous();
      long[] numbers = new long[Math.toIntExact(host.numel())];
      host.data_ptr_long().get(numbers);
      return Arrays.stream(numbers).mapToInt(Math::toIntExact).toArray();
    }
  }
}
