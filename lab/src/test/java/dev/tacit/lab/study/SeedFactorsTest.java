package dev.tacit.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.Crossing;
import dev.tacit.lab.study.SeedFactors.Decomposition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which runs are taken apart by which seeds; the arithmetic is VarianceComponentsTest's. */
class SeedFactorsTest {
  private static final String ORDER = "train.orderSeed";
  private static final String BATCH = "train.batch";

  @TempDir Path directory;

  /** Three seeds and two orders: the norm is the seed's, the error the order's. */
  private StudyFixture crossed() throws IOException {
    StudyFixture fixture =
        new StudyFixture(directory, "sgd")
            .with("variants", List.of(Map.of(ORDER, 7), Map.of(ORDER, 8)));
    for (int seed = 0; seed < 3; seed++) {
      for (int order : new int[] {7, 8}) {
        if (seed + order < 10) {
          run(fixture, seed, Map.of(ORDER, order), order);
        }
      }
    }
    return fixture;
  }

  private static void run(StudyFixture fixture, int seed, Map<String, Object> point, int order)
      throws IOException {
    fixture.run(
        "sgd", seed, point, "finished", "1 norm/l2 " + (10 + seed), "1 test/error 0." + order);
  }

  @Test
  void eachFactorHasItsShare() throws IOException {
    StudyFixture fixture = crossed();
    run(fixture, 2, Map.of(ORDER, 8), 8);
    List<Decomposition> all = SeedFactors.of(fixture.read());
    assertEquals(
        List.of("test/error", "norm/l2"), all.stream().map(Decomposition::metric).toList());
    assertEquals(
        List.of("seed", "order", "seed × order"),
        all.get(0).components().stream().map(component -> component.name()).toList());
    assertEquals(0.005, all.get(0).components().get(1).variance(), 1e-15); // of 0.7 and 0.8
    assertEquals(1, all.get(1).components().get(0).variance(), 1e-14); // of 10, 11, 12
    assertEquals(0, all.get(1).components().get(1).variance(), 1e-14);
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    Decomposition none = SeedFactors.of(crossed().read()).get(0);
    assertTrue(none.components().isEmpty());
    assertEquals("the seeds are not crossed: no value of seed 2, order 8", none.reason());
  }

  /** {@code seeds: {init: 3, order: 2}}: six runs, each with a seed that only tells them apart. */
  @Test
  void whatTheExperimentCrossesIsTakenApart() throws IOException {
    Study study = crossing().read();
    assertEquals(List.of("init", "order"), study.factors().stream().map(Factor::name).toList());
    List<Decomposition> all = SeedFactors.of(study);
    assertEquals(
        List.of("init", "order", "init × order"),
        all.get(0).components().stream().map(component -> component.name()).toList());
    assertEquals(1, all.get(1).components().get(0).variance(), 1e-14); // of 10, 11, 12
    Crossing crossing = study.crossing(study.runs());
    assertEquals(List.of("init", "order"), crossing.factors());
  }

  private StudyFixture crossing() throws IOException {
    StudyFixture fixture =
        new StudyFixture(directory, "sgd")
            .with("experiment", Map.of("seeds", Map.of("init", 3, "order", 2)));
    for (int run = 0; run < 6; run++) {
      int init = run / 2;
      int order = run % 2;
      fixture.settings(Map.of("train", Map.of("initSeed", init, "orderSeed", order)));
      fixture.run(
          "sgd", run, "finished", "1 norm/l2 " + (10 + init), "1 test/error 0." + (7 + order));
    }
    return fixture;
  }

  @Test
  void otherAxesOfTheGridArePoints() throws IOException {
    StudyFixture fixture =
        new StudyFixture(directory, "sgd")
            .with(
                "variants",
                List.of(
                    Map.of(ORDER, 7, BATCH, 16),
                    Map.of(ORDER, 8, BATCH, 16),
                    Map.of(ORDER, 7, BATCH, 64),
                    Map.of(ORDER, 8, BATCH, 64)));
    for (int batch : new int[] {16, 64}) {
      for (int order : new int[] {7, 8}) {
        run(fixture, 0, Map.of(ORDER, order, BATCH, batch), order);
      }
    }
    List<Decomposition> all = SeedFactors.of(fixture.read());
    assertEquals(
        List.of("batch = 16", "batch = 16", "batch = 64", "batch = 64"),
        all.stream().map(each -> each.point().label()).toList());
    assertEquals(List.of("order"), all.get(0).components().get(0).factors());
    assertEquals(0.005, all.get(0).components().get(0).variance(), 1e-15);
  }

  @Test
  void withoutCrossedSeedsThereIsNothingToTakeApart() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd")
            .run("sgd", 0, "finished", "1 norm/l2 1")
            .run("sgd", 1, "finished", "1 norm/l2 2")
            .read();
    assertEquals(List.of(), SeedFactors.of(study));
  }
}
