package dev.tacit.lab.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.report.SyntheticExperiment.Stop;
import dev.tacit.lab.store.RunStatus.State;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir Path directory;

  private static SyntheticExperiment small(int seeds) {
    SyntheticExperiment experiment = SyntheticExperiment.paper(seeds, 12);
    experiment.layers = false;
    experiment.only =
        Set.of(
            "train/loss",
            "train/error",
            "test/error",
            "implicit/sgd",
            "implicit/rmsprop_paper",
            "norm/l2");
    return experiment;
  }

  private String page(SyntheticExperiment experiment) throws IOException {
    return Files.readString(Report.write(experiment.write(directory)));
  }

  /** A map without an order had another one each time that Tacit started. */
  @Test
  void whatClocksTellHasAnOrder() {
    assertEquals(List.of("clock/flow_time", "clock/seconds"), List.copyOf(PageData.CLOCK.keySet()));
  }

  @Test
  void thePageNeedsNothingElse() throws IOException {
    String namespace = "http://www.w3.org/2000/svg"; // a name, which nothing loads
    String page = page(small(3)).replace(namespace, "");
    assertFalse(page.contains("http://"), "no address");
    assertFalse(page.contains("https://"), "no address");
    assertFalse(page.contains("src="), "nothing is loaded");
    assertFalse(page.contains("<link"), "nothing is linked in");
    assertFalse(page.contains("@import"), "nothing is imported");
    assertFalse(Pattern.compile("url\\((?!#)").matcher(page).find(), "styles load nothing");
    assertTrue(page.contains("default-src 'none'"), "and the browser is told so");
  }

  @Test
  void landscapesOfRunsAreOnIt() throws IOException {
    Path experiment = small(1).write(directory);
    Path run;
    try (Stream<Path> files = Files.list(experiment)) {
      run = files.filter(f -> Files.exists(f.resolve("manifest.json"))).sorted().findFirst().get();
    }
    String without = Files.readString(Report.write(experiment));
    assertFalse(without.contains("id=\"landscapes\""));
    Path around = Files.createDirectories(run.resolve("landscape"));
    Path between = Files.createDirectories(run.resolve("landscape-<b>"));
    Files.writeString(around.resolve("spectrum.svg"), "<svg>one</svg>");
    Files.writeString(
        between.resolve("interpolation.svg"), "<svg>" + " ".repeat(500_000) + "</svg>");
    String page = Files.readString(Report.write(experiment));
    String one = Base64.getEncoder().encodeToString("<svg>one</svg>".getBytes(UTF_8));
    assertTrue(page.contains("data:image/svg+xml;base64," + one));
    assertTrue(page.contains("the spectrum of the Hessian"));
    assertTrue(page.contains("to &lt;b&gt;"), "names are text");
    assertTrue(
        page.contains("landscape-&lt;b&gt;/interpolation.svg"), "a link where there is no room");
    assertFalse(page.contains("landscape-<b>"));
  }

  @Test
  void aReportIsCurrentUntilWhatItWasDrawnFromChanges() throws IOException {
    Path experiment = small(1).write(directory);
    List<Path> runs;
    try (Stream<Path> files = Files.list(experiment)) {
      runs = files.filter(file -> Files.exists(file.resolve("manifest.json"))).toList();
    }
    assertEquals(Optional.empty(), Report.current(experiment, 1, runs), "there is none");
    Report.Written written = Report.judge(experiment, 1, List.of());
    Path page = written.page();
    FileTime figure =
        Files.getLastModifiedTime(experiment.resolve("figures").resolve("test-error.csv"));
    assertTrue(
        Files.getLastModifiedTime(page).compareTo(figure) <= 0, "a page is as old as what it read");
    FileTime drawn = FileTime.from(Instant.now().plusSeconds(60));
    Files.setLastModifiedTime(page, drawn);
    assertEquals(Optional.of(page), Report.current(experiment, 1, runs));
    assertEquals(Optional.empty(), Report.current(experiment, 2, runs), "another command's");
    for (Path source : List.of(runs.get(1), experiment.resolve("experiment.json"))) {
      FileTime before = Files.getLastModifiedTime(source);
      Files.setLastModifiedTime(source, drawn);
      assertEquals(Optional.empty(), Report.current(experiment, 1, runs), source.toString());
      Files.setLastModifiedTime(source, before);
    }
    assertEquals(Optional.of(page), Report.current(experiment, 1, runs));
    Files.writeString(page, "another process's");
    Files.setLastModifiedTime(page, drawn);
    assertEquals(written.claims(), Report.judge(experiment, 1, runs).claims());
    assertEquals("another process's", Files.readString(page), "it stays");
    Files.setLastModifiedTime(runs.get(0), drawn);
    Report.judge(experiment, 1, runs);
    assertTrue(Files.readString(page).contains("<html"), "a run has changed");
  }

  @Test
  void thePapersFourFiguresComeFirst() throws IOException {
    String page = page(small(1));
    int before = 0;
    for (String name : List.of("train-error", "test-error", "implicit-paper", "norm-l2")) {
      int at = page.indexOf("<figure id=\"figure-" + name + "\"");
      assertTrue(at > before, name);
      before = at;
    }
    assertEquals(page.indexOf("<figure "), page.indexOf("<figure id=\"figure-train-error\""));
    int claims = page.indexOf("<section id=\"claims\"");
    assertTrue(claims > 0 && claims < page.indexOf("<figure "), "after the answers");
    assertTrue(page.indexOf("<section id=\"paper\"") < page.indexOf("<section id=\"numbers\""));
    assertTrue(page.contains("SGD (1 seed)"), "the legend says how many seeds");
  }

  @Test
  void everyFigureIsAFileThreeTimes() throws IOException {
    page(small(3));
    Path figures = directory.resolve("figures");
    BufferedImage png = ImageIO.read(figures.resolve("train-error.png").toFile());
    assertEquals(1600, png.getWidth());
    assertTrue(Files.readString(figures.resolve("train-error.svg")).startsWith("<?xml"));
    List<String> rows = Files.readAllLines(figures.resolve("train-error.csv"));
    assertEquals("metric,optimizer,variant,epoch,mean,low,high,n,line", rows.get(0));
    assertEquals(1 + 3 * 13 * 4, rows.size(), "a mean and three seeds for each optimizer");
    assertTrue(rows.get(1).startsWith("train/error,sgd,,0.0,"), rows.get(1));
    assertTrue(rows.get(1).endsWith(",3,mean"), rows.get(1));
    assertTrue(rows.get(14).endsWith(",,,1,seed 0"), rows.get(14));
  }

  @Test
  void whatComesFromFilesIsText() throws IOException {
    String hostile = "<script>alert('1')</script>\"&";
    SyntheticExperiment experiment = small(1);
    experiment.title = hostile;
    experiment.description = hostile;
    experiment.optimizers.put("\"><b onload=x>", "sgd");
    experiment.claim("norm/l2", "final", "sgd", "adam", hostile);
    experiment.claim("<i>x</i>/y", "final", "sgd", "adam", "");
    experiment.stops.add(new Stop("adam", 0, State.diverged, 5, hostile));
    String page = page(experiment);
    assertFalse(page.contains("<script>alert"), "a title is not markup");
    assertFalse(page.contains("<b onload"), "a label is not markup");
    assertFalse(page.contains("<i>x"), "a metric is not markup");
    assertTrue(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;"));
  }

  @Test
  void theSameRunsGiveTheSameBytesInAnyLocale() throws IOException {
    small(2).write(directory);
    Report.write(directory);
    Map<Path, byte[]> first = contents();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      Report.write(directory);
    } finally {
      Locale.setDefault(before);
    }
    Map<Path, byte[]> second = contents();
    assertEquals(first.keySet(), second.keySet());
    first.forEach((path, bytes) -> assertArrayEquals(bytes, second.get(path), path.toString()));
  }

  private Map<Path, byte[]> contents() throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file, Files.readAllBytes(file));
      }
    }
    return contents;
  }

  @Test
  void runsThatDidNotFinishAreDrawnWithTheirStatusSaid() throws IOException {
    SyntheticExperiment experiment = small(3);
    experiment.stops.add(new Stop("adam", 1, State.diverged, 5, "not finite at step 785"));
    experiment.stops.add(new Stop("rmsprop", 0, State.failed, 2, "No space left on device"));
    experiment.stops.add(new Stop("sgd", 2, State.running, 8, ""));
    String page = page(experiment);
    assertTrue(page.contains("adam-seed1 – diverged at epoch 5: not finite at step 785"));
    assertTrue(page.contains("rmsprop-seed0 – failed at epoch 2: No space left on device"));
    assertTrue(page.contains("sgd-seed2 – running at epoch 8"));
    assertTrue(page.contains("Adam (2 seeds + 1 diverged)"), "the legend says so");
    String csv = Files.readString(directory.resolve("figures/norm-l2.csv"));
    assertTrue(csv.contains("\"seed 1, diverged\""), "and so does the file");
  }

  @Test
  void anExperimentOfWhichNothingFinishedHasAReport() throws IOException {
    SyntheticExperiment experiment = small(1);
    experiment.stops.add(new Stop("adam", 0, State.diverged, 0, "at once"));
    experiment.stops.add(new Stop("rmsprop", 0, State.diverged, 3, ""));
    experiment.stops.add(new Stop("sgd", 0, State.failed, 0, ""));
    String page = page(experiment);
    assertTrue(page.contains("No numbers yet"));
    assertTrue(page.contains("no run of Adam has finished"));
  }

  @Test
  void runsThatHaveNotStartedAreNamed() throws IOException {
    small(1).write(directory);
    try (Stream<Path> runs = Files.list(directory)) {
      for (Path run : runs.filter(Files::isDirectory).toList()) {
        Files.delete(run.resolve("manifest.json"));
      }
    }
    String page = Files.readString(Report.write(directory));
    assertTrue(page.contains("Not started yet: sgd-seed0-"), "the runs are named");
  }

  @Test
  void missingMetricsAreMissed() throws IOException {
    SyntheticExperiment experiment = small(1);
    experiment.without.add("train/loss");
    experiment.without.add("implicit/sgd");
    String page = page(experiment);
    assertFalse(page.contains("figure-implicit-sgd"));
    assertTrue(page.contains("has no finite value of implicit/paper"));
  }

  @Test
  void aDirectoryWithoutAnExperimentIsRefused() {
    IOException e = assertThrows(IOException.class, () -> Report.write(directory));
    assertTrue(e.getMessage().contains("holds no experiment.json"), e.getMessage());
  }

  @Test
  void damagedFilesAreNamedWithTheirLine() throws IOException {
    small(1).write(directory);
    Path experiment = directory.resolve("experiment.json");
    String text = Files.readString(experiment);
    damage(experiment, text.replace("\"format\" : 1", "\"format\" : 3"), "\"format\": 1 or 2");
    damage(experiment, text.replace("[ \"sgd\"", "[ sgd"), "line 6: expected an experiment");
    damage(experiment, text.replace("[ \"sgd-seed0", "[ \"../sgd-seed0"), "found '../sgd-seed0");
    damage(experiment, text.replace("\"at\" : \"final\"", "\"at\" : \"end\""), "found 'end'");
    Files.writeString(experiment, text);
    try (Stream<Path> runs = Files.list(directory)) {
      Path run = runs.filter(p -> p.getFileName().toString().startsWith("adam")).findFirst().get();
      String rows = Files.readString(run.resolve("metrics.csv"));
      damage(
          run.resolve("metrics.csv"), rows.replace("0,0,train/loss,", "0,0,"), "line 2: expected");
      Files.writeString(run.resolve("metrics.csv"), rows);
      damage(run.resolve("status.json"), "{\"state\":\"asleep\"}", "status.json, line 1");
    }
  }

  private void damage(Path file, String text, String expected) throws IOException {
    assertFalse(text.equals(Files.readString(file)), "the damage was done: " + expected);
    Files.writeString(file, text);
    IOException e = assertThrows(IOException.class, () -> Report.write(directory));
    assertTrue(e.getMessage().contains(file.getFileName().toString()), e.getMessage());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }
}
