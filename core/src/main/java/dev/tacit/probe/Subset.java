package dev.tacit.probe;

import dev.tacit.objective.Objective;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/** Some training examples for a measurement that need not see all: the same during a whole run. */
public final class Subset {
  private Subset() {}

  /** As many examples as {@link Sizes#subset} says. */
  public static EmpiricalRisk of(Problem problem, String probe) {
    return of(problem, probe, problem.sizes().subset());
  }

  /**
   * A risk on examples drawn without replacement, all of them if there are no more. The caller
   * closes it.
   *
   * @param probe whose stream is drawn from
   */
  public static EmpiricalRisk of(Problem problem, String probe, int size) {
    int n = problem.loss().examples();
    int[] examples = IntStream.range(0, n).toArray();
    if (size < n) {
      examples = drawn(problem, probe, size);
      Arrays.sort(examples);
    }
    return problem.loss().restrictedTo(examples);
  }

  /**
   * As many examples as {@link Sizes#subset} says in random batches of training's own size, for the
   * loss of a network that mixes the examples of a batch; at least one batch, and none smaller than
   * the others. The caller closes it.
   */
  static Partition batches(Problem problem, String probe) {
    int n = problem.loss().examples();
    int batch = Math.min(problem.batch(), n);
    int count = Math.max(1, Math.min(problem.sizes().subset(), n) / batch);
    int[] examples = drawn(problem, probe, count * batch);
    int[][] batches = new int[count][];
    for (int k = 0; k < count; k++) {
      batches[k] = Arrays.copyOfRange(examples, k * batch, (k + 1) * batch);
    }
    return new Partition(batches, problem.loss().placement().device());
  }

  /** The mean loss on {@link Sizes#subset} examples and what frees it, whatever the network. */
  public static Loss lossOf(Problem problem, String probe) {
    if (!problem.loss().network().mixesExamples()) {
      EmpiricalRisk some = of(problem, probe);
      return new Loss(some, some::close);
    }
    try (Partition some = batches(problem, probe)) {
      return new Loss(problem.loss().over(some), () -> {});
    }
  }

  /**
   * The training loss on some examples.
   *
   * @param objective its mean over them
   * @param release frees them
   */
  public record Loss(Objective objective, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  private static int[] drawn(Problem problem, String probe, int size) {
    int n = problem.loss().examples();
    int[] examples = IntStream.range(0, n).toArray();
    UniformRandomProvider random = problem.streams().stream(probe + "/subset", 0);
    for (int i = 0; i < size; i++) { // the first steps of a shuffle
      int j = i + random.nextInt(n - i);
      int example = examples[j];
      examples[j] = examples[i];
      examples[i] = example;
    }
    return Arrays.copyOf(examples, size);
  }
}
