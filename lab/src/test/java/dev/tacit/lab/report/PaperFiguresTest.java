package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.figure.Limits;
import dev.tacit.lab.figure.Paper;
import dev.tacit.lab.figure.PaperFormat;
import dev.tacit.lab.figure.PaperSize;
import dev.tacit.lab.report.PaperFigures.Request;
import dev.tacit.lab.store.Spelling;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaperFiguresTest {
  private static final Paper PAPER = new Paper(PaperSize.parse("85mm"), 8, false, 150);

  @TempDir Path directory;

  private static Request asked(PaperX x, String... metrics) {
    return new Request(List.of(metrics), x, PAPER, EnumSet.of(PaperFormat.SVG), null, Limits.NONE);
  }

  private Path two() throws IOException {
    return new StudyFixture(directory, "sgd", "adam")
        .run("sgd", 0, "finished", "0 norm/l2 3", "1 norm/l2 4", "0 train/loss 2", "1 train/loss 1")
        .run("sgd", 1, "finished", "0 norm/l2 3", "1 norm/l2 5", "0 train/loss 2", "1 train/loss 1")
        .run(
            "adam", 0, "finished", "0 norm/l2 3", "1 norm/l2 6", "0 train/loss 2", "1 train/loss 1")
        .write();
  }

  private List<String> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void onlyWhatIsAskedForIsDrawnAndTheNumbersBeside() throws IOException {
    two();
    Set<PaperFormat> all = EnumSet.allOf(PaperFormat.class);
    List<Path> written =
        PaperFigures.write(
            directory,
            new Request(List.of("norm/l2"), PaperX.EPOCH, PAPER, all, null, Limits.NONE));
    assertEquals(3, written.size());
    assertEquals(
        List.of("norm-l2-epoch.csv", "norm-l2-epoch.pdf", "norm-l2-epoch.png", "norm-l2-epoch.svg"),
        files("figures/paper"));
    assertFalse(Files.exists(directory.resolve("report.html")));
  }

  @Test
  void theNumbersAreThoseOfTheReport() throws IOException {
    Study study = Study.read(two());
    PaperFigures.write(directory, asked(null, "norm/l2"));
    PaperFigures.write(directory, asked(PaperX.LOSS, "norm/l2"));
    for (Map.Entry<String, String> each :
        Map.of("norm-l2-epoch", "norm-l2", "norm-l2-train-loss", "at-loss-norm-l2").entrySet()) {
      String csv =
          Figures.of(study).stream()
              .flatMap(chapter -> chapter.figures().stream())
              .filter(figure -> figure.name().equals(each.getValue()))
              .findFirst()
              .orElseThrow()
              .csv();
      assertEquals(
          csv, Files.readString(directory.resolve("figures/paper/" + each.getKey() + ".csv")));
    }
  }

  @Test
  void stepsAreEpochsTimesTheirLength() throws IOException {
    two();
    PaperFigures.write(directory, asked(PaperX.STEP, "norm/l2"));
    String csv = Files.readString(directory.resolve("figures/paper/norm-l2-step.csv"));
    assertTrue(csv.startsWith("metric,optimizer,variant,step,mean,"), csv);
    assertTrue(csv.contains("norm/l2,adam,,10.0,6.0,"), csv); // StudyFixture: 10 an epoch
    assertFalse(csv.contains(",1.0,6.0,"), csv);
  }

  @Test
  void whatIsDrawnTwiceIsTheSame() throws IOException {
    two();
    Set<PaperFormat> pdf = EnumSet.of(PaperFormat.PDF);
    Path file = directory.resolve("figures/paper/norm-l2-epoch.pdf");
    PaperFigures.write(
        directory, new Request(List.of("norm/l2"), null, PAPER, pdf, null, Limits.NONE));
    byte[] first = Files.readAllBytes(file);
    PaperFigures.write(
        directory, new Request(List.of("norm/l2"), null, PAPER, pdf, null, Limits.NONE));
    assertArrayEquals(first, Files.readAllBytes(file));
  }

  @Test
  void ofManySettingsTheSensitivityIsDrawn() throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd");
    for (double lr : new double[] {1, 2, 3, 4, 5, 6, 7}) {
      fixture.run("sgd", 0, Map.of("lr", lr), "finished", "0 norm/l2 1", "1 norm/l2 " + 2 * lr);
    }
    fixture.write();
    PaperFigures.write(directory, asked(null, "norm/l2"));
    String csv = Files.readString(directory.resolve("figures/paper/norm-l2-lr.csv"));
    assertTrue(csv.contains("norm/l2,sgd,,7.0,14.0,"), csv);
    assertRefused("use --x setting", asked(PaperX.EPOCH, "norm/l2"));
  }

  @Test
  void whatCannotBeDrawnIsSaidAndNothingWritten() throws IOException {
    two();
    assertRefused("nearest are: norm/l2", asked(null, "norm/l2", "norm/l3"));
    assertRefused("varies no setting that is a number", asked(PaperX.SETTING, "norm/l2"));
    assertFalse(Files.exists(directory.resolve("figures")));
  }

  @Test
  void aStretchIsCutOutOfTheFigureAndNotOfItsNumbers() throws IOException {
    two();
    PaperFigures.write(directory, asked(null, "norm/l2"));
    Path csv = directory.resolve("figures/paper/norm-l2-epoch.csv");
    Path svg = directory.resolve("figures/paper/norm-l2-epoch.svg");
    String numbers = Files.readString(csv);
    String whole = Files.readString(svg);
    PaperFigures.write(directory, limited(new Limits(null, new Limits.Range(4, 5))));
    assertEquals(numbers, Files.readString(csv));
    assertNotEquals(whole, Files.readString(svg));
    assertRefused("nothing lies in 7..9", limited(new Limits(new Limits.Range(7, 9), null)));
  }

  private static Request limited(Limits limits) {
    Set<PaperFormat> svg = EnumSet.of(PaperFormat.SVG);
    return new Request(List.of("norm/l2"), null, PAPER, svg, null, limits);
  }

  private void assertRefused(String why, Request request) {
    String says =
        assertThrows(IllegalArgumentException.class, () -> PaperFigures.write(directory, request))
            .getMessage();
    assertTrue(says.contains(why), says);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Epoch", "loss", "", "steps"})
  void whatIsAcrossIsOneOfAFew(String text) {
    String says =
        assertThrows(IllegalArgumentException.class, () -> PaperX.parse(text)).getMessage();
    assertEquals("expected one of epoch, step, train/loss, setting; found '" + text + "'", says);
  }

  @Test
  void distancesAreLevenshteins() {
    assertEquals(3, Spelling.distance("kitten", "sitting"));
    assertEquals(3, Spelling.distance("saturday", "sunday"));
    assertEquals(4, Spelling.distance("", "four"));
  }
}
