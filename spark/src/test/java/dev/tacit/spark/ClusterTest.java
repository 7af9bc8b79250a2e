package dev.tacit.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.app.cli.TacitProcess;
import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.sweep.Engine;
import dev.tacit.lab.sweep.Engines;
import dev.tacit.lab.sweep.Execution;
import dev.tacit.lab.sweep.LocalEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs on a real cluster of which parts are killed. However that goes, every run ends, in one
 * directory each, with the bits that it has without a cluster.
 */
@Tag("processes")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTest {
  private static final String EXPERIMENT = TacitProcess.experiment("cluster", 16, 2);

  /** Executors that are up soon. */
  private static final Map<String, String> SMALL =
      Map.of(
          "spark.executor.memory",
          "512m",
          "spark.executor.extraJavaOptions",
          String.join(" ", StandaloneCluster.SHORT_LIVED));

  @TempDir static Path folder;
  private static StandaloneCluster cluster;
  private static Map<String, byte[]> expected;
  private static long bytes; // of all metrics
  private static int first; // worker
  private static int second;

  @BeforeAll
  static void start() throws Exception {
    cluster = new StandaloneCluster(Files.createDirectories(folder.resolve("cluster")));
    first = cluster.addWorker();
    second = cluster.addWorker();
    Path whole = folder.resolve("whole");
    try (ExperimentDirectory directory = open(whole);
        LocalEngine local = new LocalEngine(2, new DataCache(), RunListener.SILENT, () -> false)) {
      assertAllFinished(local.execute(directory).values());
    }
    expected = TacitProcess.results(whole);
    bytes = TacitProcess.bytesOfMetrics(whole);
    assertEquals(4 * 3, expected.size());
    cluster.awaitWorker(first);
    cluster.awaitWorker(second);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static ExperimentDirectory open(Path place) throws IOException {
    return ExperimentDirectory.open(
        place, Experiment.read(EXPERIMENT, "cluster.yaml", List.of(), null));
  }

  private static void assertAllFinished(Collection<RunStatus> statuses) {
    assertTrue(statuses.stream().allMatch(s -> s.state() == State.finished), statuses::toString);
  }

  private static void assertSameBits(Path place) throws IOException {
    Map<String, byte[]> actual = TacitProcess.results(place);
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
  }

  /** Returns when a share of all measurements is there. */
  private static void awaitShare(Path place, double share) throws Exception {
    long end = System.currentTimeMillis() + 60_000;
    while (TacitProcess.bytesOfMetrics(place) < share * bytes) {
      assertTrue(System.currentTimeMillis() < end, "no progress in " + place);
      Thread.sleep(10);
    }
  }

  /** An application of this process, and what it says. */
  private record Application(
      CompletableFuture<Map<PlannedRun, RunStatus>> statuses, Collection<String> notes) {

    static Application start(Path place, Map<String, String> settings) {
      Collection<String> notes = new ConcurrentLinkedQueue<>();
      RunListener listener =
          new RunListener() {
            @Override
            public void onNote(String sentence) {
              notes.add(sentence);
            }
          };
      Execution how =
          new Execution(Integer.MAX_VALUE, new DataCache(), listener, () -> false, true, true);
      return new Application(
          CompletableFuture.supplyAsync(
              () -> {
                try (ExperimentDirectory directory = open(place);
                    Engine engine = Engines.start("spark", "cluster", how, settings)) {
                  return engine.execute(directory);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }),
          notes);
    }

    Collection<RunStatus> end() throws Exception {
      return statuses.get(90, TimeUnit.SECONDS).values();
    }
  }

  private static Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(SMALL);
    settings.put("master", cluster.url());
    settings.putAll(more);
    return settings;
  }

  private static Process type(Path directory, Path out, int workers, String log)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of("run", folder.resolve("cluster.yaml").toString(), "--out", out.toString()));
    words.addAll(List.of("--engine", "spark", "--master", cluster.url()));
    words.addAll(List.of("--workers", Integer.toString(workers)));
    SMALL.forEach((key, value) -> words.addAll(List.of("--conf", key + "=" + value)));
    Files.writeString(folder.resolve("cluster.yaml"), EXPERIMENT);
    List<String> flags = new ArrayList<>(StandaloneCluster.SHORT_LIVED);
    flags.add("@" + Path.of("src/main/options/java.options").toAbsolutePath());
    return TacitProcess.of(flags, words.toArray(String[]::new))
        .directory(directory.toFile())
        .redirectOutput(folder.resolve(log).toFile())
        .start();
  }

  private static void assertSucceeds(Process process, String log) throws Exception {
    assertTrue(process.waitFor(90, TimeUnit.SECONDS), log);
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve(log)));
  }

  @Test
  @Order(1)
  void aWorkerIsKilledInTheMiddle() throws Exception {
    Path place = folder.resolve("worker");
    Application application = Application.start(place, settings(Map.of()));
    awaitShare(place, 0.3);
    cluster.killWorker(first);
    assertAllFinished(application.end());
    assertSameBits(place);
    assertTrue(
        application.notes().stream().anyMatch(note -> note.contains("is lost")),
        application.notes()::toString);
    first = cluster.addWorker();
    cluster.awaitWorker(first);
  }

  @Test
  @Order(2)
  void theDriverIsKilledAndStartedAgain() throws Exception {
    Path place = folder.resolve("driver");
    Process killed = type(folder, place, 1, "killed.log");
    awaitShare(place, 0.3);
    killed.destroyForcibly().waitFor();
    long written = TacitProcess.bytesOfMetrics(place);
    assertTrue(written < bytes, "was killed while runs were trained");
    assertSucceeds(type(folder, place, 1, "again.log"), "again.log");
    assertSameBits(place);
  }

  /**
   * The directory is named from where a process works, two levels up: the executor of one worker
   * finds it there, the other's does not.
   */
  @Test
  @Order(3)
  void anExecutorCannotSeeTheDirectory() throws Exception {
    Path above = cluster.work(first).getParent();
    Path below = Files.createDirectories(above.resolve("a/driver"));
    Process driver = type(below, Path.of("/proc/self/cwd/../../out"), 2, "blind.log");
    assertSucceeds(driver, "blind.log");
    assertSameBits(above.resolve("out"));
    String said = Files.readString(folder.resolve("blind.log"));
    assertTrue(said.contains("does not share"), said);
  }

  @Test
  @Order(4)
  void aDriverWhoseMasterIsKilledEndsByItself() throws Exception {
    Path place = folder.resolve("master");
    Application application =
        Application.start(
            place, settings(Map.of(ClusterSettings.PATIENCE, "2", "spark.cores.max", "1")));
    awaitShare(place, 0.1);
    cluster.killMaster();
    awaitShare(place, 0.3); // its executors go on without
    cluster.killWorker(first);
    cluster.killWorker(second);
    Collection<RunStatus> statuses = application.end();
    assertTrue(statuses.stream().anyMatch(s -> s.state() == State.interrupted), statuses::toString);
    assertTrue(
        application.notes().stream().anyMatch(note -> note.contains("is gone")),
        application.notes()::toString);
    try (ExperimentDirectory directory = open(place);
        LocalEngine local = new LocalEngine(2, new DataCache(), RunListener.SILENT, () -> false)) {
      assertAllFinished(local.execute(directory).values()); // nothing that was written is lost
    }
    assertSameBits(place);
  }

  /** The last one: Spark goes on asking in vain for as long as this process lives. */
  @Test
  @Order(5)
  void aMasterThatIsNoneIsGivenUpWithAReason() throws Exception {
    Path place = folder.resolve("none");
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "spark://127.0.0.1:" + silent.getLocalPort();
      Application application =
          Application.start(place, Map.of("master", url, ClusterSettings.PATIENCE, "2"));
      ExecutionException e = assertThrows(ExecutionException.class, application::end);
      String why = e.getCause().getMessage();
      assertTrue(why.contains(url) && why.contains("another Spark than 4."), why);
    }
  }
}
