package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.figure.Diagram.Star;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rate chosen for each of two batch sizes, with two seeds; one run of the largest diverged. */
class TunedTest {
  @TempDir Path directory;

  private StudyFixture fixture;

  @BeforeEach
  void runs() throws IOException {
    fixture = new StudyFixture(directory, "sgd");
    List<Map<String, Object>> variants = new ArrayList<>();
    List<Object> searches = new ArrayList<>();
    for (int batch : new int[] {16, 64}) {
      Map<String, Object> point = Map.of("train.batch", batch);
      variants.add(point);
      searches.add(
          Map.of(
              "optimizer",
              "sgd",
              "point",
              point,
              "axes",
              List.of(Map.of("path", "optimizers.sgd.lr", "values", List.of(0.1, 1, 10))),
              "trials",
              List.of(trial(0.1, 0.4, 0.6), trial(1, 0.2, 0.4), trial(10, 0.1, null)),
              "chosen",
              1));
      for (int seed = 0; seed < 3; seed++) {
        fixture.run(
            "sgd",
            seed,
            point,
            "finished",
            "0 validation/error 0.9",
            "0 test/error 0.8",
            "1 validation/error 0.2",
            "1 test/error 0." + batch,
            "2 validation/error 0.3",
            "2 test/error 0.7");
      }
    }
    fixture.with("variants", variants);
    fixture.with(
        "tuning",
        Map.of(
            "by",
            "validation/error",
            "at",
            "best validation/error",
            "seeds",
            List.of(100, 101),
            "searches",
            searches));
  }

  private static Map<String, Object> trial(double rate, Double... scores) {
    return Map.of(
        "values",
        Map.of("optimizers.sgd.lr", rate),
        "runs",
        List.of("a", "b"),
        "rungs",
        List.of(Map.of("epochs", 2, "scores", Arrays.asList(scores))));
  }

  @Test
  void theProfileHasAStarOnWhatWasChosenAndADotForEachSeed() throws IOException {
    LinePlot figure = (LinePlot) TuningFigures.of(fixture.read()).get(0);
    Panel panel = figure.panels().get(0);
    Series mean = panel.means().get(0);
    assertEquals(List.of(0.1, 1.0), mean.points().stream().map(Point::x).toList());
    Star star = panel.stars().get(0);
    assertEquals(1, star.x());
    assertEquals(0.3, star.y(), 1e-12);
    List<Series> seeds = panel.series().stream().filter(Series::isSeed).toList();
    assertEquals(List.of("seed 100", "seed 101"), seeds.stream().map(Series::run).toList());
    assertEquals(0.4, seeds.get(1).points().get(1).mean());
    String caption = figure.caption();
    assertTrue(caption.contains("Chosen: batch = 16: SGD at 1; batch = 64: SGD at 1."), caption);
    assertTrue(caption.contains("Not drawn: 2 settings with which a run diverged"), caption);
  }

  @Test
  void aSearchAlongTwoAxesIsAMapOfWhatWasTried() throws IOException {
    List<Object> trials = new ArrayList<>();
    for (double rate : new double[] {0.1, 1}) {
      for (double momentum : new double[] {0, 0.9}) {
        double score = rate + momentum == 1.9 ? 0.1 : rate + momentum;
        trials.add(
            Map.of(
                "values",
                Map.of("optimizers.sgd.lr", rate, "optimizers.sgd.momentum", momentum),
                "runs",
                List.of("a", "b"),
                "rungs",
                List.of(
                    Map.of(
                        "epochs",
                        2,
                        "scores",
                        Arrays.asList(score, momentum == 0 && rate == 1 ? null : score)),
                    Map.of("epochs", 9, "scores", List.of(0.0, 0.0)))));
      }
    }
    Map<String, Object> search =
        Map.of(
            "optimizer",
            "sgd",
            "point",
            Map.of(),
            "axes",
            List.of(
                Map.of("path", "optimizers.sgd.momentum", "values", List.of(0, 0.9)),
                Map.of("path", "optimizers.sgd.lr", "values", List.of(0.1, 1))),
            "trials",
            trials,
            "chosen",
            3);
    fixture.with(
        "tuning",
        Map.of(
            "by",
            "validation/error",
            "at",
            "final",
            "seeds",
            List.of(1, 2),
            "searches",
            List.of(search)));
    List<Figure> figures = TuningFigures.of(fixture.read());
    assertEquals(
        List.of("tuning-optimizers-momentum", "tuning-optimizers-lr", "tuning-map"),
        figures.stream().map(Figure::name).toList());
    MapPlot.Panel panel = ((MapPlot) figures.get(2)).panels().get(0);
    assertEquals(4, panel.cells().size());
    assertEquals(List.of(1, 1), List.of(panel.best().column(), panel.best().row()));
    assertEquals(0.1, panel.best().mean().mean(), "the first rung, which all have");
    assertEquals(1, panel.cells().stream().filter(cell -> cell.without() == 1).count());
    assertTrue(
        figures.get(2).caption().contains("Chosen: SGD at momentum = 0.9 (the largest"),
        figures.get(2).caption());
  }

  @Test
  void thePageHasTheAnswersFirstThenTheChoiceThenTheRest() throws IOException {
    fixture.with(
        "claims",
        List.of(Map.of("metric", "test/error", "at", "final", "less", "sgd", "than", "adam")));
    String page = Files.readString(Report.write(fixture.write()));
    List<Integer> places =
        Stream.of("claims", "tuned", "paper", "numbers", "provenance")
            .map(id -> page.indexOf("<section id=\"" + id + "\""))
            .toList();
    assertTrue(places.get(0) > 0);
    assertEquals(places.stream().sorted().toList(), places);
  }

  /** At the end the test error is 0.7 everywhere. */
  @Test
  void settingsAreComparedAtTheStageOfTheChoice() throws IOException {
    Study study = fixture.read();
    Panel panel = new Grid(study, "train.batch").panels("test/error").get(0);
    assertEquals(
        List.of(0.16, 0.64), panel.means().get(0).points().stream().map(Point::mean).toList());
    Figure figure =
        Figures.of(study).stream()
            .flatMap(chapter -> chapter.figures().stream())
            .filter(f -> f.name().equals("across-train-batch-test-error"))
            .findFirst()
            .orElseThrow();
    assertTrue(figure.title().endsWith("against batch, at best validation/error"), figure.title());
  }
}
