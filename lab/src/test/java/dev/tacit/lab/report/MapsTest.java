package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.report.MapPlot.Cell;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SGD along its rate and a common batch size, Adam along the batch size alone. */
class MapsTest {
  private static final double[] RATES = {0.1, 10, 1};
  private static final int[] BATCHES = {16, 64, 256};

  @TempDir Path directory;

  /**
   * Two seeds a setting. With rate 10 one diverges, with batches of 256 both; with rate 10 and 16
   * the one that is left is the best of all.
   */
  private Study study(boolean third) throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd", "adam");
    fixture.describing("test/error", Map.of("kind", "share"));
    List<Map<String, Object>> variants = new ArrayList<>();
    for (int batch : BATCHES) {
      for (double rate : RATES) {
        for (double momentum : third ? new double[] {0, 0.9} : new double[] {0}) {
          Map<String, Object> variant = new LinkedHashMap<>();
          variant.put("train.batch", batch);
          variant.put("optimizers.sgd.lr", rate);
          if (third) {
            variant.put("optimizers.sgd.momentum", momentum);
          }
          variants.add(variant);
          for (int seed = 0; seed < 2; seed++) {
            boolean diverged = rate == 10 && (seed == 1 || batch == 256);
            double error =
                rate == 10 ? 0.01 : (rate == 1 ? 0.2 : 0.5) + batch / 1000.0 + 0.02 * seed;
            String state = diverged ? "diverged" : "finished";
            fixture.run("sgd", seed, variant, state, "1 test/error " + error);
          }
        }
      }
      for (int seed = 0; seed < 2; seed++) {
        Map<String, Object> variant = Map.of("train.batch", batch);
        fixture.run("adam", seed, variant, "finished", "1 test/error 0.3");
      }
    }
    return fixture.with("variants", variants).read();
  }

  @Test
  void aCellIsTheMeanOfASettingsSeeds() throws IOException {
    MapPlot map = new Maps(study(false)).of("test/error").orElseThrow();
    assertEquals(1, map.panels().size(), "Adam has one axis");
    MapPlot.Panel panel = map.panels().get(0);
    assertEquals(List.of("0.1", "1", "10"), panel.across().labels(), "rising");
    assertEquals("batch", panel.up().name());
    assertEquals(9, panel.cells().size());
    Cell cell =
        panel.cells().stream().filter(c -> c.column() == 0 && c.row() == 1).findFirst().get();
    assertEquals(0.574, cell.mean().mean(), 1e-12);
    assertEquals(2, cell.mean().n());
    assertTrue(map.title().endsWith("over lr and batch, at the end"), map.title());
  }

  /** While a study trains, what is on its way is no run without a value. */
  @Test
  void runsOnTheirWayAreNotMarked() throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd");
    List<Map<String, Object>> variants = new ArrayList<>();
    for (int batch : BATCHES) {
      for (double rate : RATES) {
        Map<String, Object> variant = Map.of("train.batch", batch, "optimizers.sgd.lr", rate);
        variants.add(variant);
        fixture.run("sgd", 0, variant, "finished", "1 test/error 0.1");
        String state = rate == 1 ? "running" : batch == 16 ? "failed" : "interrupted";
        fixture.run("sgd", 1, variant, state, "1 test/error 0.1");
      }
    }
    MapPlot map = new Maps(fixture.with("variants", variants).read()).of("test/error").get();
    for (Cell cell : map.panels().get(0).cells()) {
      boolean failed = cell.row() == 0 && cell.column() != 1;
      assertEquals(failed ? 1 : 0, cell.without(), "row " + cell.row() + " of " + cell.column());
    }
  }

  @Test
  void divergedRunsAreMarkedAndTheirSettingIsNotTheBest() throws IOException {
    MapPlot map = new Maps(study(false)).of("test/error").orElseThrow();
    List<Cell> cells = map.panels().get(0).cells();
    Cell half = cells.stream().filter(c -> c.column() == 2 && c.row() == 0).findFirst().get();
    Cell none = cells.stream().filter(c -> c.column() == 2 && c.row() == 2).findFirst().get();
    assertEquals(1, half.without());
    assertEquals(0.01, half.mean().mean());
    assertEquals(2, none.without());
    assertEquals(null, none.mean());
    Cell best = map.panels().get(0).best();
    assertEquals(List.of(1, 0), List.of(best.column(), best.row()));
    assertTrue(
        map.caption().contains("Lowest: SGD at lr = 1, batch = 16 (the smallest that was tried)."),
        map.caption());
    assertTrue(map.caption().contains("Crosses: a run diverged"), map.caption());
  }

  @Test
  void itsNumbersAreInItsFilesAndUnderThePointer() throws IOException {
    Drawing drawing = new Maps(study(false)).of("test/error").orElseThrow().write(directory);
    assertTrue(drawing.svg().contains(">0.574<"), "the value is in its cell");
    String csv = drawing.figure().csv();
    String row = "test/error,sgd,optimizers.sgd.lr,1,train.batch,16,0.226";
    assertTrue(csv.contains("\n" + row), csv);
    assertTrue(csv.contains(",train.batch,256,,,,0,2,mean,\n"), csv);
    assertTrue(drawing.hover().contains("\"x\":[\"lr\",\"0.1\",\"1\",\"10\"]"), drawing.hover());
    assertTrue(drawing.hover().contains("[2,2,\"no value, 2 without a value\"]"), drawing.hover());
  }

  /** Nine settings of SGD would take three panels of a line along the batch size. */
  @Test
  void anOptimizerWithOneAxisHasALineThatIsNotRepeatedForAnothersValues() throws IOException {
    Study study = study(false);
    List<Panel> panels = new Grid(study, "train.batch").panels("test/error");
    assertEquals(
        List.of("lr = 0.1", "lr = 1", "lr = 10", "Adam"),
        panels.stream().map(Panel::heading).toList());
    assertEquals(
        List.of("sgd", "sgd", "sgd", "adam"),
        panels.stream()
            .flatMap(panel -> panel.means().stream())
            .map(s -> s.optimizer().label())
            .toList());
    List<Panel> along = new Grid(study, "optimizers.lr").panels("test/error");
    assertEquals(3, along.size());
    assertEquals(1, along.get(0).levels().size(), "Adam has one rate");
  }

  /** The test set would choose the third. */
  @Test
  void threeAxesHaveNoMapAndItIsSaid() throws IOException {
    Study study = study(true);
    assertTrue(new Maps(study).of("test/error").isEmpty());
    Chapter chapter = Figures.of(study).get(0);
    assertTrue(
        chapter.intro().contains("SGD varies along batch, lr, momentum: a map has two settings"),
        chapter.intro());
    List<String> names = chapter.figures().stream().map(Figure::name).toList();
    assertTrue(names.contains("across-optimizers-lr-test-error"), names.toString());
    assertTrue(names.contains("across-train-batch-test-error-2"), "seven panels: " + names);
    assertFalse(names.contains("across-optimizers-momentum-test-error-1"), "nine: " + names);
    assertTrue(
        chapter.intro().contains("Lines along momentum would take more panels than"),
        chapter.intro());
    for (Figure figure : chapter.figures()) {
      assertTrue(((LinePlot) figure).panels().size() <= 6, figure.name());
    }
    assertFalse(Figures.of(study, true, List.of()).isEmpty());
  }
}
