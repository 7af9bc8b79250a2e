package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.Curve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsReaderTest {
  private static final String HEADER = "step,epoch,metric,value,error\n";

  @TempDir Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("metrics.csv"), text);
  }

  @Test
  void aMetricMeasuredOnceAnEpochLiesAtItsEpoch() throws IOException {
    Path file =
        file(HEADER + "0,0,train/loss,2.5,\n0,0,a/b,-1e-300,\n10,1,train/loss,0x1p-2,0.125\n");
    MetricsReader.Metrics metrics = MetricsReader.read(file, 10, true);
    Curve loss = metrics.values().get("train/loss");
    assertEquals(2, loss.size());
    assertEquals(1, loss.x(1));
    assertEquals(0.25, loss.y(1));
    assertEquals(-1e-300, metrics.values().get("a/b").y(0));
    assertEquals(0.125, metrics.errors().get("train/loss").at(1));
    assertTrue(metrics.errors().get("a/b") == null, "a metric without errors has none");
  }

  @Test
  void aMetricMeasuredWithinEpochsLiesAtItsStep() throws IOException {
    Path file = file(HEADER + "5,1,a/b,1,\n10,1,a/b,2,\n20,2,a/b,3,\n");
    Curve curve = MetricsReader.read(file, 10, true).values().get("a/b");
    assertEquals(0.5, curve.x(0));
    assertEquals(2, curve.x(2));
  }

  /** No two rows need fall into one epoch: every 25 steps of epochs of 10. */
  @Test
  void aMetricMeasuredMoreRarelyThanEpochsLiesAtItsStepToo() throws IOException {
    Path file = file(HEADER + "0,0,a/b,0,\n25,3,a/b,1,\n50,5,a/b,2,\n75,8,a/b,3,\n");
    Curve curve = MetricsReader.read(file, 10, true).values().get("a/b");
    assertEquals(2.5, curve.x(1));
    assertEquals(5, curve.x(2));
    assertEquals(7.5, curve.x(3));
  }

  @Test
  void whatIsNotFiniteIsNoMeasurement() throws IOException {
    Path file = file(HEADER + "0,0,a/b,NaN,\n1,1,a/b,Infinity,\n2,2,a/b,7,\n");
    assertEquals(1, MetricsReader.read(file, 1, true).values().get("a/b").size());
  }

  @Test
  void aLastLineThatWasCutIsPassedOverUnlessTheRunHasEnded() throws IOException {
    Path file = file(HEADER + "0,0,a/b,1,\n1,1,a/b,2");
    assertEquals(1, MetricsReader.read(file, 1, false).values().get("a/b").size());
    IOException e = assertThrows(IOException.class, () -> MetricsReader.read(file, 1, true));
    assertTrue(e.getMessage().contains("line 3"), e.getMessage());
  }

  @Test
  void anEmptyFileHoldsNothing() throws IOException {
    assertTrue(MetricsReader.read(file(""), 1, false).values().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,1,a/b,2       | five cells",
        "1,1,a/b,two,    | a value (a number)",
        "x,1,a/b,2,      | a step (a whole number, not negative)",
        "1,-1,a/b,2,     | an epoch (a whole number, not negative)",
        "1,1,a/b,2,?     | an error (a number)",
        "1,1,,2,         | the name of a metric",
        "0,0,a/b,2,      | a later step than the last of a/b"
      })
  void aDamagedRowIsRefusedWithItsLineAndWhatWasExpected(String row, String expected)
      throws IOException {
    Path file = file(HEADER + "0,0,a/b,1,\n" + row + "\n");
    IOException e = assertThrows(IOException.class, () -> MetricsReader.read(file, 1, true));
    assertTrue(e.getMessage().startsWith(file + ", line 3: expected " + expected), e.getMessage());
    assertTrue(e.getMessage().contains("found '" + row + "'"), e.getMessage());
  }

  /** Rows as Tacit writes them are read by another way than all others. */
  @Test
  void whatALineEndsWithIsAllTheSame() throws IOException {
    Random random = new Random(5);
    List<String> names = List.of("train/loss", "train", "größe/α", "train/loss_", "a/b");
    StringBuilder rows = new StringBuilder(HEADER);
    for (int epoch = 0; epoch < 300; epoch++) {
      for (String name : names) {
        double value = Double.longBitsToDouble(random.nextLong());
        double error = random.nextBoolean() ? random.nextDouble() : Double.NaN;
        rows.append(10 * epoch).append(',').append(epoch).append(',').append(name).append(',');
        rows.append(value).append(',').append(Double.isNaN(error) ? "" : error).append('\n');
      }
    }
    String text = rows.toString();
    MetricsReader.Metrics plain = MetricsReader.read(file(text), 10, true);
    MetricsReader.Metrics other = MetricsReader.read(file(text.replace("\n", "\r\n")), 10, true);
    for (String name : names) {
      assertEquals(all(other.values().get(name)), all(plain.values().get(name)));
      assertEquals(all(other.errors().get(name)), all(plain.errors().get(name)));
      assertTrue(all(plain.values().get(name)).size() > 290);
    }
    assertEquals(
        MetricsReader.latest(file(text.replace("\n", "\r\n"))), MetricsReader.latest(file(text)));
  }

  private static List<List<Double>> all(Curve curve) {
    return IntStream.range(0, curve.size()).mapToObj(i -> List.of(curve.x(i), curve.y(i))).toList();
  }

  @Test
  void bytesThatAreNoTextAreRefusedUnlessTheirLineWasCut() throws IOException {
    Path file = file(HEADER + "0,0,a/b,1,\n1,1,");
    Files.write(file, new byte[] {(byte) 0xc3}, StandardOpenOption.APPEND);
    assertEquals(1, MetricsReader.read(file, 1, false).values().get("a/b").size());
    IOException e = assertThrows(IOException.class, () -> MetricsReader.read(file, 1, true));
    assertTrue(e.getMessage().contains("no text in UTF-8"), e.getMessage());
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Path file = file("time,loss\n1,2\n");
    IOException e = assertThrows(IOException.class, () -> MetricsReader.read(file, 1, true));
    assertTrue(e.getMessage().contains("line 1: expected the header"), e.getMessage());
  }
}
