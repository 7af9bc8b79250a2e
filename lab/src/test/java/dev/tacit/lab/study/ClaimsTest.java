package dev.tacit.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All claims of an experiment together: correction, points of a grid, words. */
class ClaimsTest {
  @TempDir Path directory;

  private static Map<String, Object> less(String metric, String less, String than) {
    return Map.of("metric", metric, "at", "final", "less", less, "than", than);
  }

  /** The same about two sides at some of their settings. */
  private static Map<String, Object> at(
      Map<String, Object> claim, Map<String, Object> first, Map<String, Object> second) {
    Map<String, Object> all = new HashMap<>(claim);
    all.put("firstAt", first);
    all.put("secondAt", second);
    return all;
  }

  /** Ten seeds of which SGD has less of every metric a/1 … a/n. */
  private StudyFixture ten(int metrics) throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd", "adam");
    for (int seed = 0; seed < 10; seed++) {
      for (String label : List.of("sgd", "adam")) {
        List<String> rows = new ArrayList<>();
        for (int metric = 1; metric <= metrics; metric++) {
          double value = (label.equals("sgd") ? 1 : 2) + 0.1 * seed;
          rows.add("1 a/" + metric + " " + value);
        }
        fixture.run(label, seed, "finished", rows.toArray(String[]::new));
      }
    }
    return fixture;
  }

  private static List<Map<String, Object>> claims(int n) {
    List<Map<String, Object>> claims = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      claims.add(less("a/" + i, "sgd", "adam"));
    }
    return claims;
  }

  /** p = 2/1024 each: eight of them are supported, twenty-six are 26 · 2/1024 = 0.0508. */
  @Test
  void areCorrectedForHowManyTheyAre() throws IOException {
    List<Judged> eight = Claims.judge(ten(8).with("claims", claims(8)).read());
    assertEquals(8, eight.size());
    eight.forEach(
        judged -> {
          assertEquals(16.0 / 1024, judged.evidence().adjusted(), 1e-15);
          assertEquals(Verdict.SUPPORTED, judged.evidence().verdict());
        });
    List<Judged> many = Claims.judge(ten(26).with("claims", claims(26)).read());
    assertEquals(Verdict.OPEN, many.get(0).evidence().verdict());
    assertEquals(
        List.of("of 26 claims, 10 seeds can decide none: the least p is 0.00195, times 26 0.0508"),
        many.get(0).evidence().conditions());
  }

  @Test
  void thatCannotBeTestedCountAllTheSame() throws IOException {
    List<Map<String, Object>> all = claims(2);
    all.add(less("b/none", "sgd", "adam"));
    List<Judged> judged = Claims.judge(ten(2).with("claims", all).read());
    assertEquals(3 * 2.0 / 1024, judged.get(0).evidence().adjusted(), 1e-15);
    assertTrue(Double.isNaN(judged.get(2).evidence().adjusted()));
    assertEquals("2 supported, 0 refuted, 1 open", ClaimWords.counts(judged));
  }

  /** A grid of three rates of a third optimizer has one point for a claim about the other two. */
  @Test
  void areJudgedOnceWhereTheirSidesDoNotVary() throws IOException {
    String path = "optimizers.lion.lr";
    List<Map<String, Object>> variants = List.of(Map.of(path, 1), Map.of(path, 2), Map.of(path, 3));
    StudyFixture fixture =
        new StudyFixture(directory, "sgd", "adam", "lion")
            .with("variants", variants)
            .with("claims", List.of(less("a/b", "sgd", "adam"), less("a/b", "sgd", "lion")))
            .run("sgd", 0, "finished", "1 a/b 1")
            .run("adam", 0, "finished", "1 a/b 2");
    for (Map<String, Object> variant : variants) {
      fixture.run("lion", 0, variant, "finished", "1 a/b " + variant.get(path));
    }
    List<Judged> judged = Claims.judge(fixture.read());
    assertEquals(
        List.of(
            "SGD < Adam", "SGD < Lion at lr = 1", "SGD < Lion at lr = 2", "SGD < Lion at lr = 3"),
        judged.stream().map(ClaimWords::statement).toList());
    assertEquals(3, judged.get(3).evidence().comparison().numbers().second().mean());
  }

  /** One optimizer at two settings of its own, at each of two sizes of batch; and across them. */
  @Test
  void compareAnOptimizerWithItselfAtOtherSettings() throws IOException {
    String rate = "optimizers.sgd.lr";
    String batch = "train.batch";
    List<Map<String, Object>> variants = new ArrayList<>();
    for (int size : new int[] {8, 64}) {
      for (double lr : new double[] {0.1, 0.3}) {
        variants.add(Map.of(batch, size, rate, lr));
      }
    }
    Map<String, Object> rates = at(less("a/b", "sgd", "sgd"), Map.of(rate, 0.3), Map.of(rate, 0.1));
    Map<String, Object> sizes = at(less("a/b", "sgd", "adam"), Map.of(rate, 0.3), Map.of(batch, 8));
    StudyFixture fixture =
        new StudyFixture(directory, "sgd", "adam")
            .with("variants", variants)
            .with("claims", List.of(rates, sizes));
    for (Map<String, Object> variant : variants) {
      int size = (int) variant.get(batch);
      double value = size + 10 * (double) variant.get(rate);
      fixture.run("sgd", 0, variant, "finished", "1 a/b " + value);
    }
    fixture.run("adam", 0, Map.of(batch, 8), "finished", "1 a/b 1");
    fixture.run("adam", 0, Map.of(batch, 64), "finished", "1 a/b 2");
    List<Judged> judged = Claims.judge(fixture.read());
    assertEquals(
        List.of(
            "SGD at lr = 0.3 < SGD at lr = 0.1 where batch = 8",
            "SGD at lr = 0.3 < SGD at lr = 0.1 where batch = 64",
            "SGD at lr = 0.3 < Adam at batch = 8 where batch = 8",
            "SGD at lr = 0.3 < Adam at batch = 8 where batch = 64"),
        judged.stream().map(ClaimWords::statement).toList());
    double[][] numbers = {{11, 9}, {67, 65}, {11, 1}, {67, 1}};
    for (int i = 0; i < numbers.length; i++) {
      assertEquals(numbers[i][0], judged.get(i).evidence().comparison().numbers().first().mean());
      assertEquals(numbers[i][1], judged.get(i).evidence().comparison().numbers().second().mean());
    }
  }

  /**
   * An axis that only another optimizer has is no point of a claim about two that have their own.
   */
  @Test
  void areNotJudgedAlongAxesOfOthers() throws IOException {
    List<Map<String, Object>> variants =
        List.of(Map.of("optimizers.sgd.lr", 1), Map.of("optimizers.lion.lr", 2));
    StudyFixture fixture =
        new StudyFixture(directory, "sgd", "adam", "lion")
            .with("variants", variants)
            .with("claims", List.of(less("a/b", "sgd", "adam")))
            .run("sgd", 0, variants.get(0), "finished", "1 a/b 1")
            .run("adam", 0, "finished", "1 a/b 2")
            .run("lion", 0, variants.get(1), "finished", "1 a/b 3");
    List<Judged> judged = Claims.judge(fixture.read());
    assertEquals(
        List.of("SGD < Adam at lr = 1"), judged.stream().map(ClaimWords::statement).toList());
  }

  @Test
  void areSaidWithTheirNumbersAndConditions() throws IOException {
    Map<String, Object> settings =
        Map.of("train", Map.of("batch", 64), "optimizer", Map.of("lr", 0.001));
    StudyFixture fixture = new StudyFixture(directory, "sgd", "adam").settings(settings);
    for (int seed = 0; seed < 10; seed++) {
      fixture.run("sgd", seed, "finished", "1 a/b " + (1 + 0.1 * seed));
      fixture.run("adam", seed, "finished", "1 a/b " + (2 + 0.1 * seed + 0.01 * (seed % 2)));
    }
    Map<String, Object> same =
        Map.of("metric", "a/b", "at", "final", "same", "sgd", "as", "adam", "within", "2");
    Study study = fixture.with("claims", List.of(less("a/b", "adam", "sgd"), same)).read();
    List<Judged> judged = Claims.judge(study);
    assertEquals(
        "refuted     a/b, epoch 1: Adam < SGD: geometric mean ratio 1.716 [1.609, 1.830], n = 10;"
            + " sign-flip p = 0.00195, Holm for 2 claims p = 0.00195, d_z = 5.48",
        ClaimWords.line(judged.get(0)));
    String line = ClaimWords.line(judged.get(1));
    assertTrue(
        line.startsWith("equivalent  a/b, epoch 1: SGD = Adam within 2: difference −1.005"), line);
    assertTrue(line.contains("two one-sided tests p = "), line);
    assertEquals("batches of 64, Adam at η = 0.001, SGD at η = 0.001", judged.get(0).conditions());
  }
}
