package dev.tacit.probe;

import dev.tacit.risk.EmpiricalRisk;
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
      UniformRandomProvider random = problem.streams().stream(probe + "/subset", 0);
      for (int i = 0; i < size; i++) { // the first steps of a shuffle
        int j = i + random.nextInt(n - i);
        int example = examples[j];
        examples[j] = examples[i];
        examples[i] = example;
      }
      examples = Arrays.copyOf(examples, size);
      Arrays.sort(examples);
    }
    return problem.loss().restrictedTo(examples);
  }
}
