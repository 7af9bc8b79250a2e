package dev.tacit.lab.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two optimizers, two seeds each, written out for other tools and read back. */
class ExportTest {
  private static final int SUMMARY = 5;

  @TempDir Path directory;

  @BeforeEach
  void runs() throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd", "adam");
    for (int seed = 0; seed < 2; seed++) {
      for (String optimizer : List.of("sgd", "adam")) {
        double lr = optimizer.equals("sgd") ? 0.1 : 0.001;
        fixture.settings(
            Map.of(
                "optimizer", Map.of("rule", optimizer, "lr", lr),
                "train", Map.of("batch", 16),
                "seed", seed));
        fixture.run(
            optimizer,
            seed,
            seed == 1 && optimizer.equals("adam") ? "diverged" : "finished",
            "0 train/loss 2." + seed,
            "1 train/loss 1." + seed,
            "2 train/loss 0.12345678901234567",
            "2 test/error 0.5");
      }
    }
    fixture.write();
  }

  @Test
  void aRowAMeasurementWithWhatVaries() throws IOException {
    List<Path> files = Export.write(directory, Export.Form.CSV, null);
    assertEquals(directory.resolve("export/csv/measurements.csv"), files.get(0));
    List<String> rows = Files.readAllLines(files.get(0));
    assertEquals(
        "run,optimizer,rule,seed,stage,state,optimizer.rule,optimizer.lr,step,epoch,metric,value,error",
        sorted(rows.get(0)));
    assertEquals(1 + 4 * 4, rows.size());
    assertTrue(
        rows.contains(
            row(rows, "adam-0-1,adam,adam,0,reporting,finished")
                + ",20,2,train/loss,0.12345678901234567,"),
        "digit for digit");
    List<String> runs = Files.readAllLines(files.get(1));
    assertEquals(5, runs.size());
    assertTrue(runs.get(0).endsWith("seed") || runs.get(0).contains(",train.batch"), runs.get(0));
    assertTrue(
        runs.stream().anyMatch(run -> run.startsWith("adam-1-3,") && run.contains("diverged")));
  }

  /** Settings of a map come in no certain order. */
  private static String sorted(String header) {
    return header.replace("optimizer.lr,optimizer.rule", "optimizer.rule,optimizer.lr");
  }

  private static String row(List<String> rows, String start) {
    String found = rows.stream().filter(row -> row.startsWith(start)).findFirst().orElseThrow();
    String[] cells = found.split(",", -1);
    return String.join(",", List.of(cells).subList(0, 8));
  }

  @Test
  void aRowThatIsJustBeingWrittenIsLeftOutAndDamageIsSaid() throws IOException {
    Path metrics = directory.resolve("sgd-0-0/metrics.csv");
    String whole = Files.readString(metrics);
    Files.writeString(
        directory.resolve("sgd-0-0/status.json"), "{\"state\": \"running\", \"reason\": \"\"}");
    Files.writeString(metrics, whole + "30,3,train/lo");
    Path table = Export.write(directory, Export.Form.CSV, null).get(0);
    assertEquals(
        4, Files.readAllLines(table).stream().filter(row -> row.startsWith("sgd-0-0,")).count());
    Files.writeString(metrics, whole + "30,3\n40,4,train/loss,1,\n");
    String message =
        assertThrows(IOException.class, () -> Export.write(directory, Export.Form.CSV, null))
            .getMessage();
    assertTrue(message.contains("metrics.csv:6: expected 5 cells, found '30,3'"), message);
  }

  @Test
  void whatIsNoExperimentIsRefused() {
    Path empty = directory.resolve("sgd-0-0");
    assertThrows(IOException.class, () -> Export.write(empty, Export.Form.CSV, null));
  }

  @Test
  void seedsAreRunsAndMeansTheirOwn() throws IOException {
    List<Path> files = Export.write(directory, Export.Form.TENSORBOARD, null);
    assertEquals(4 + 1 + 1, files.size(), "runs, the experiment, the mean of SGD");
    Map<String, List<Double>> sgd = scalars(directory.resolve("export/tensorboard/sgd-1-2"));
    assertEquals(List.of(0.0, 2.1, 10.0, 1.1, 20.0, 0.123456789), rounded(sgd.get("train/loss")));
    assertEquals(List.of(20.0, 0.5), rounded(sgd.get("test/error")));
    Map<String, List<Double>> mean = scalars(directory.resolve("export/tensorboard/mean/sgd"));
    assertEquals(
        List.of(0.0, 2.05, 10.0, 1.05, 20.0, 0.123456789), rounded(mean.get("train/loss")));
    assertEquals(files, Export.write(directory, Export.Form.TENSORBOARD, null), "nothing twice");
  }

  @Test
  void hyperparametersAreThoseThatVary() throws IOException {
    Export.write(directory, Export.Form.TENSORBOARD, null);
    Map<Integer, List<Object>> data = plugin(directory.resolve("export/tensorboard/adam-0-1"), 1);
    Map<Integer, List<Object>> start = EventReader.inside(data, 3);
    List<String> names = new ArrayList<>();
    for (Object entry : start.get(1)) {
      Map<Integer, List<Object>> pair = EventReader.message((byte[]) entry);
      names.add(EventReader.text(pair, 1));
      if (EventReader.text(pair, 1).equals("optimizer.lr")) {
        assertEquals(0.001, EventReader.inside(pair, 2).get(2).get(0));
      }
    }
    assertTrue(names.containsAll(List.of("optimizer.lr", "optimizer", "seed")), names.toString());
    assertTrue(!names.contains("train.batch"), "the same in all");
    assertEquals("adam-0-1", EventReader.text(start, 4));
    Map<Integer, List<Object>> experiment =
        EventReader.inside(plugin(directory.resolve("export/tensorboard"), 1), 2);
    assertEquals(2, experiment.get(5).size(), "test error and training loss have columns");
  }

  /** Records whose bytes follow from the formats, worked out apart. */
  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertEquals(0xe3069283, EventReader.crc(digits), "the check value of CRC-32C");
    Path file = directory.resolve("one");
    try (EventFile events = new EventFile(file, 1.5)) {
      events.scalar(2, 300, "a/b", 0.25);
    }
    byte[] bytes = Files.readAllBytes(file);
    byte[] version = HexFormat.of().parseHex("09000000000000f83f1a0d627261696e2e4576656e743a32");
    byte[] first = new byte[version.length];
    System.arraycopy(bytes, 12, first, 0, first.length);
    assertArrayEquals(version, first);
    byte[] scalar = HexFormat.of().parseHex("09000000000000004010ac022a0c0a0a0a03612f62150000803e");
    byte[] second = new byte[scalar.length];
    System.arraycopy(bytes, 12 + version.length + 4 + 12, second, 0, second.length);
    assertArrayEquals(scalar, second);
    assertEquals(12 + version.length + 4 + 12 + scalar.length + 4, bytes.length);
    assertEquals(2, EventReader.read(file).size());
  }

  private static Map<Integer, List<Object>> plugin(Path folder, int event) throws IOException {
    Map<Integer, List<Object>> value =
        EventReader.inside(
            EventReader.inside(EventReader.read(only(folder)).get(event), SUMMARY), 1);
    Map<Integer, List<Object>> data = EventReader.inside(EventReader.inside(value, 9), 1);
    assertEquals("hparams", EventReader.text(data, 1));
    return EventReader.inside(data, 2);
  }

  private static Path only(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".tacit")).findFirst().orElseThrow();
    }
  }

  /** Steps and values in turn, by tag. */
  private static Map<String, List<Double>> scalars(Path folder) throws IOException {
    Map<String, List<Double>> scalars = new TreeMap<>();
    for (Map<Integer, List<Object>> event : EventReader.read(only(folder))) {
      if (event.containsKey(SUMMARY)) {
        Map<Integer, List<Object>> value =
            EventReader.inside(EventReader.inside(event, SUMMARY), 1);
        if (value.containsKey(2)) {
          List<Double> of =
              scalars.computeIfAbsent(EventReader.text(value, 1), tag -> new ArrayList<>());
          of.add(((Long) event.get(2).get(0)).doubleValue());
          of.add(((Float) value.get(2).get(0)).doubleValue());
        }
      }
    }
    return scalars;
  }

  private static List<Double> rounded(List<Double> values) {
    return values.stream().map(v -> Math.round(v * 1e9) / 1e9).map(ExportTest::asFloat).toList();
  }

  /** Single precision keeps seven digits. */
  private static double asFloat(double value) {
    return Math.abs(value - 0.123456789) < 1e-8 ? 0.123456789 : Math.round(value * 1e6) / 1e6;
  }
}
