package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds of an experiment, plain and crossed. */
class SeedsTest {
  private static final String TEXT =
      """
      name: crossed
      data:  {name: gaussian-mixture, trainExamples: 100, validation: 20, labelNoise: {rate: 0.1}}
      model: {name: mlp, width: 4}
      train: {batch: 16, epochs: 2}
      seeds: {init: [4, 7, 9], order: 2}
      optimizers:
        sgd: {lr: 0.1}
      """;

  private static Experiment read(String... overrides) {
    return Experiment.read(TEXT, "crossed.yaml", List.of(overrides), null);
  }

  private static String complaint(String... overrides) {
    return assertThrows(SettingsException.class, () -> read(overrides)).getMessage();
  }

  private static Object setting(PlannedRun run, String section, String key) {
    return ((Map<?, ?>) run.settings().resolved().get(section)).get(key);
  }

  @Test
  void everyCombinationIsARun() {
    List<PlannedRun> runs = read().runs();
    assertEquals(
        List.of("4 0", "4 1", "7 0", "7 1", "9 0", "9 1"),
        runs.stream()
            .map(
                run -> setting(run, "train", "initSeed") + " " + setting(run, "train", "orderSeed"))
            .toList());
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), read().seeds());
    assertEquals(6, runs.stream().map(PlannedRun::hash).collect(Collectors.toSet()).size());
    assertEquals("sgd-seed3", runs.get(3).slug());
  }

  @Test
  void noiseAndSubsetsAreCrossedToo() {
    Experiment experiment = read("seeds={noise: [5], init: 2}");
    assertEquals(2, experiment.runs().size());
    experiment.runs().forEach(run -> assertEquals(5L, setting(run, "data", "noiseSeed")));
    Experiment subsets =
        read("seeds={subset: [3, 8]}", "data={name: mnist-20k, trainExamples: 50}");
    assertEquals(8L, setting(subsets.runs().get(1), "data", "subsetSeed"));
  }

  /** Tuning has plain seeds; what is chosen is reported with the crossed ones. */
  @Test
  void tuningSeedsAreNoneOfThem() {
    String tune = "tune={by: validation/loss, seeds: [100, 101]}";
    Experiment experiment = read("optimizers.sgd.lr=[0.1, 1]", tune);
    Search search = experiment.tuning().searches().get(0);
    assertEquals(6, search.reporting(search.trials().get(0)).size());
    assertTrue(
        complaint("optimizers.sgd.lr=[0.1, 1]", tune.replace("100", "9")).contains("both have 9"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seeds={inti: 3} | --set seeds: seeds: unknown factor 'inti'; known: subset, noise, init, order",
        "seeds={} | --set seeds: seeds: at least one factor is expected, found none",
        "seeds={init: 0} | --set seeds: seeds: at least one seed",
        "seeds={init: [1, 1]} | --set seeds: seeds: a seed stands twice: 1",
        "seeds={init: 1000, order: 1000} | --set seeds: seeds: at most 100000 combinations",
        "train.initSeed=3 | --set train.initSeed: train.initSeed: seeds crosses it already",
        "grid={train.orderSeed: [1]} | --set grid: train.orderSeed: seeds crosses it already",
        "seeds={subset: 2} | seeds: seeds.subset: the data set gaussian-mixture takes no",
      })
  void whatCannotBeIsRefused(String override, String expected) {
    String message = complaint(override);
    assertTrue(message.startsWith(expected), message);
  }

  @Test
  void noiseSeedsNeedNoise() {
    assertTrue(
        complaint("seeds={noise: 2}", "data={name: gaussian-mixture, trainExamples: 100}")
            .contains("seeds.noise: nothing is disturbed"));
  }
}
