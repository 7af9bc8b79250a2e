package dev.tacit.theory.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.RandomStreams;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExactMeansTest {

  private static long distinct(List<int[]> sequences) {
    return sequences.stream().map(Arrays::toString).distinct().count();
  }

  @Test
  void enumeratesWhatItSays() {
    assertEquals(24, distinct(Orderings.permutations(4)));
    assertEquals(256, distinct(Orderings.withReplacement(4)));
    assertEquals(2, distinct(Orderings.pair(4)));
    // N!/(B!…): 6!/(2!2!2!) and, with a short last batch, 5!/(2!2!1!).
    Set<String> reshuffles =
        Orderings.reshuffles(6, 2).stream().map(Arrays::deepToString).collect(Collectors.toSet());
    assertEquals(90, reshuffles.size());
    List<int[][]> unequal = Orderings.reshuffles(5, 2);
    assertEquals(30, unequal.size());
    for (int[][] epoch : unequal) {
      Set<Integer> examples = new HashSet<>();
      Arrays.stream(epoch).flatMapToInt(Arrays::stream).forEach(examples::add);
      assertEquals(Set.of(0, 1, 2, 3, 4), examples);
      assertEquals(1, epoch[2].length);
    }
  }

  @Test
  void theAffineRecursionIsTheMeanOverEverySequenceOfEpochs() {
    List<Objective> batches = LinearGradients.random(3, 2, new RandomStreams(3));
    UpdateRule rule = new HeavyBall(0.7);
    double h = 0.05;
    double[] start = {1, -0.4};
    List<int[]> orders = Orderings.permutations(3);
    double[] mean = new double[2];
    for (int[] first : orders) {
      for (int[] second : orders) {
        double[] end =
            Trajectory.end(
                rule, batches, n -> n < 3 ? first[(int) n] : second[(int) n - 3], h, start, 6);
        for (int j = 0; j < 2; j++) {
          mean[j] += end[j] / 36;
        }
      }
    }
    double[] state = Arrays.copyOf(start, 4); // from zero velocity
    // Rounding of 36 paths of six steps.
    assertArrayEquals(mean, new AffineMean(rule, batches, orders, h).after(2, state), 1e-14);
  }

  @Test
  void slopesOfPurePowersAreExact() {
    double[] steps = {0.4, 0.2, 0.1};
    double[] errors = Arrays.stream(steps).map(h -> 3 * Math.pow(h, 2.5)).toArray();
    Slope slope = Slope.of(steps, errors);
    assertEquals(2.5, slope.last(), 1e-12);
    assertEquals(2.5, slope.fitted(), 1e-12);
    assertEquals(0, slope.standardError(), 1e-6);
  }
}
