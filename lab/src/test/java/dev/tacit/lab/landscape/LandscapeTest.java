package dev.tacit.lab.landscape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.sweep.LocalEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Landscapes of real, small runs. */
class LandscapeTest {
  private static final String SMALL =
      """
      name: small
      data:   {name: gaussian-mixture, classes: 4, dimension: 8, trainExamples: 200,
               testExamples: 100, labelNoise: {rate: 0.3}}
      model:  {name: mlp, depth: 3, width: 12}
      train:  {batch: 32, epochs: 6, checkpointEvery: 2, keepWeightsEvery: 2}
      optimizers:
        sgd:     {lr: 0.05}
        adam:    {lr: 0.01}
      """;
  private static final LandscapeOptions QUICK =
      new LandscapeOptions(5, 4, 1, 50, new CurveFinding(2, 64, 0.01), 3);

  @TempDir static Path folder;
  private static Path sgd;
  private static Path adam;
  private static Path wider;

  @BeforeAll
  static void train() throws Exception {
    sgd = run("two", "sgd");
    adam = run("two", "adam");
    wider = run("wide", "sgd", "model.width=13", "train.keepWeightsEvery=0");
  }

  private static Path run(String place, String optimizer, String... overrides) throws Exception {
    Experiment experiment = Experiment.read(SMALL, "small.yaml", List.of(overrides), null);
    new LocalEngine(1, new DataCache(), RunListener.SILENT, () -> false)
        .execute(ExperimentDirectory.open(folder.resolve(place), experiment));
    try (Stream<Path> runs = Files.list(folder.resolve(place))) {
      return runs.filter(path -> path.getFileName().toString().startsWith(optimizer))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Solution open(Path run) throws IOException {
    return Solution.open(run, new DataCache());
  }

  private static List<String> between(Path a, Path b, LandscapeOptions options, Path out)
      throws IOException {
    try (Solution first = open(a);
        Solution second = open(b)) {
      return Between.draw(first, second, options, out, text -> {});
    }
  }

  private static List<String> around(Path run, Path out) throws IOException {
    try (Solution solution = open(run)) {
      return Around.draw(solution, QUICK, out, text -> {});
    }
  }

  private static Map<String, byte[]> files(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : children.toList()) {
        files.put(child.getFileName().toString(), Files.readAllBytes(child));
      }
    }
    return files;
  }

  private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
  }

  @Test
  void aLineBetweenRunsBeginsAndEndsWithWhatTheRunsMeasured() throws IOException {
    Path out = folder.resolve("between");
    List<String> findings = between(sgd, adam, QUICK, out);
    assertEquals(8, findings.size(), findings.toString());
    List<String> rows = Files.readAllLines(out.resolve("interpolation.csv"));
    assertEquals("path,t,train/loss,test/loss,train/error,test/error", rows.get(0));
    assertEquals(1 + 2 * 5, rows.size());
    for (int row : new int[] {1, 6}) { // both paths
      assertMeasured(sgd, rows.get(row).split(",", -1));
      assertMeasured(adam, rows.get(row + 4).split(",", -1));
    }
    Path again = folder.resolve("between-again");
    between(sgd, adam, QUICK, again);
    assertSame(files(out), files(again));
    assertEquals(
        List.of("barriers.csv", "interpolation.csv", "interpolation.png", "interpolation.svg"),
        List.copyOf(files(out).keySet()));
  }

  private static void assertMeasured(Path run, String[] row) {
    Map<String, Double> latest = RunStatus.read(run).lastFinite();
    assertEquals(latest.get("train/loss"), Double.parseDouble(row[2]), 1e-6, "float32 sums");
    assertEquals(latest.get("test/loss"), Double.parseDouble(row[3]), 1e-6, "float32 sums");
    assertEquals(latest.get("train/error"), Double.parseDouble(row[4]));
    assertEquals(latest.get("test/error"), Double.parseDouble(row[5]));
  }

  @Test
  void theWayEndsInTheSolutionAndTheSameFilesComeTwice() throws IOException {
    Path out = folder.resolve("around");
    List<String> findings = around(sgd, out);
    assertTrue(findings.get(0).startsWith("spectrum of the Hessian: "), findings.toString());
    assertTrue(findings.get(2).startsWith("plane of the trajectory: "), findings.toString());
    double weights =
        Files.readAllLines(out.resolve("spectrum.csv")).stream()
            .skip(1)
            .mapToDouble(row -> Double.parseDouble(row.split(",", -1)[1]))
            .sum();
    assertEquals(1, weights, 1e-12, "shares of all eigenvalues");
    List<String> way = Files.readAllLines(out.resolve("trajectory.csv"));
    assertEquals(5, way.size(), "epochs 0, 2, 4 and 6");
    assertTrue(way.get(1).startsWith("0,"), way.get(1));
    assertEquals("6,0.0,0.0", way.get(4));
    assertEquals(1 + 4 * 4, Files.readAllLines(out.resolve("slice-plane.csv")).size());
    assertEquals(13, files(out).size(), "four figures in three forms, and the trajectory");
    Path again = folder.resolve("around-again");
    around(sgd, again);
    assertSame(files(out), files(again));
  }

  @Test
  void aRunThatKeptNoWeightsIsDrawnWithoutItsWay() throws IOException {
    Path out = folder.resolve("no-way");
    List<String> findings = around(wider, out);
    assertEquals(2, findings.size());
    assertTrue(findings.get(1).contains("train.keepWeightsEvery"), findings.get(1));
    assertEquals(9, files(out).size());
  }

  @Test
  void saysWhoseDataCountWhereTheyDiffer() throws Exception {
    Path other = run("seed", "sgd", "seeds=[5]");
    List<String> findings =
        between(sgd, other, new LandscapeOptions(3, 2, 1, 1, null, 0), folder.resolve("note"));
    assertTrue(findings.get(0).contains("different examples or labels"), findings.get(0));
    assertEquals(5, findings.size(), "no curve was asked for");
  }

  @Test
  void refusesWhatHasNoLineOrNoWeights() throws IOException {
    assertComplaint("its network is another one", () -> between(sgd, wider, QUICK, folder));
    assertComplaint("no such directory", () -> open(folder.resolve("nowhere")));
    assertComplaint("it has no manifest.json", () -> open(folder));
    assertComplaint("name one of its runs: adam-seed0", () -> open(sgd.getParent()));

    Path copy = Files.createDirectories(folder.resolve("copies/sgd-seed0"));
    Files.copy(sgd.resolve("manifest.json"), copy.resolve("manifest.json"));
    assertComplaint("has not started", () -> open(copy));
    String status = Files.readString(sgd.resolve(RunStatus.FILE));
    Files.writeString(copy.resolve(RunStatus.FILE), status.replace("finished", "diverged"));
    assertComplaint("is not finished but diverged at epoch 6", () -> open(copy));
    Files.writeString(copy.resolve(RunStatus.FILE), status);
    assertComplaint("has no checkpoint.safetensors", () -> open(copy));

    byte[] weights = Files.readAllBytes(sgd.resolve(Run.CHECKPOINT));
    Files.write(copy.resolve(Run.CHECKPOINT), withNaN(weights));
    assertComplaint("not finite", () -> open(copy));
    weights[weights.length - 1] ^= 1;
    Files.write(copy.resolve(Run.CHECKPOINT), weights);
    assertTrue(
        assertThrows(IOException.class, () -> open(copy)).getMessage().contains("is damaged"));

    assertComplaint("--points", () -> new LandscapeOptions(1, 2, 1, 1, null, 0));
    assertComplaint("--range", () -> new LandscapeOptions(2, 2, Double.NaN, 1, null, 0));
  }

  private interface Work {
    Object run() throws IOException;
  }

  private static void assertComplaint(String part, Work work) {
    String message = assertThrows(SettingsException.class, work::run).getMessage();
    assertTrue(message.contains(part), message);
  }

  /** The same checkpoint with a NaN as its first parameter and a checksum that fits. */
  private static byte[] withNaN(byte[] file) {
    byte[] changed = file.clone();
    ByteBuffer bytes = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
    int data = 8 + Math.toIntExact(bytes.getLong(0));
    bytes.putFloat(data, Float.NaN);
    String header = new String(changed, 8, data - 8, StandardCharsets.UTF_8);
    byte[] head =
        header
            .replace('"' + checksum(file, data) + '"', '"' + checksum(changed, data) + '"')
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + head.length + file.length - data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(head.length)
        .put(head)
        .put(changed, data, file.length - data)
        .array();
  }

  private static String checksum(byte[] bytes, int from) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, bytes.length - from);
    return Long.toHexString(crc.getValue());
  }
}
