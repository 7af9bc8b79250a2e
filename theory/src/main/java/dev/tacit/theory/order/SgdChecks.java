package dev.tacit.theory.order;

import dev.tacit.network.Activation;
import dev.tacit.objective.Objective;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.flow.GradientFlow;
import dev.tacit.theory.flow.ModifiedGradientFlow;
import dev.tacit.theory.flow.PenalisedFlow;
import dev.tacit.theory.flow.ReshuffledSgdFlow;
import dev.tacit.theory.flow.ShuffledSgdFlow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** SGD with shuffled batches: what the mean over all orders follows. */
public final class SgdChecks {
  static final double TOLERANCE = 0.1;
  static final double[] STEPS = {4e-3, 2e-3, 1e-3, 5e-4};

  private SgdChecks() {}

  /** All of them. */
  public static List<Check> all() {
    return List.of(
        new NamedCheck(
            "A3",
            "sgd/all-orders",
            true,
            "the mean over all orders of an epoch follows the flow of Eq. (1) to O(h³)",
            SgdChecks::allOrders),
        new NamedCheck(
            "A4",
            "sgd/order-and-reverse",
            true,
            "one order and its reverse have the same mean to O(h³); one order alone has not",
            SgdChecks::orderAndReverse),
        new NamedCheck(
            "A5",
            "sgd/with-replacement",
            true,
            "with replacement there is no penalty on batch noise",
            SgdChecks::withReplacement),
        new NamedCheck(
            "A6",
            "sgd/reshuffled",
            true,
            "if composition is random too, batch noise counts (N-B)/((N-1)B), not 1/B",
            SgdChecks::reshuffled),
        new NamedCheck(
            "",
            "sgd/short-last-batch",
            true,
            "with a short last batch it counts (m-1)/(N-1)",
            SgdChecks::shortLastBatch),
        new NamedCheck(
            "A7",
            "sgd/many-epochs",
            true,
            "over many epochs in a fixed time the mean path is met to O(h²)",
            SgdChecks::manyEpochs));
  }

  private static List<Finding> allOrders(Output output) {
    Bed bed = Bed.tiny();
    List<int[]> orders = Orderings.permutations(bed.batches().size());
    return onAnEpoch(
            "sgd-all-orders", "The mean of SGD over all 24 orders of an epoch", bed, orders)
        .claim(
            "shuffled-sgd", 3, TOLERANCE, h -> end(new ShuffledSgdFlow(bed.batches(), h), bed, h))
        .claim("gradient flow", 2, TOLERANCE, h -> end(new GradientFlow(bed.objective()), bed, h))
        .control(
            "full-batch penalty only",
            2,
            TOLERANCE,
            h -> end(new ModifiedGradientFlow(bed.objective(), h), bed, h))
        .run(output);
  }

  private static List<Finding> orderAndReverse(Output output) {
    Bed bed = Bed.tiny();
    List<int[]> pair = Orderings.pair(bed.batches().size());
    List<Finding> findings = new ArrayList<>();
    findings.addAll(
        onAnEpoch("sgd-order-and-reverse", "SGD: the mean of an order and its reverse", bed, pair)
            .claim(
                "shuffled-sgd, order and reverse",
                3,
                TOLERANCE,
                h -> end(new ShuffledSgdFlow(bed.batches(), h), bed, h))
            .run(output));
    findings.addAll(
        onAnEpoch("sgd-one-order", "SGD: a single order", bed, pair.subList(0, 1))
            .control(
                "shuffled-sgd, a single order",
                2,
                TOLERANCE,
                h -> end(new ShuffledSgdFlow(bed.batches(), h), bed, h))
            .run(output));
    return findings;
  }

  private static List<Finding> withReplacement(Output output) {
    Bed bed = Bed.tiny();
    List<int[]> sequences = Orderings.withReplacement(bed.batches().size());
    return onAnEpoch("sgd-with-replacement", "The mean of SGD over all 256 draws", bed, sequences)
        .claim(
            "full-batch penalty only",
            3,
            TOLERANCE,
            h -> end(new ModifiedGradientFlow(bed.batches(), h), bed, h))
        .control(
            "shuffled-sgd", 2, TOLERANCE, h -> end(new ShuffledSgdFlow(bed.batches(), h), bed, h))
        .run(output);
  }

  private static List<Finding> reshuffled(Output output) {
    int examples = 6;
    int batchSize = 2;
    TinyNetwork network = TinyNetwork.random(Activation.TANH, examples, new RandomStreams(1));
    return overCompositions("sgd-reshuffled", network, batchSize)
        .claim(
            "reshuffled-sgd",
            3,
            TOLERANCE,
            h -> epochEnd(new ReshuffledSgdFlow(network, 3, h), network, 3, h))
        .control(
            "with 1/B in its place",
            2,
            TOLERANCE,
            h -> epochEnd(withFactor(network, 1.0 / batchSize, h), network, 3, h))
        .run(output);
  }

  private static List<Finding> shortLastBatch(Output output) {
    int examples = 5;
    int[] sizes = {2, 2, 1};
    TinyNetwork network = TinyNetwork.random(Activation.TANH, examples, new RandomStreams(1));
    double meanFactor =
        Arrays.stream(sizes).mapToDouble(b -> (examples - b) / ((examples - 1.0) * b)).sum()
            / sizes.length;
    return overCompositions("sgd-short-last-batch", network, 2)
        .claim(
            "reshuffled-sgd",
            3,
            TOLERANCE,
            h -> epochEnd(new ReshuffledSgdFlow(network, 3, h), network, 3, h))
        .control(
            "mean of (N-B_k)/((N-1)B_k)",
            2,
            TOLERANCE,
            h -> epochEnd(withFactor(network, meanFactor, h), network, 3, h))
        .run(output);
  }

  private static List<Finding> manyEpochs(Output output) {
    int m = 4;
    List<Objective> batches = LinearGradients.random(m, 3, new RandomStreams(1));
    double[] start = {1, -0.5, 0.8};
    double time = 2;
    double[] epochs = {16, 32, 64, 128};
    double[] steps = Arrays.stream(epochs).map(n -> time / (m * n)).toArray();
    return new OrderTest(
            "sgd-many-epochs",
            "The exact mean of SGD over many epochs, batches with linear gradients",
            steps,
            h ->
                new AffineMean(new GradientDescent(), batches, Orderings.permutations(m), h)
                    .after(Math.round(time / (m * h)), start))
        .claim(
            "shuffled-sgd",
            2,
            0.02,
            h -> OrderTest.end(new ShuffledSgdFlow(batches, h), start, time))
        .claim("gradient flow", 1, 0.02, h -> OrderTest.end(new GradientFlow(batches), start, time))
        .run(output);
  }

  private static OrderTest onAnEpoch(String name, String title, Bed bed, List<int[]> sequences) {
    return new OrderTest(name, title, STEPS, h -> bed.mean(new GradientDescent(), sequences, h));
  }

  private static double[] end(PenalisedFlow flow, Bed bed, double h) {
    return OrderTest.shortEnd(flow, bed.start(), bed.batches().size() * h);
  }

  private static OrderTest overCompositions(String name, TinyNetwork network, int batchSize) {
    double[] start = network.start(new RandomStreams(1));
    List<int[][]> epochs = Orderings.reshuffles(network.examples(), batchSize);
    return new OrderTest(
        name,
        "The mean of SGD over all " + epochs.size() + " compositions and orders of an epoch",
        STEPS,
        h -> {
          double[] mean = new double[start.length];
          for (int[][] epoch : epochs) {
            List<Objective> batches = Arrays.stream(epoch).map(network::batch).toList();
            double[] end =
                Trajectory.end(
                    new GradientDescent(), batches, n -> (int) n, h, start, epoch.length);
            IntStream.range(0, mean.length).forEach(j -> mean[j] += end[j] / epochs.size());
          }
          return mean;
        });
  }

  private static double[] epochEnd(PenalisedFlow flow, TinyNetwork network, int batches, double h) {
    return OrderTest.shortEnd(flow, network.start(new RandomStreams(1)), batches * h);
  }

  /** The flow of a full reshuffle with another composition factor. */
  private static PenalisedFlow withFactor(TinyNetwork network, double factor, double h) {
    return new PenalisedFlow(
        "composition-factor",
        ReshuffledSgdFlow.singles(network),
        h,
        new PenalisedFlow.Coefficients(1, 0.5, 0.5 * factor));
  }
}
