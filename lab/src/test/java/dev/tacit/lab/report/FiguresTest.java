package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.DiagramPainter.Drawn;
import dev.tacit.lab.figure.Frame;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.StudyFixture;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
  @TempDir Path directory;

  private static LinePlot figure(Study study, String name) {
    return Figures.of(study).stream()
        .flatMap(chapter -> chapter.figures().stream())
        .filter(figure -> figure.name().equals(name))
        .findFirst()
        .map(LinePlot.class::cast)
        .orElseThrow();
  }

  private static List<Point> points(Study study, String name) {
    return figure(study, name).panels().get(0).series().get(0).points();
  }

  @Test
  void severalSeedsAreAMeanWithItsInterval() throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd");
    double[] values = {1, 2, 4}; // mean ± half is [-1.461, 6.128] (intervals.csv)
    for (int seed = 0; seed < 3; seed++) {
      fixture.run("sgd", seed, "finished", "0 norm/l2 3", "1 norm/l2 " + values[seed]);
    }
    Point point = points(fixture.read(), "norm-l2").get(1);
    assertEquals(7.0 / 3, point.mean(), 1e-15);
    assertEquals(-1.461249700263426, point.low(), 1e-8);
    assertEquals(6.1279163669300925, point.high(), 1e-8);
    assertEquals(3, point.n());
  }

  @Test
  void twoSeedsAreAMeanWithTheirRange() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd")
            .run("sgd", 0, "finished", "0 norm/l2 3")
            .run("sgd", 1, "finished", "0 norm/l2 5")
            .read();
    assertEquals(List.of(new Point(0, 4, 3, 5, 2)), points(study, "norm-l2"));
  }

  @Test
  void onALogarithmicAxisMeansAreGeometric() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd")
            .run("sgd", 0, "finished", "0 implicit/sgd 1", "1 implicit/sgd 1e-4")
            .run("sgd", 1, "finished", "0 implicit/sgd 1", "1 implicit/sgd 1e-2")
            .read();
    LinePlot figure = figure(study, "implicit-sgd");
    assertEquals(1e-3, figure.panels().get(0).series().get(0).points().get(1).mean(), 1e-12);
    assertTrue(figure.csv().contains(",geometric mean\n"));
    assertTrue(figure.caption().contains("geometric mean of 2 seeds"), figure.caption());
  }

  @Test
  void aDivergedRunIsDrawnAloneUpToItsEndAndNotAveraged() throws IOException {
    Study study =
        new StudyFixture(directory, "adam")
            .run("adam", 0, "finished", "0 norm/l2 1", "1 norm/l2 2", "2 norm/l2 3")
            .run("adam", 1, "diverged", "0 norm/l2 1", "1 norm/l2 50", "2 norm/l2 NaN")
            .read();
    List<Series> series = figure(study, "norm-l2").series();
    assertEquals(2, series.get(0).points().get(1).mean());
    assertEquals("seed 1, diverged", series.get(1).run());
    assertTrue(series.get(1).diverged());
    assertEquals(new Point(1, 50, Double.NaN, Double.NaN, 1), series.get(1).last());
  }

  @Test
  void aDivergedRunLeavesTheFigureInsteadOfFlatteningTheOthers() throws IOException {
    Study study =
        new StudyFixture(directory, "adam")
            .run("adam", 0, "finished", "0 norm/l2 1", "1 norm/l2 2", "2 norm/l2 3")
            .run("adam", 1, "diverged", "0 norm/l2 1", "1 norm/l2 1e30", "2 norm/l2 NaN")
            .read();
    LinePlot figure = figure(study, "norm-l2");
    Drawn drawn = figure.draw(directory);
    Frame frame = drawn.panels().get(0).frame();
    assertEquals("Linear", frame.y().getClass().getSimpleName());
    assertTrue(frame.yHigh() > 3 && frame.yHigh() < 5, "up to " + frame.yHigh());
    assertTrue(drawn.svg().contains("<path"));
  }

  /** 2/η = 20 for gradient descent, 38/η = 380 for Adam. */
  @Test
  void theEdgeOfStabilityIsDrawnWhereEachRuleFeelsIt() throws IOException {
    String[] rows = {
      "0 curvature/lambda_max 15",
      "1 curvature/lambda_max 21",
      "0 curvature/lambda_max/converged 1",
      "1 curvature/lambda_max_preconditioned 370",
      "1 curvature/sharpness_ratio 1.05",
      "0 curvature/threshold 20",
      "1 curvature/threshold 20"
    };
    String[] adams = rows.clone();
    adams[5] = "0 curvature/threshold 380";
    adams[6] = "1 curvature/threshold 380";
    Study study =
        new StudyFixture(directory, "sgd", "adam")
            .run("sgd", 0, "finished", rows)
            .run("adam", 0, "finished", adams)
            .read();
    assertEquals(List.of(20.0), levels(study, "curvature-lambda_max"));
    assertEquals(List.of(380.0), levels(study, "curvature-lambda_max_preconditioned"));
    assertEquals(List.of(1.0), levels(study, "curvature-sharpness_ratio"));
    List<String> names =
        Figures.of(study).stream()
            .flatMap(chapter -> chapter.figures().stream())
            .map(Figure::name)
            .toList();
    assertFalse(names.contains("curvature-threshold"), "it is a line elsewhere");
    rows[6] = "1 curvature/threshold 40"; // a schedule
    Study moving =
        new StudyFixture(Files.createDirectory(directory.resolve("moving")), "sgd")
            .run("sgd", 0, "finished", rows)
            .read();
    assertEquals(List.of(), levels(moving, "curvature-lambda_max"));
    assertEquals("curvature/threshold", figure(moving, "curvature-threshold").title());
    assertFalse(names.contains("curvature-lambda_max-parts"), "all measurements converged");
  }

  /** Heavy ball has two, Adam none. */
  @Test
  void batchSharpnessIsDrawnBesideTheLevelsThatTheRunRecorded() throws IOException {
    String[] rows = {
      "0 curvature/batch_sharpness 3",
      "1 curvature/batch_sharpness 30",
      "0 curvature/batch_sharpness/threshold 20",
      "1 curvature/batch_sharpness/threshold 20"
    };
    String[] balls = {
      rows[0],
      rows[1],
      "0 curvature/batch_sharpness/threshold 28",
      "0 curvature/batch_sharpness/small_batch_threshold 4"
    };
    Study study =
        new StudyFixture(directory, "sgd", "heavy-ball", "adam")
            .run("sgd", 0, "finished", rows)
            .run("heavy-ball", 0, "finished", balls)
            .run("adam", 0, "finished", rows[0], rows[1])
            .read();
    assertEquals(List.of(20.0, 28.0, 4.0), levels(study, "curvature-batch_sharpness"));
    List<String> names =
        Figures.of(study).stream()
            .flatMap(chapter -> chapter.figures().stream())
            .map(Figure::name)
            .toList();
    assertFalse(names.toString().contains("threshold"), names.toString());
    assertFalse(names.toString().contains("parts"), names.toString());
  }

  private static List<Double> levels(Study study, String name) {
    return figure(study, name).panels().get(0).levels().stream()
        .map(level -> Math.round(1e9 * level.value()) / 1e9)
        .toList();
  }

  @Test
  void aLogarithmIsDrawnOnlyWhereTheValueItselfIsNot() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd")
            .run(
                "sgd",
                0,
                "finished",
                "0 complexity/path_norm 3",
                "0 complexity/path_norm/log 2.2",
                "0 complexity/frobenius_product Infinity",
                "0 complexity/frobenius_product/log 800")
            .read();
    List<String> names =
        Figures.of(study).stream()
            .flatMap(chapter -> chapter.figures().stream())
            .map(Figure::name)
            .toList();
    assertEquals(List.of("complexity-path_norm", "complexity-frobenius_product-parts"), names);
  }

  /** SGD is at 0.1 after two epochs, at 0.01 never; Adam at 0.1 after one. */
  @Test
  void againstTheLossALineGoesAsFarDownAsItsRuns() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd", "adam")
            .run(
                "sgd",
                0,
                "finished",
                "0 train/loss 1",
                "2 train/loss 0.1",
                "0 norm/l2 1",
                "2 norm/l2 3")
            .run(
                "adam",
                0,
                "finished",
                "0 train/loss 1",
                "1 train/loss 0.1",
                "2 train/loss 0.01",
                "0 norm/l2 1",
                "1 norm/l2 5",
                "2 norm/l2 6")
            .read();
    List<Series> series = figure(study, "at-loss-norm-l2").series();
    assertEquals(0.1, series.get(0).last().x());
    assertEquals(3, series.get(0).last().mean());
    Point half = series.get(0).points().get(80); // half a decade down: after one epoch
    assertEquals(Math.sqrt(0.1), half.x(), 1e-15);
    assertEquals(2, half.mean(), 1e-12);
    assertEquals(0.01, series.get(1).last().x());
    assertEquals(5, series.get(1).points().get(80).mean(), 1e-9); // a decade of two
  }

  @Test
  void thePapersTermHasTwoFormulas() throws IOException {
    String[] rows = {"0 implicit/sgd 7", "0 implicit/rmsprop_paper 1e-9"};
    Study study =
        new StudyFixture(directory, "sgd", "rmsprop", "heavy-ball")
            .run("sgd", 0, "finished", rows)
            .run("rmsprop", 0, "finished", rows)
            .run("heavy-ball", 0, "finished", rows)
            .read();
    List<Series> series = figure(study, "implicit-paper").series();
    assertEquals(7, series.get(0).last().mean());
    assertEquals(1e-9, series.get(1).last().mean());
    assertEquals(7, series.get(2).last().mean());
  }

  @Test
  void theStretchOutsideTheFormulasValidityIsGreyed() throws IOException {
    Study study =
        new StudyFixture(directory, "adam")
            .run(
                "adam",
                0,
                "finished",
                "0 implicit/chi 3",
                "1 implicit/chi 0.2",
                "2 implicit/chi 0.05",
                "0 implicit/omega 1",
                "2 implicit/omega -1")
            .read();
    assertEquals(
        List.of(new Diagram.Stretch(0, 1.5, "outside the formula’s validity")),
        figure(study, "implicit-omega").panels().get(0).greyed());
  }

  @Test
  void aGridHasAPanelForEveryPointAndAFigureAcrossIt() throws IOException {
    StudyFixture fixture =
        new StudyFixture(directory, "sgd", "adam")
            .with("variants", List.of(Map.of("train.batch", 16), Map.of("train.batch", 64)));
    for (int batch : new int[] {16, 64}) {
      Map<String, Object> variant = Map.of("train.batch", batch);
      fixture.run("sgd", 0, variant, "finished", "0 norm/l2 1", "1 norm/l2 " + batch);
    }
    fixture.run("adam", 0, "finished", "0 norm/l2 1", "1 norm/l2 5"); // not varied
    Study study = fixture.read();
    LinePlot figure = figure(study, "norm-l2");
    assertEquals(
        List.of("batch = 16", "batch = 64"), figure.panels().stream().map(Panel::heading).toList());
    assertEquals(2, figure.panels().get(1).series().size(), "a run not varied is at every point");
    Series across = figure(study, "across-train-batch-norm-l2").series().get(0);
    assertEquals(List.of(16.0, 64.0), across.points().stream().map(Point::x).toList());
    assertEquals(List.of(16.0, 64.0), across.points().stream().map(Point::mean).toList());
  }

  @Test
  void otherFamiliesHaveFiguresToo() throws IOException {
    Study study =
        new StudyFixture(directory, "sgd")
            .run("sgd", 0, "finished", "0 margin/p10 1", "0 a/b/layer1 1", "0 a/b/layer2 1")
            .read();
    assertEquals("margin/p10", figure(study, "margin-p10").title());
    LinePlot layers = figure(study, "a-b-by-layer");
    assertEquals(
        List.of("layer1", "layer2"), layers.panels().stream().map(Panel::heading).toList());
  }

  @Test
  void theSameRuleHasTheSameColourAndOnlyOneOptimizerTheSameLook() {
    List<Optimizer> one = Optimizer.of(Map.of("adam", "adam"));
    List<Optimizer> many =
        Optimizer.of(
            new TreeMap<>(
                Map.of("a", "sgd", "adam", "adam", "b", "sgd", "c", "mine", "d", "other")));
    assertEquals(Colours.of(one.get(0)), Colours.of(many.get(1)));
    assertEquals(many.size(), many.stream().map(Colours::of).distinct().count(), "no colour twice");
    Map<String, String> alike = new LinkedHashMap<>();
    IntStream.range(0, 10).forEach(i -> alike.put("sgd-" + i, "sgd"));
    List<Color> hues = Optimizer.of(alike).stream().map(Colours::of).toList();
    assertEquals(10, hues.stream().distinct().count(), "no colour twice");
    assertTrue(hues.get(1).getRed() > 200 && hues.get(1).getBlue() < 50, "another hue, not shade");
    assertEquals("a", many.get(0).name());
    assertEquals("Adam", many.get(1).name());
    assertFalse(many.get(0).nth() == many.get(2).nth());
  }

  /**
   * The line of the SVG, measured with the axes' ranges, is that of the CSV to a tenth of a pixel.
   */
  @Test
  void theCsvHoldsTheNumbersThatAreDrawn() throws IOException {
    Study study = Study.read(SyntheticExperiment.paper(3, 60).write(directory));
    for (String name : List.of("norm-l2", "implicit-sgd", "at-loss-test-error")) {
      Drawn drawn = figure(study, name).draw(directory);
      List<String> rows = Files.readAllLines(directory.resolve(name + ".csv"));
      List<String[]> sgd =
          rows.stream()
              .map(r -> r.split(",", -1))
              .filter(r -> r[1].equals("sgd") && r[8].endsWith("mean"))
              .toList();
      Frame frame = drawn.panels().get(0).frame();
      Rectangle2D area = drawn.panels().get(0).area();
      boolean falling = name.startsWith("at-loss");
      Matcher line =
          Pattern.compile("<path d='M([^']*)' fill='none' stroke='#0072b2' stroke-width='2' ")
              .matcher(drawn.svg());
      assertTrue(line.find(), "the line is in the SVG");
      String[] numbers = line.group(1).replace("l", " ").replace("-", " -").strip().split(" +", -1);
      assertEquals(2 * sgd.size(), numbers.length, name);
      double x = 0;
      double y = 0;
      for (int i = 0; i < sgd.size(); i++) {
        x += Double.parseDouble(numbers[2 * i]);
        y += Double.parseDouble(numbers[2 * i + 1]);
        double across =
            (frame.x().place(Double.parseDouble(sgd.get(i)[3])) - frame.xLow())
                / (frame.xHigh() - frame.xLow());
        double up =
            (frame.y().place(Double.parseDouble(sgd.get(i)[4])) - frame.yLow())
                / (frame.yHigh() - frame.yLow());
        // Coordinates are rounded to a tenth of a pixel, and JFreeChart's paths are in floats.
        assertEquals(area.getX() + (falling ? 1 - across : across) * area.getWidth(), x, 0.06);
        assertEquals(area.getMaxY() - up * area.getHeight(), y, 0.06);
      }
    }
  }
}
