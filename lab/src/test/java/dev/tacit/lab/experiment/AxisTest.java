package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.Claim;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  private static final String FILE =
      """
      name: sweep
      data:  {name: gaussian-mixture}
      train: {batch: 32, epochs: 2}
      seeds: 3
      optimizers:
        sgd:  {lr: SGD}
        adam: {lr: ADAM, beta2: [0.9, 0.99]}
        mom:  {rule: heavy-ball, lr: 0.1}
      """;

  private static Experiment read(String sgd, String adam, String... overrides) {
    String text = FILE.replace("SGD", sgd).replace("ADAM", adam);
    return Experiment.read(text, "s.yaml", List.of(overrides), null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1e-3..10 x 9                     | 1e-3 0.003162 0.01 0.03162 0.1 0.3162 1.0 3.162 10",
        "{log: [1e-3, 10], points: 9}     | 1e-3 0.003162 0.01 0.03162 0.1 0.3162 1.0 3.162 10",
        "{log: [0.1, 0.8], points: 4}     | 0.1 0.2 0.4 0.8",
        "{linear: [0.5, 2], points: 4}    | 0.5 1.0 1.5 2",
        "'0.1 .. 0.2x2'                   | 0.1 0.2",
        "[3, 1e-1]                        | 3 1e-1",
      })
  void hasTheValuesThatWereMeant(String written, String values) {
    List<Node> found = Axis.values(Node.parseValue(written, "s.yaml:1"), "optimizers.sgd.lr");
    assertEquals(
        values.strip(),
        found.stream().map(n -> (String) n.value()).collect(Collectors.joining(" ")));
  }

  @Test
  void anOptimizersAxesAreItsOwn() {
    Experiment sweep = read("[0.1, 0.2, 0.4]", "1e-3..1e-1 x 3");
    Map<String, Long> runs =
        sweep.runs().stream()
            .collect(Collectors.groupingBy(PlannedRun::optimizer, Collectors.counting()));
    assertEquals(Map.of("sgd", 9L, "adam", 18L, "mom", 3L), runs, "never crossed");
    assertEquals(3 + 6, sweep.variants().size(), "points that some optimizer takes");
    assertTrue(
        sweep.runs().stream().anyMatch(run -> run.slug().equals("adam-lr0.01-beta20.99-seed2")),
        sweep.runs().stream().map(PlannedRun::slug).toList().toString());
  }

  /** A value along an axis is the same computation as that value alone. */
  @Test
  void aPointIsTheRunOfItsValue() {
    List<PlannedRun> sweep = read("[0.1, 0.2]", "0.01").runs();
    List<PlannedRun> one = read("0.2", "0.01").runs();
    assertTrue(
        sweep.stream().map(PlannedRun::hash).toList().contains(one.get(0).hash()), "the same hash");
  }

  @Test
  void theGridCrossesEveryAxis() {
    Experiment sweep = read("[0.1, 0.2]", "0.01", "grid={train.batch: 16..64 x 3}");
    assertEquals(List.of(16, 32, 64), batches(sweep));
    assertEquals(3 * (2 + 2 + 1) * 3, sweep.runs().size());
    assertEquals(3 * (2 + 2), sweep.variants().size());
  }

  private static List<Integer> batches(Experiment sweep) {
    return sweep.runs().stream().map(run -> run.settings().train().batch()).distinct().toList();
  }

  @Test
  void reachesAPenaltyAndAPhase() {
    Experiment sweep =
        read(
            "0.1",
            "0.01",
            "optimizers.sgd.penalty={name: implicit, factor: [-1, 0, 1]}",
            "optimizers.mom={rule: switch, phases: {first: {rule: adam, lr: [0.1, 0.2], until:"
                + " {epoch: 1}}, then: {rule: sgd, lr: 0.1}}}");
    Map<String, Long> runs =
        sweep.runs().stream()
            .collect(Collectors.groupingBy(PlannedRun::optimizer, Collectors.counting()));
    assertEquals(Map.of("sgd", 9L, "adam", 6L, "mom", 6L), runs);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                               | at least one value is expected, found none",
        "{log: [1, 0.1], points: 3}       | a range goes from a number up to a larger one",
        "2..1 x 3                         | a range goes from a number up to a larger one",
        "{log: [0, 1], points: 3}         | a logarithmic range begins above 0, found '0'",
        "-1..1 x 3                        | a logarithmic range begins above 0, found '-1'",
        "{log: [1, 2], points: 1}         | a range has 2 to 100000 points, found 1",
        "1..2 x 0                         | a range has 2 to 100000 points, found 0",
        "{log: [1, 2]}                    | 'optimizers.sgd.lr.points' is missing",
        "{log: [1, 2], linear: [1, 2], points: 2} | a range is either log or linear, as in",
        "{log: [1, 2, 3], points: 2}      | a range has two ends, as in",
        "{log: 3, points: 2}              | a range has two ends, as in",
        "{log: [1, 2], points: few}       | a whole number is expected, found 'few'",
        "{log: [1, x], points: 2}         | a number is expected, found 'x'",
        "{log: [1, 2], steps: 2}          | 'optimizers.sgd.lr.points' is missing",
        "{log: [1, 2], points: 2, by: 3}  | unknown key 'optimizers.sgd.lr.by'; known here: linear",
        "1..1.0001 x 9                    | 9 points from '1' to '1.0001' lie too close together",
        "{log: [1, .inf], points: 2}      | a range goes from a number up to a larger one",
        "1..2 x 999999                    | a range has 2 to 100000 points, found 999999",
        "[0.1, -1]                        | optimizers.sgd.lr must be positive and finite, found -1",
      })
  void refusesWhatIsNoAxis(String written, String words) {
    SettingsException e = assertThrows(SettingsException.class, () -> read(written, "0.1"));
    assertTrue(e.getMessage().contains(words.strip()), e.getMessage());
    assertTrue(e.getMessage().startsWith("s.yaml:6: "), e.getMessage());
  }

  /** A claim about "sgd" says nothing where each of two optimizers has many values. */
  @Test
  void refusesAClaimThatNamesNoSetting() {
    String claims = "claims=[{metric: norm/l2, less: sgd, than: adam}]";
    String message =
        assertThrows(SettingsException.class, () -> read("[0.1, 0.2]", "0.01", claims))
            .getMessage();
    assertTrue(message.contains("sgd and adam both vary along axes of their own"), message);
    read("0.1", "0.01", claims); // at every point of Adam's
  }

  /** A side names its own axes as inside the optimizer, common ones by their path. */
  @Test
  void readsSidesOfAClaimAtSomeOfTheirSettings() {
    Experiment experiment =
        read(
            "[0.1, 0.2]",
            "[0.01, 0.02]",
            "grid={train.batch: [8, 64]}",
            "claims=[{metric: norm/l2, less: {optimizer: sgd, lr: 1e-1},"
                + " than: {optimizer: adam, optimizers.adam.lr: 0.02}},"
                + " {metric: norm/l2, same: {optimizer: sgd, train.batch: 8, lr: 0.1},"
                + " as: {optimizer: sgd, train.batch: 64, lr: 0.1}, within: 5 %}]");
    Claim order = experiment.claims().get(0);
    assertEquals(Map.of("optimizers.sgd.lr", 0.1), order.firstAt());
    assertEquals(Map.of("optimizers.adam.lr", 0.02), order.secondAt());
    Claim same = experiment.claims().get(1);
    assertEquals(Map.of("train.batch", 8, "optimizers.sgd.lr", 0.1), same.firstAt());
    assertEquals(
        Map.of("optimizer", "sgd", "train.batch", 8, "lr", 0.1),
        ((Map<?, ?>) ((List<?>) experiment.source().get("claims")).get(1)).get("same"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{optimizer: sgd}                | claims.less: settings are expected beside 'sgd'",
        "{lr: 0.1}                       | 'claims.less.optimizer' is missing",
        "{optimizer: lion, lr: 0.1}      | claims.less.optimizer: no optimizer 'lion'",
        "{optimizer: sgd, lr: 0.3}       | claims.less.lr: one of 0.1, 0.2 is expected, found '0.3'",
        "{optimizer: sgd, lr: fast}      | one of 0.1, 0.2 is expected, found 'fast'",
        "{optimizer: sgd, momentum: 0.9} | do not vary along it; they vary along train.batch, lr",
        "{optimizer: sgd, lr: 0.1, optimizers.sgd.lr: 0.1} | stands twice, once by its full key",
        "{optimizer: sgd, lr: 0.2}       | or another setting of it, is expected, found 'sgd' in",
      })
  void refusesASideOfAClaimThatNoRunIs(String side, String words) {
    String claims =
        "claims=[{metric: norm/l2, less: " + side + ", than: {optimizer: sgd, lr: 0.2}}]";
    SettingsException e =
        assertThrows(
            SettingsException.class,
            () -> read("[0.1, 0.2]", "0.1", "grid={train.batch: [8, 64]}", claims));
    assertTrue(e.getMessage().contains(words.strip()), e.getMessage());
  }

  @Test
  void refusesTheSameAxisTwiceAndTooManyRuns() {
    String twice =
        assertThrows(
                SettingsException.class,
                () -> read("[0.1, 0.2]", "0.1", "grid={optimizers.sgd.lr: [0.3]}"))
            .getMessage();
    assertTrue(
        twice.contains("grid.optimizers.sgd.lr: sgd has these values as an axis of its own"),
        twice);
    String many =
        assertThrows(
                SettingsException.class,
                () ->
                    read(
                        "1..2 x 400",
                        "0.1",
                        "optimizers.sgd.penalty={name: l2, lambda: 1..2 x 400}"))
            .getMessage();
    assertTrue(many.contains("at most 100000 points are expected, found more"), many);
  }
}
