package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.ScatterPlot.Cloud;
import dev.tacit.lab.report.ScatterPlot.Dot;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seven rates of SGD with two seeds, and one setting of Adam; all runs of rate 7 diverged. */
class ScatterTest {
  @TempDir Path directory;

  private Study study(String... further) throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd", "adam");
    fixture.describing("test/error", Map.of("kind", "share", "title", "Testing error"));
    fixture.describing("train/loss", Map.of("title", "Training loss"));
    List<Map<String, Object>> variants = new ArrayList<>();
    for (int rate : new int[] {3, 1, 2, 4, 5, 6, 7}) {
      Map<String, Object> variant = Map.of("optimizers.sgd.lr", rate);
      variants.add(variant);
      for (int seed = 0; seed < 2; seed++) {
        List<String> rows = new ArrayList<>(List.of(further));
        rows.add("1 train/loss " + Math.pow(10, -rate) * (1 + 2 * seed));
        rows.add("1 test/error " + (0.1 * rate + 0.02 * seed));
        String state = rate == 7 ? "diverged" : "finished";
        fixture.run("sgd", seed, variant, state, rows.toArray(new String[0]));
      }
    }
    fixture.run("adam", 0, Map.of(), "finished", "1 train/loss 0.1", "1 test/error 0.3");
    return fixture.with("variants", variants).read();
  }

  @Test
  void aSettingIsAPointWithIntervalsBothWays() throws IOException {
    ScatterPlot plot = new Scatter(study()).of("train/loss", "test/error").orElseThrow();
    assertTrue(plot.xScale() instanceof Scale.Log);
    assertTrue(plot.yScale() instanceof Scale.Linear);
    Cloud sgd = plot.clouds().get(0);
    assertEquals(
        List.of("lr = 1", "lr = 2", "lr = 3", "lr = 4", "lr = 5", "lr = 6"),
        sgd.dots().stream().map(Dot::setting).toList(),
        "rising, and none of what diverged");
    Dot dot = sgd.dots().get(1);
    assertEquals(Math.sqrt(3) * 0.01, dot.across().mean(), 1e-15, "a geometric mean");
    assertEquals(0.01, dot.across().low(), 1e-15);
    assertEquals(0.21, dot.up().mean(), 1e-12);
    assertEquals(0.22, dot.up().high(), 1e-12);
    assertEquals(1, plot.clouds().get(1).dots().size());
    assertEquals("Testing error against training loss, at the end", plot.title());
    assertTrue(plot.caption().contains("Without a point: 1 setting"), plot.caption());
  }

  @Test
  void itsNumbersAreInItsFilesAndUnderThePointer() throws IOException {
    Drawing drawing =
        new Scatter(study()).of("train/loss", "test/error").orElseThrow().write(directory);
    String csv = Files.readString(directory.resolve("scatter-train-loss-test-error.csv"));
    assertEquals(8, csv.lines().count());
    assertTrue(
        csv.contains("\nadam,,1,train/loss,0.1,,,geometric mean,test/error,0.3,,,mean\n"), csv);
    assertTrue(drawing.hover().contains("\"SGD, lr = 3\""), drawing.hover());
    assertTrue(drawing.svg().contains(">3<"), "a rate stands beside its point");
  }

  @Test
  void aSweepShowsTheLossOrWhatItIsChosenByAgainstTheTestError() throws IOException {
    assertEquals(List.of("scatter-train-loss-test-error"), scatters(study(), List.of()));
    Files.createDirectory(directory.resolve("validated"));
    directory = directory.resolve("validated");
    Study validated = study("1 validation/error 0.5", "1 norm/l2 3");
    assertEquals(
        List.of("scatter-validation-error-test-error", "scatter-norm-l2-test-error"),
        scatters(
            validated,
            List.of(
                Scattered.parse("norm/l2, test/error"),
                Scattered.parse("validation/error,test/error"))));
  }

  private static List<String> scatters(Study study, List<Scattered> asked) {
    return Figures.of(study, false, asked).stream()
        .filter(chapter -> chapter.id().equals("against"))
        .flatMap(chapter -> chapter.figures().stream())
        .map(Figure::name)
        .toList();
  }

  @Test
  void whatNoRunMeasuresIsRefusedAndWhatThereIsIsNamed() throws IOException {
    study();
    List<Scattered> asked = List.of(new Scattered("train/loss", "test/eror"));
    UnknownMetricException e =
        assertThrows(UnknownMetricException.class, () -> Report.writeAll(directory, false, asked));
    assertEquals(
        "no run of fixture measures 'test/eror'; there are: test/error, train/loss",
        e.getMessage());
    assertFalse(Files.exists(directory.resolve("report.html")));
    for (String wrong : List.of("", "a", "a,", "a,b,c", "a,a")) {
      assertThrows(IllegalArgumentException.class, () -> Scattered.parse(wrong), wrong);
    }
  }
}
