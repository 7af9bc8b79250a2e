package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.data.Dataset;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code train.until} as it is read, refused and kept. */
class UntilSettingsTest {
  private static Experiment read(String until) {
    return Experiment.read(
        """
        name: until
        data: {name: gaussian-mixture, trainExamples: 100, testExamples: 20, validation: 10}
        train: {epochs: 5}
        optimizers:
          sgd: {lr: 0.1}
        """,
        "until.yaml",
        List.of("train.until=" + until),
        null);
  }

  private static PlannedRun only(String until) {
    return read(until).runs().get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{train/loss: 0.03} | train/loss at most 0.03",
        "{train/loss: 0.03, train/error: 0} | train/loss at most 0.03 or train/error at most 0.0",
        "{metric: train/loss, below: 1e-3} | train/loss at most 0.001",
        "{metric: norm/l2, above: 10} | norm/l2 at least 10.0",
        "{metric: validation/error, patience: 10} | validation/error not below its best for 10"
            + " epochs",
        "[{train/loss: 1}, {metric: train/error, patience: 1, improvement: 0.5}] | train/loss at most"
            + " 1.0 or train/error not below its best by more than 0.5 for 1 epoch"
      })
  void itIsReadAndKeptInTheManifest(String written, String meaning) {
    RunSettings settings = only(written).settings();
    assertEquals(meaning, settings.until().toString());
    Node manifest = Node.of(settings.resolved(), "manifest.json");
    assertEquals(settings.until(), RunSettings.fromManifest(manifest).until());
    assertEquals(only("null").hash(), only(written).hash(), "the trajectory is the same");
  }

  @Test
  void whatItWaitsForIsMeasuredAfterEveryEpoch() {
    RunSettings settings = only("{metric: curvature/trace, below: 1}").settings();
    assertEquals("every epoch", settings.probes().every().get("curvature/trace").toString());
    assertEquals(
        Set.of("curvature/trace", "norm/l2"),
        settings.measuring(Set.of("norm/l2")).probes().every().keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.03 | --set train.until: train.until: expected {METRIC: x}",
        "[] | found none",
        "{} | found none",
        "{train/los: 1} | no probe measures 'train/los'",
        "{implicit/paper: 1} | no probe measures 'implicit/paper'",
        "{train/loss: low} | train.until.train/loss: a number is expected, found 'low'",
        "{train/loss: .nan} | a level must be finite, found NaN",
        "{test/error: 0.1} | keep data.validation examples and say validation/error",
        "{metric: train/loss} | one of below, above and patience is expected",
        "{metric: train/loss, below: 1, above: 2} | one of below, above and patience is expected",
        "{metric: train/loss, below: 1, improvement: 2} | it goes with patience",
        "{metric: train/loss, patience: 0} | train.until.patience: patience must be at least 1",
        "{metric: train/loss, patience: 1, improvement: -1} | improvement must not be negative",
        "{metric: train/loss, less: 1} | unknown key 'train.until.less'; known here: above, below"
      })
  void whatMakesNoSenseIsRefusedWithItsPlace(String written, String complaint) {
    SettingsException e = assertThrows(SettingsException.class, () -> read(written));
    assertTrue(e.getMessage().contains(complaint), e.getMessage());
    assertTrue(e.getMessage().startsWith("--set train.until"), e.getMessage());
  }

  @Test
  void whatThisRunNeverMeasuresIsRefused() throws IOException {
    SettingsException validation =
        assertThrows(
            SettingsException.class,
            () ->
                Experiment.read(
                    """
                    name: until
                    data: {name: gaussian-mixture}
                    train: {epochs: 5, until: {validation/error: 0.1}}
                    optimizers: {sgd: {lr: 0.1}}
                    """,
                    "until.yaml",
                    List.of(),
                    null));
    assertEquals(
        "until.yaml:3: train.until: no run measures validation/error; it needs data.validation",
        validation.getMessage());
    Experiment part = read("{metric: rank/stable/weights9, below: 0.1}");
    PlannedRun run = part.runs().get(0);
    Dataset data = new DataCache().get(run.settings());
    SettingsException e =
        assertThrows(SettingsException.class, () -> Preparation.prepare(run, data).close());
    assertTrue(
        part.located(run, e).getMessage().startsWith("--set train.until: train.until: training"),
        part.located(run, e).getMessage());
  }

  @Test
  void itIsOneForAllRunsOfAnExperiment() {
    SettingsException e =
        assertThrows(
            SettingsException.class,
            () ->
                Experiment.read(
                    """
                    name: until
                    data: {name: gaussian-mixture}
                    grid: {train.until: [{train/loss: 1}, {train/loss: 2}]}
                    optimizers: {sgd: {lr: 0.1}}
                    """,
                    "until.yaml",
                    List.of(),
                    null));
    assertTrue(e.getMessage().contains("say one rule for all"), e.getMessage());
    assertEquals(Map.of(), only("{train/loss: 1}").variant());
  }
}
