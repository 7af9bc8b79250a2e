package dev.tacit.lab.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.Inventory;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages and times against numbers worked out by hand. */
class ForecastTest {
  private static final String PLAIN =
      """
      name: plain
      data:   {name: gaussian-mixture, classes: 3, dimension: 6, trainExamples: 90,
               testExamples: 30, validation: 30}
      model:  {name: mlp, depth: 1, width: 4}
      train:  {batch: 20, epochs: 10}
      seeds:  3
      optimizers:
        sgd:  {lr: 0.1}
        adam: {lr: 0.001}
      probes: {preset: none, train/loss: every epoch, curvature/lambda_max: every 5 epochs}
      """;

  private static final String TUNED =
      PLAIN
          .replace("plain", "tuned")
          .replace("sgd:  {lr: 0.1}", "sgd:  {lr: [0.01, 0.1, 1]}")
          .concat("tune: {by: validation/loss, at: final, seeds: [100, 101]}\n");

  /** A second to start, half a second an epoch, a quarter more every fifth. */
  private static final Speed SPEED =
      new Speed(new Span(1, 1, 1), new Span(0.25, 0.5, 1), new Span(0, 0.25, 0.5));

  @TempDir Path folder;

  private static Experiment read(String text, String... overrides) {
    return Experiment.read(text, "file.yaml", List.of(overrides), null);
  }

  private Forecast forecast(Experiment experiment, int workers) throws IOException {
    Path place = folder.resolve(experiment.name());
    return Forecast.of(experiment, Inventory.of(place), workers, run -> SPEED);
  }

  @Test
  void sharesTheTimeOfAllRunsAmongWorkers() throws IOException {
    Forecast.Stage all = forecast(read(PLAIN), 2).all();
    assertEquals(6, all.runs());
    assertEquals(0, all.ended());
    // each run: 1 + 10 · 0.5 + 2 · 0.25
    assertEquals(new Span(6 * 3.5 / 2, 6 * 6.5 / 2, 6 * 12 / 2.0), all.time());
  }

  /** Five runs on four workers: no shorter than one of them. */
  @Test
  void isNoShorterThanTheLongestRun() throws IOException {
    assertEquals(6.5, forecast(read(PLAIN), 100).all().time().likely());
  }

  @Test
  void countsWhatIsLeftOfRunsThatAreThere() throws Exception {
    Experiment brief = read(PLAIN, "train.epochs=4", "seeds=1");
    Path place = folder.resolve("plain");
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, brief);
        Engine engine = new LocalEngine(2, new DataCache(), RunListener.SILENT, () -> false)) {
      engine.execute(directory);
      for (var run : brief.runs()) { // as if an epoch had taken two seconds
        RunStatus s = directory.status(run);
        new RunStatus(s.state(), s.step(), s.epoch(), "", Map.of(), 8, 1, Map.of())
            .write(directory.of(run));
      }
    }
    Forecast done = forecast(brief, 1);
    assertEquals(new Forecast.Stage("", 2, 2, Span.NONE), done.stages().get(0));
    Forecast more = forecast(read(PLAIN), 1);
    assertEquals(0, more.all().ended());
    assertEquals((2 * 6 + 4 * 10) * 2, more.all().time().likely(), 1e-9);
    assertEquals((2 * 6 + 4 * 10) * 1.8, more.all().time().low(), 1e-9);
    assertEquals(List.of("2 runs that have finished"), more.sources());
  }

  @Test
  void knowsTheStagesOfTuning() throws IOException {
    Forecast forecast = forecast(read(TUNED), 1);
    assertEquals(
        List.of("Tuning 6", "Reporting 6"),
        forecast.stages().stream().map(stage -> stage.words() + " " + stage.runs()).toList());
    // Tuning measures no curvature: 1 + 10 · 0.5.
    assertEquals(6 * 6, forecast.stages().get(0).time().likely());
    assertEquals(6 * 6.5, forecast.stages().get(1).time().likely());
    assertTrue(forecast.extension().isEmpty());
  }

  @Test
  void halvesAndExtends() throws IOException {
    Forecast forecast =
        forecast(read(TUNED, "tune.halving={epochs: 4, keep: 1}", "tune.extend=true"), 1);
    assertEquals(
        List.of("Tuning 6", "Tuning goes on 2", "Reporting 6"),
        forecast.stages().stream().map(stage -> stage.words() + " " + stage.runs()).toList());
    assertEquals(6 * 3, forecast.stages().get(0).time().likely());
    assertEquals(2 * 3, forecast.stages().get(1).time().likely());
    // two values more at an end, with two seeds, for four epochs
    Forecast.Stage extension = forecast.extension().orElseThrow();
    assertEquals(4, extension.runs());
    assertEquals(4 * 3, extension.time().likely());
  }

  @Test
  void triesAFewOfManyKinds() throws IOException {
    Experiment many = read(PLAIN, "grid={train.batch: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}");
    Forecast forecast = forecast(many, 1);
    assertEquals(2, forecast.sources().size());
    assertEquals("12 other kinds are taken to lie between these", forecast.sources().get(1));
    assertEquals(60 * 6.5, forecast.all().time().likely(), 1e-9);
  }

  /** What a trial says holds for the run itself, within what it claims. */
  @Test
  void aTrialLeavesNothingBehind() throws IOException {
    Experiment experiment = read(PLAIN, "seeds=1", "optimizers.adam=null");
    Forecast forecast =
        Forecast.of(experiment, Inventory.of(folder.resolve("none")), new DataCache(), 1);
    Span time = forecast.all().time();
    assertTrue(0 < time.likely() && time.high() < 60, time.toString());
    assertEquals(List.of("a short trial of sgd"), forecast.sources());
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }
}
