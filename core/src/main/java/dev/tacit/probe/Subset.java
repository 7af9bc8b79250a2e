package dev.tacit.probe;

import dev.tacit.risk.EmpiricalRisk;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/** Some training examples for a measurement that need not see all: the same during a whole run. */
public final class Subset {
  private Subset() {}

  /** As many examples as {@link Sizes#subset} says. */
  public static EmpiricalRisk of(Setting setting, String probe) {
    return of(setting, probe, setting.sizes().subset());
  }

  /**
   * A risk on examples drawn without replacement, all of them if there are no more. The caller
   * closes it.
   *
   * @param probe whose stream is drawn from
   */
  public static EmpiricalRisk of(Setting setting, String probe, int size) {
    int n = setting.train().examples();
    int[] examples = IntStream.range(0, n).toArray();
    if (size < n) {
      UniformRandomProvider random = setting.streams().stream(probe + "/subset", 0);
      for (int i = 0; i < size; i++) { // the first steps of a shuffle
        int j = i + random.nextInt(n - i);
        int example = examples[j];
        examples[j] = examples[i];
        examples[i] = example;
      }
      examples = Arrays.copyOf(examples, size);
      Arrays.sort(examples);
    }
    return setting.train().restrictedTo(examples);
  }
}
