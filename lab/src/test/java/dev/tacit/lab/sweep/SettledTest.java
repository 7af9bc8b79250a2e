package dev.tacit.lab.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether nothing is left to do, seen without taking up a run. */
class SettledTest {
  private static final String FEW =
      "probes={preset: none, train/loss: every epoch, curvature/trace: every 3 epochs}";

  @TempDir Path folder;

  private Optional<Map<PlannedRun, RunStatus>> settled(String... overrides) throws IOException {
    try (ExperimentDirectory directory =
        ExperimentDirectory.open(folder, LocalEngineTest.experiment(overrides))) {
      return directory.settled();
    }
  }

  @Test
  void isSettledUntilSomethingElseIsAsked() throws Exception {
    assertTrue(settled(FEW).isEmpty(), "nothing is there");
    try (ExperimentDirectory directory =
        ExperimentDirectory.open(folder, LocalEngineTest.experiment(FEW))) {
      new LocalEngine(2, new DataCache(), RunListener.SILENT, () -> false).execute(directory);
    }
    Map<PlannedRun, RunStatus> ended = settled(FEW).orElseThrow();
    assertEquals(3, ended.size());
    ended.values().forEach(status -> assertEquals(State.finished, status.state()));
    assertTrue(settled(FEW, "train.epochs=4").isPresent(), "it went further");
    assertFalse(settled(FEW, "train.epochs=7").isPresent(), "more epochs");
    assertFalse(settled(FEW, "probes.norm/l2=every epoch").isPresent(), "another probe");
    assertFalse(settled(FEW, "probes.curvature/trace=every epoch").isPresent(), "more often");
    assertFalse(settled(FEW, "probes.subset=64").isPresent(), "other sizes are remarked upon");
    assertFalse(settled(FEW, "seeds=2").isPresent(), "another seed");
    PlannedRun first = ended.keySet().iterator().next();
    Files.writeString(
        folder.resolve(first.directoryName()).resolve(RunStatus.FILE), "{\"state\": \"running\"}");
    assertFalse(settled(FEW).isPresent(), "one is being trained");
    assertTrue(Files.exists(folder.resolve(first.directoryName()).resolve(Run.METRICS)));
  }
}
