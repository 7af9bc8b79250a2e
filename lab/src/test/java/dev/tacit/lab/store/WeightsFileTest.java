package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other programs, byte by byte as their formats have them. */
class WeightsFileTest {
  @TempDir Path folder;

  private Path safetensors(String header, byte... data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(data);
    return Files.write(folder.resolve("w.safetensors"), bytes.array());
  }

  private static byte[] shorts(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return bytes.array();
  }

  /** IEEE 754 binary16: one, the largest, the smallest, minus two, a third, zeros, infinity. */
  @Test
  void halfPrecisionIsExact() throws IOException {
    Path file =
        safetensors(
            "{\"w\":{\"dtype\":\"F16\",\"shape\":[8],\"data_offsets\":[0,16]}}",
            shorts(0x3c00, 0x7bff, 0x0001, 0xc000, 0x3555, 0x0000, 0x8000, 0x7c00));
    try (WeightsFile weights = WeightsFile.open(file)) {
      assertArrayEquals(
          new double[] {
            1, 65504, Math.pow(2, -24), -2, 0.333251953125, 0, -0.0, Double.POSITIVE_INFINITY
          },
          weights.read("w"),
          0);
    }
  }

  /** The upper half of a float32. */
  @Test
  void bfloat16IsExact() throws IOException {
    Path file =
        safetensors(
            "{\"w\":{\"dtype\":\"BF16\",\"shape\":[2,2],\"data_offsets\":[0,8]}}",
            shorts(0x3f80, 0xc000, 0x4049, 0x0080));
    try (WeightsFile weights = WeightsFile.open(file)) {
      assertEquals(List.of(2L, 2L), weights.entries().get("w").shape());
      assertArrayEquals(new double[] {1, -2, 3.140625, Float.MIN_NORMAL}, weights.read("w"), 0);
    }
  }

  /** The file has holes, so that it takes no room. */
  @Test
  void anArrayBeyondTwoGibibytesIsRead() throws IOException {
    long offset = 3L << 30;
    String header =
        "{\"large\":{\"dtype\":\"U8\",\"shape\":["
            + offset
            + "],\"data_offsets\":[0,"
            + offset
            + "]},\"w\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":["
            + offset
            + ","
            + (offset + 8)
            + "]}}";
    Path file = safetensors(header);
    try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
      grown.setLength(8 + header.length() + offset + 8);
      grown.seek(8 + header.length() + offset);
      grown.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0.75).array());
    }
    try (WeightsFile weights = WeightsFile.open(file)) {
      assertEquals(List.of(), weights.entries().get("w").shape());
      assertArrayEquals(new double[] {0.75}, weights.read("w"), 0);
    }
  }

  /** A header that promises more than comes, and one that promises less than is there. */
  @Test
  void anArchiveThatUnpacksToMoreThanItSaysIsReadAsFarAsItSays() throws IOException {
    String text = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n";
    Path file = folder.resolve("bomb.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("w.npy"));
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length(), 0});
      zip.write(text.getBytes(StandardCharsets.ISO_8859_1));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 256; i++) {
        zip.write(zeros);
      }
      zip.closeEntry();
    }
    assertTrue(Files.size(file) < 1 << 20, "it is packed well");
    try (WeightsFile weights = WeightsFile.open(file)) {
      assertArrayEquals(new double[2], weights.read("w"), 0);
    }
  }

  @Test
  void saysWhatItIs() throws IOException {
    Path pickle =
        Files.write(folder.resolve("m.pth"), new byte[] {(byte) 0x80, 2, 1, 1, 1, 1, 1, 1});
    assertSays(pickle, "a pickle of Python objects");
    Path saved = folder.resolve("state.pth");
    try (OutputStream out = Files.newOutputStream(saved);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.closeEntry();
    }
    assertSays(saved, "a pickle of torch.save");
    assertSays(
        safetensors(
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", new byte[4]),
        "must lie within 4 bytes");
    assertSays(
        safetensors(
            "{\"w\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}", new byte[8]),
        "of type C64");
  }

  private static void assertSays(Path file, String words) {
    String message =
        assertThrows(IOException.class, () -> WeightsFile.open(file).close()).getMessage();
    assertTrue(message.contains(words), message);
  }
}
