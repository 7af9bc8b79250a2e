package dev.tacit.lab.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.OwnAxis;
import dev.tacit.lab.experiment.Tuning;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Choices from scores that a function of the setting gives, without a run. */
class ChoosingTest {
  private static final String FILE =
      """
      name: tuned
      data:  {name: gaussian-mixture, validation: 50}
      train: {batch: 32, epochs: 20}
      optimizers:
        sgd: {lr: 1e-2..1 x 5}
      tune: {by: validation/error, at: final, seeds: [100, 101]}
      """;

  private final List<Choosing.Wanted> asked = new ArrayList<>();
  private int rounds;

  private Choosing choose(DoubleUnaryOperator criterion, String... overrides) {
    Tuning tuning = Experiment.read(FILE, "t.yaml", List.of(overrides), null).tuning();
    Choosing choosing = new Choosing(tuning, tuning.searches().get(0));
    for (List<Choosing.Wanted> next = choosing.next();
        !next.isEmpty();
        next = choosing.next(), rounds++) {
      for (Choosing.Wanted wanted : next) {
        asked.add(wanted);
        double value = criterion.applyAsDouble(value(wanted.trial().values().values()));
        choosing.score(wanted, new Score(List.of(value - 0.01, value + 0.01)));
      }
    }
    return choosing;
  }

  private static double value(Iterable<Object> values) {
    return ((Number) values.iterator().next()).doubleValue();
  }

  private static double chosen(Choosing choosing) {
    return value(choosing.chosen().orElseThrow().values().values());
  }

  private static String border(Choosing choosing) {
    return choosing.border(choosing.search().axes().get(0));
  }

  private static double away(double lr, double best) {
    return Math.abs(Math.log10(lr / best));
  }

  @Test
  void takesTheLowestMean() {
    Choosing choosing = choose(lr -> away(lr, 0.1));
    assertEquals(0.1, chosen(choosing));
    assertEquals(5, asked.size());
    assertEquals("", border(choosing));
  }

  @Test
  void saysThatTheBestLiesAtTheBorder() {
    Choosing choosing = choose(lr -> away(lr, 30));
    assertEquals(1, chosen(choosing));
    assertEquals("the largest value that was tried", border(choosing));
  }

  /** Ratio √10, two values at a time: 0.01 … 1, then 3.162 and 10, then 31.62 and 100. */
  @Test
  void extendsUntilTheBestLiesWithin() {
    Choosing choosing = choose(lr -> away(lr, 10), "tune.extend=true");
    assertEquals(10, chosen(choosing));
    assertEquals(5 + 2 + 2, asked.size());
    assertEquals(3, rounds);
    assertEquals("", border(choosing));
    OwnAxis axis = choosing.search().axes().get(0);
    assertEquals(2, choosing.extensions(axis, true));
    assertEquals(0, choosing.extensions(axis, false));
    Choosing down = choose(lr -> away(lr, 0.003162), "tune.extend=true");
    assertEquals(0.003162, chosen(down));
    assertEquals(1, down.extensions(down.search().axes().get(0), false));
  }

  @Test
  void givesUpAfterSomeExtensions() {
    Choosing choosing = choose(lr -> -lr, "tune.extend=true");
    assertEquals(5 + 2 * Choosing.MOST_EXTENSIONS, asked.size());
    assertEquals(
        "the largest value that was tried; extended 4 times, which is the most", border(choosing));
  }

  /** Momentum must be less than 1. */
  @Test
  void stopsWhereAnOptimizerRefuses() {
    Choosing choosing =
        choose(
            beta -> -beta,
            "tune.extend=true",
            "optimizers.sgd={rule: heavy-ball, lr: 0.1, momentum: [0.5, 0.7, 0.9]}");
    assertEquals(0.9, chosen(choosing));
    assertTrue(
        border(choosing).startsWith("the largest value that was tried; beyond it: "),
        border(choosing));
    assertTrue(border(choosing).contains("1.1"), border(choosing));
  }

  @Test
  void wordsAreNoAxisToExtend() {
    Choosing choosing = choose(x -> -x, "tune.extend=true", "optimizers.sgd.lr=[0.1, 0.2, 10]");
    assertEquals(
        "the largest value that was tried; its values have no common step or ratio by which to go"
            + " on",
        border(choosing));
  }

  @Test
  void aSettingThatDivergesLosesToAllThatDoNot() {
    Score diverged = new Score(List.of(Double.NaN, 0.01));
    Score twice = new Score(List.of(Double.NaN, Double.NaN));
    Score poor = new Score(List.of(0.8, 0.9));
    assertTrue(poor.compareTo(diverged) < 0);
    assertTrue(diverged.compareTo(twice) < 0);
    assertEquals(0.85, poor.mean(), 1e-15);
    assertEquals(0.01, diverged.mean(), 0);
  }

  @Test
  void ofEqualSettingsTheFirstIsTheBest() {
    assertEquals(0.01, chosen(choose(lr -> 0.5)));
  }

  @Test
  void saysThatNoRunCameThere() {
    Choosing choosing = choose(lr -> Double.NaN);
    assertTrue(choosing.chosen().isEmpty());
    assertEquals("no run of sgd has validation/error at 'final'", choosing.reason());
  }

  /** Five settings for 5 epochs, the best two of them for 20. */
  @Test
  void halvingLetsTheBestGoOn() {
    Choosing choosing = choose(lr -> away(lr, 0.1), "tune.halving={epochs: 5, keep: 2}");
    assertEquals(0.1, chosen(choosing));
    assertEquals(5, asked.stream().filter(wanted -> wanted.epochs() == 5).count());
    assertEquals(2, asked.stream().filter(wanted -> wanted.epochs() == 20).count());
    assertEquals(2, rounds);
    assertEquals(List.of(5, 20), List.copyOf(choosing.scores(choosing.chosen().get()).keySet()));
  }

  /** The best at the end decides, not the best after the halving. */
  @Test
  void halvingExtendsBothRungs() {
    Choosing choosing =
        choose(lr -> away(lr, 3), "tune.halving={epochs: 5, keep: 2}", "tune.extend=true");
    assertEquals(3.162, chosen(choosing));
    assertEquals(7, asked.stream().filter(wanted -> wanted.epochs() == 5).count());
    assertTrue(asked.stream().filter(wanted -> wanted.epochs() == 20).count() <= 4);
  }
}
