package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.figure.Diagram.Star;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two optimizers with learning rates of their own, and one with a single rate. */
class SweepTest {
  private static final double[] SGD = {0.01, 0.1, 1, 10};
  private static final double[] ADAM = {0.001, 0.01, 0.1};

  @TempDir Path directory;

  private Study study;

  @BeforeEach
  void runs() throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd", "adam", "lion");
    List<Map<String, Object>> variants = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      for (double rate : SGD) {
        boolean diverged = rate == 10 && seed == 1;
        Map<String, Object> variant = Map.of("optimizers.sgd.lr", rate);
        double error = 0.3 + 0.1 * Math.abs(Math.log10(rate)) + 0.01 * seed;
        run(fixture, "sgd", seed, variant, diverged ? "diverged" : "finished", error);
        if (seed == 0) {
          variants.add(variant);
        }
      }
      for (double rate : ADAM) {
        Map<String, Object> variant = Map.of("optimizers.adam.lr", rate);
        run(fixture, "adam", seed, variant, "finished", 0.2 + rate);
        if (seed == 0) {
          variants.add(variant);
        }
      }
      run(fixture, "lion", seed, Map.of(), "finished", 0.35);
    }
    fixture.with("variants", variants).write();
    study = Study.read(directory);
  }

  private static void run(
      StudyFixture fixture,
      String optimizer,
      int seed,
      Map<String, Object> variant,
      String state,
      double error)
      throws IOException {
    fixture.run(
        optimizer,
        seed,
        variant,
        state,
        "0 train/loss 2.3",
        "0 test/error 0.9",
        "1 train/loss 1.0",
        "1 test/error " + error);
  }

  @Test
  void isOneFigureOfAMetricWithALineForEachOptimizersOwnValues() {
    List<Chapter> chapters = Figures.of(study);
    assertEquals(List.of("grid", "against"), chapters.stream().map(Chapter::id).toList());
    LinePlot figure =
        chapters.get(0).figures().stream()
            .filter(f -> f.name().equals("across-optimizers-lr-test-error"))
            .findFirst()
            .map(LinePlot.class::cast)
            .orElseThrow();
    assertEquals(1, figure.panels().size(), "nothing is repeated for another's values");
    Panel panel = figure.panels().get(0);
    assertEquals(2, panel.means().size());
    assertArrayEquals(SGD, xs(panel.means().get(0)));
    assertArrayEquals(ADAM, xs(panel.means().get(1)));
    assertEquals(0.41, panel.means().get(0).points().get(1).mean(), 1e-12);
    assertEquals(2, panel.means().get(0).points().get(3).n(), "one of three diverged");
    assertEquals(1, panel.levels().size());
    assertEquals(0.35, panel.levels().get(0).value(), 1e-12);
    String caption = figure.caption();
    assertTrue(
        caption.contains(
            "Lowest, of the settings with the most runs: SGD at lr = 1; Adam at lr = 0.001, the"
                + " smallest that was tried."),
        caption);
    assertTrue(caption.contains("1 of 24 runs diverged"), caption);
    assertEquals(List.of(1.0, 0.001), panel.stars().stream().map(Star::x).toList());
    assertEquals(0.31, panel.stars().get(0).y(), 1e-12);
  }

  /** The two runs that are left at the largest rate are better than any three. */
  @Test
  void aSettingWithWhichARunDivergedIsNotTheBest() throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    StudyFixture fixture = new StudyFixture(other, "sgd");
    List<Map<String, Object>> variants = new ArrayList<>();
    for (double rate : SGD) {
      Map<String, Object> variant = Map.of("optimizers.sgd.lr", rate);
      variants.add(variant);
      for (int seed = 0; seed < 3; seed++) {
        String state = rate == 10 && seed == 1 ? "diverged" : "finished";
        run(fixture, "sgd", seed, variant, state, rate == 10 ? 0.1 : 0.3 + 0.01 / rate);
      }
    }
    Study few = fixture.with("variants", variants).read();
    Panel panel = new Grid(few, "optimizers.lr").panels("test/error").get(0);
    assertEquals(List.of(1.0), panel.stars().stream().map(Star::x).toList());
  }

  private static double[] xs(Series series) {
    return series.points().stream().mapToDouble(Series.Point::x).toArray();
  }

  /** Every setting's course can be had all the same. */
  @Test
  void drawsAllCoursesWhereAsked() {
    List<String> names =
        Figures.of(study, true, List.of()).stream()
            .flatMap(chapter -> chapter.figures().stream())
            .map(Figure::name)
            .toList();
    assertTrue(names.contains("test-error"), names.toString());
    assertTrue(names.contains("across-optimizers-lr-test-error"), names.toString());
  }

  @Test
  void tablesShowAnOptimizerWhereItHasThePoint() throws IOException {
    Path page = Report.write(directory);
    String text = Files.readString(page);
    int from = text.indexOf("optimizers.adam.lr = 0.01");
    String table = text.substring(from, text.indexOf("</table>", from));
    assertTrue(table.contains("Adam") && table.contains("Lion"), table);
    assertTrue(!table.contains("SGD"), table);
    assertTrue(text.indexOf("id=\"grid\"") < text.indexOf("id=\"numbers\""), "the answer first");
  }
}
