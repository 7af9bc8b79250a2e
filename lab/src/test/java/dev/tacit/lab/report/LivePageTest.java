package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tacit.lab.report.SyntheticExperiment.Stop;
import dev.tacit.lab.store.RunStatus.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePageTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private LivePage page(SyntheticExperiment experiment) throws IOException {
    experiment.layers = false;
    experiment.only = Set.of("train/loss", "test/error", "norm/l2");
    experiment.write(directory);
    return new LivePage(directory, 1);
  }

  private static SyntheticExperiment running() {
    SyntheticExperiment experiment = SyntheticExperiment.paper(2, 6);
    experiment.stops = List.of(new Stop("adam", 1, State.running, 3, ""));
    return experiment;
  }

  private static JsonNode data(LivePage page, long since) throws IOException {
    return JSON.readTree(page.data(since));
  }

  private Path run(String beginning) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(child -> child.getFileName().toString().startsWith(beginning))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Waits until the page looks again, which it does not all the time. */
  private static long next(LivePage page, long version) throws Exception {
    for (int i = 0; i < 200; i++) {
      long now = page.look();
      if (now != version) {
        return now;
      }
      Thread.sleep(20);
    }
    return version;
  }

  @Test
  void aPointThatWasWrittenIsNews() throws Exception {
    LivePage page = page(running());
    long first = page.look();
    JsonNode all = data(page, 0);
    assertEquals(6, all.get("runs").size());
    assertEquals(first, all.get("version").asLong());
    assertTrue(data(page, first).get("runs").isEmpty(), "nothing since");
    Path adam = run("adam-seed1");
    Files.writeString(
        adam.resolve("metrics.csv"), "99999,4,test/error,0.125,\n", StandardOpenOption.APPEND);
    long second = next(page, first);
    JsonNode news = data(page, first);
    assertEquals(second, news.get("version").asLong());
    assertEquals(1, news.get("runs").size());
    assertEquals(adam.getFileName().toString(), news.get("runs").get(0).get("id").asText());
    assertEquals(0.125, news.get("runs").get(0).get("last").get("test/error").asDouble());
    assertFalse(news.has("metrics"), "what has not changed is not said again");
    String id = news.get("runs").get(0).get("id").asText();
    byte[] curves = page.curves(List.of("test/error"), List.of(id));
    assertTrue(curves.length < page.curves(List.of("test/error"), List.of()).length);
    assertEquals(6, data(page, 77).get("runs").size(), "a version that is not known yet");
  }

  @Test
  void aRunThatWasDeletedIsNotThereAnyMore() throws Exception {
    LivePage page = page(running());
    long first = page.look();
    Path adam = run("adam-seed1");
    try (Stream<Path> files = Files.walk(adam)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    next(page, first);
    JsonNode all = data(page, first);
    assertEquals(5, all.get("runs").size(), "everything is said again");
    assertEquals(1, all.get("waiting").size());
    assertTrue(page.run(adam.getFileName().toString()).isEmpty());
  }

  @Test
  void aRunThatCannotBeReadLeavesTheOthersAlone() throws Exception {
    LivePage page = page(running());
    long first = page.look();
    Path adam = run("adam-seed1");
    Files.writeString(adam.resolve("metrics.csv"), "nonsense\n", StandardOpenOption.APPEND);
    next(page, first);
    JsonNode news = data(page, 0);
    int faults = 0;
    for (JsonNode each : news.get("runs")) {
      faults += each.has("fault") ? 1 : 0;
    }
    assertEquals(1, faults);
  }

  @Test
  void theMainPartIsThatOfTheReport() throws Exception {
    LivePage page = page(running());
    String main = new String(page.main(), StandardCharsets.UTF_8);
    int claims = main.indexOf("<section id=\"claims\"");
    int paper = main.indexOf("<figure id=\"figure-test-error\"");
    assertTrue(claims > 0 && paper > claims, "answers first");
    assertTrue(main.contains("data-chart"), "a place for each chart");
    assertFalse(main.contains("<svg role"), "and no pictures");
    String report = Files.readString(Report.write(directory));
    assertTrue(report.contains("<figure id=\"figure-test-error\""));
    assertTrue(page.title().startsWith("Implicit"));
  }

  @Test
  void aRunTellsItsSettings() throws Exception {
    LivePage page = page(running());
    page.look();
    String id = run("sgd-seed0").getFileName().toString();
    JsonNode run = JSON.readTree(page.run(id).orElseThrow());
    assertTrue(run.has("settings"));
    assertTrue(page.run("../" + id).isEmpty());
  }

  @Test
  void withoutAnExperimentItSaysWhatIsMissing() {
    LivePage page = new LivePage(directory.resolve("none"), 1);
    IOException e = assertThrows(IOException.class, page::look);
    assertTrue(e.getMessage().contains("none"), e.getMessage());
  }
}
