package dev.tacit.lab.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.Settled;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether nothing is left to do, seen without taking up a run. */
class SettledTest {
  private static final String FEW =
      "probes={preset: none, train/loss: every epoch, curvature/trace: every 3 epochs}";

  @TempDir Path folder;

  private Optional<Settled> settled(String... overrides) throws IOException {
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
    Map<PlannedRun, RunStatus> ended = settled(FEW).orElseThrow().ends();
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

  @Test
  void ofManyRunsItIsKeptUntilAFileIsReplacedOrSomethingElseIsAsked() throws Exception {
    Set<String> metrics = Set.of("train/loss");
    Experiment many = LocalEngineTest.experiment(FEW, "seeds=67");
    assertTrue(Settled.read(folder, many, metrics).isEmpty(), "nothing is there");
    Settled found;
    try (ExperimentDirectory directory = ExperimentDirectory.open(folder, many)) {
      assertTrue(Settled.find(directory).isEmpty(), "nothing has ended");
      for (PlannedRun run : many.runs()) {
        madeUp(run);
      }
      found = Settled.find(directory).orElseThrow();
      found.write(directory, metrics);
    }
    Settled kept = Settled.read(folder, many, metrics).orElseThrow();
    assertEquals(201, kept.ends().size());
    assertEquals(found.number(), kept.number());
    assertEquals(found.directories(), kept.directories());
    kept.ends()
        .forEach(
            (run, end) -> assertEquals(found.ends().get(run).remembering(metrics), end, run::slug));
    assertEquals(metrics, kept.ends().values().iterator().next().lastFinite().keySet());

    assertTrue(Settled.read(folder, many, Set.of("test/loss")).isEmpty(), "other values");
    for (String other :
        List.of("seeds=68", "train.epochs=7", "probes.norm/l2=every epoch", "probes.subset=64")) {
      Experiment asked = LocalEngineTest.experiment(FEW, "seeds=67", other);
      assertTrue(Settled.read(folder, asked, metrics).isEmpty(), other);
    }
    PlannedRun last = many.runs().get(200);
    Path status = folder.resolve(last.directoryName()).resolve(RunStatus.FILE);
    kept.ends().get(last).ended(State.running, "").write(status.getParent());
    assertTrue(Settled.read(folder, many, metrics).isEmpty(), "one goes on");
    Files.delete(status);
    assertTrue(Settled.read(folder, many, metrics).isEmpty(), "one is gone");
    Files.writeString(folder.resolve(Settled.FILE), "{");
    assertTrue(Settled.read(folder, many, metrics).isEmpty(), "it is damaged");
  }

  /** A finished run of the first epoch's files alone. */
  private void madeUp(PlannedRun run) throws IOException {
    Path place = Files.createDirectories(folder.resolve(run.directoryName()));
    ObjectNode manifest = JsonFiles.JSON.createObjectNode();
    manifest.put("format", Manifest.FORMAT).put("hash", run.hash());
    manifest.put("optimizer", run.optimizer()).putObject("settings");
    ObjectNode probes = manifest.putObject("probes");
    for (String probe : List.of("train/loss", "curvature/trace")) {
      probes.putObject(probe).put("every", 1).putArray("metrics").add(probe);
    }
    Files.writeString(place.resolve(Manifest.FILE), manifest.toString());
    Map<String, Double> last = Map.of("train/loss", 0.25, "curvature/trace", 2.0);
    new RunStatus(State.finished, 60, 6, "", last, 1.5, 0.5, Map.of()).write(place);
  }
}
