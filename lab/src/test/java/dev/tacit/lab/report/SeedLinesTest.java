package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs one by one behind their mean. */
class SeedLinesTest {
  @TempDir Path directory;

  private Study seeds(int count) throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd");
    for (int seed = 0; seed < count; seed++) {
      fixture.run("sgd", seed, "finished", "0 norm/l2 3", "1 norm/l2 " + (4 + seed));
    }
    return fixture.read();
  }

  private static LinePlot figure(Study study, String name) {
    return Figures.of(study).stream()
        .flatMap(chapter -> chapter.figures().stream())
        .filter(figure -> figure.name().equals(name))
        .findFirst()
        .map(LinePlot.class::cast)
        .orElseThrow();
  }

  private static List<Series> singles(LinePlot figure) {
    return figure.series().stream().filter(Series::isSeed).toList();
  }

  @Test
  void upToTenSeedsAreLinesOfTheirOwn() throws IOException {
    LinePlot figure = figure(seeds(10), "norm-l2");
    assertEquals(10, singles(figure).size());
    assertEquals("seed 9", singles(figure).get(9).run());
    assertEquals(new Point(1, 13, Double.NaN, Double.NaN, 1), singles(figure).get(9).last());
    assertTrue(figure.series().get(0).isMean() && figure.series().get(0).hasBand());
    assertTrue(figure.caption().contains("Thin pale lines: the seeds"), figure.caption());
  }

  @Test
  void moreThanTenAndOneAreNot() throws IOException {
    assertEquals(1, figure(seeds(11), "norm-l2").series().size());
    assertEquals(1, figure(seeds(1), "norm-l2").series().size());
  }

  @Test
  void theyAreInTheFileAndNeitherInTheLegendNorUnderThePointer() throws IOException {
    LinePlot figure = figure(seeds(3), "norm-l2");
    assertTrue(figure.csv().contains(",1.0,5.0,,,1,seed 1\n"), figure.csv());
    assertEquals(
        List.of("SGD (3 seeds)", "", "", ""),
        figure.diagram().panels().get(0).lines().stream().map(line -> line.label()).toList());
    String hover = figure.write(directory).hover();
    assertFalse(hover.contains("seed"), hover);
    assertEquals(2, hover.split("\"n\":", -1).length, "one line");
  }

  /** As {@code train.until} leaves them: one run ends an epoch before the other. */
  @Test
  void aMeanEndsWhereItsFirstRunDoesAndTheOthersGoOn() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd")
            .run("sgd", 0, "finished", "0 norm/l2 1", "1 norm/l2 2")
            .run("sgd", 1, "finished", "0 norm/l2 3", "1 norm/l2 4", "2 norm/l2 9")
            .read();
    LinePlot figure = figure(study, "norm-l2");
    assertEquals(new Point(1, 3, 2, 4, 2), figure.series().get(0).last());
    assertArrayEquals(
        new double[] {1, 2}, singles(figure).stream().mapToDouble(s -> s.last().x()).toArray());
    assertTrue(figure.caption().contains("A mean goes as far as all of its runs do."));
  }

  @Test
  void whereNoPlaceIsCommonTheMeanIsOfThoseThatWereMeasured() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd")
            .run("sgd", 0, "finished", "1 norm/l2 2")
            .run("sgd", 1, "finished", "2 norm/l2 9")
            .read();
    List<Point> points = figure(study, "norm-l2").series().get(0).points();
    assertEquals(List.of(2.0, 9.0), points.stream().map(Point::mean).toList());
    assertEquals(List.of(1, 1), points.stream().map(Point::n).toList());
  }

  @Test
  void againstTheLossTheyGoAsFarAsTheirMean() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd")
            .run(
                "sgd",
                0,
                "finished",
                "0 train/loss 1",
                "1 train/loss 0.1",
                "0 norm/l2 1",
                "1 norm/l2 2")
            .run(
                "sgd",
                1,
                "finished",
                "0 train/loss 1",
                "1 train/loss 0.01",
                "0 norm/l2 1",
                "1 norm/l2 4")
            .read();
    LinePlot figure = figure(study, "at-loss-norm-l2");
    assertEquals(0.1, figure.series().get(0).last().x(), 1e-12);
    assertEquals(List.of(2.0, 2.5), singles(figure).stream().map(s -> s.last().mean()).toList());
  }
}
