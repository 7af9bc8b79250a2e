package dev.tacit.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdxReaderTest {
  private static final int LIMIT = 1000;

  /** Two images of 2 x 3. */
  private static byte[] images() {
    ByteBuffer file = ByteBuffer.allocate(28);
    file.putInt(0x803).putInt(2).putInt(2).putInt(3);
    for (int value = 0; value < 12; value++) {
      file.put((byte) (200 + value));
    }
    return file.array();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private static IdxArray read(byte[] file) throws DataException {
    return IdxReader.read("f", new ByteArrayInputStream(file), 3, LIMIT);
  }

  private static IdxArray readGzip(byte[] file) throws DataException {
    return IdxReader.readGzip("f.gz", new ByteArrayInputStream(file), 3, LIMIT);
  }

  @Test
  void readsShapeValuesAndChecksumPlainAndGzipped() throws IOException {
    for (IdxArray array :
        new IdxArray[] {read(images()), readGzip(gzip(images())), read(gzip(images()))}) {
      assertArrayEquals(new int[] {2, 2, 3}, array.shape());
      assertArrayEquals(Arrays.copyOfRange(images(), 16, 28), array.values());
      // sha256sum of the 28 bytes
      assertEquals(
          "c45efbf95c86d361c9f729a0bd6d9583e91f54dc2cc44112daf670f59a98f778", array.sha256());
    }
  }

  static Stream<Arguments> departures() {
    return Stream.of(
        Arguments.of(
            "wrong magic",
            with(images(), 2, 8, 1),
            "f: expected magic number 0x00000803 (IDX, unsigned bytes, 3-d), found 0x00000801"),
        Arguments.of(
            "another type", with(images(), 2, 0x0d, 3), "0x00000803 (IDX, unsigned bytes, 3-d)"),
        Arguments.of(
            "empty",
            new byte[0],
            "f: expected a magic number of 4 bytes (4 bytes), found the file's end after 0"),
        Arguments.of(
            "header cut off",
            Arrays.copyOf(images(), 11),
            "f: expected 3 dimensions of 4 bytes (12 bytes), found the file's end after 7"),
        Arguments.of(
            "values cut off",
            Arrays.copyOf(images(), 27),
            "f: expected 2 x 2 x 3 values (12 bytes), found the file's end after 11"),
        Arguments.of(
            "trailing bytes",
            Arrays.copyOf(images(), 29),
            "f: expected the end after 2 x 2 x 3 values, found more"),
        Arguments.of("no examples", with(images(), 4, 0, 0, 0, 0), "found 0 as dimension 1 of 3"),
        Arguments.of(
            "beyond the limit",
            with(images(), 4, 0, 0, 0, 167),
            "product of at most 1000, found 3 as dimension 3 of 3"),
        Arguments.of(
            "a product that overflows 32 bits",
            with(images(), 4, 0, 1, 0, 0, 0, 1, 0, 0),
            "found 65536 as dimension 1 of 3"),
        Arguments.of(
            "a negative dimension",
            with(images(), 8, 255, 255, 255, 255),
            "found 4294967295 as dimension 2 of 3"));
  }

  private static byte[] with(byte[] file, int at, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      file[at + i] = (byte) bytes[i];
    }
    return file;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("departures")
  void everyDepartureFromTheFormatIsNamed(String what, byte[] file, String says)
      throws IOException {
    String plain = assertThrows(DataException.class, () -> read(file)).getMessage();
    assertTrue(plain.contains(says), plain);
    byte[] packed = gzip(file);
    String gzipped = assertThrows(DataException.class, () -> readGzip(packed)).getMessage();
    assertTrue(gzipped.contains(says.replace("f: ", "f.gz: ")), gzipped);
  }

  @Test
  void damagedGzipIsNamed() throws IOException {
    String none = assertThrows(DataException.class, () -> readGzip(images())).getMessage();
    assertEquals(
        "f.gz: expected a gzip file, found IDX that is not packed; take '.gz' off its name", none);
    byte[] packed = gzip(images());
    byte[] cut = Arrays.copyOf(packed, packed.length - 12);
    assertEquals(
        "f.gz: expected a whole gzip file, found its end in the middle; it was cut off, get it again",
        assertThrows(DataException.class, () -> readGzip(cut)).getMessage());
    packed[packed.length - 6] ^= 1; // the checksum of the content
    String corrupt = assertThrows(DataException.class, () -> readGzip(packed)).getMessage();
    assertTrue(corrupt.contains("Corrupt GZIP trailer"), corrupt);
  }

  static Stream<Arguments> foreignFiles() throws IOException {
    return Stream.of(
        Arguments.of(
            "\n<!DOCTYPE html><title>403 Forbidden</title>",
            "a web page, which begins '<!DOCTYPE html><…'; download the file again"),
        Arguments.of("PK\u0003\u0004 and more", "a zip archive; unpack it"),
        Arguments.of("BZh91AY", "an archive of another kind than gzip; unpack it"),
        Arguments.of(
            "version https://git-lfs.github.com/spec/v1",
            "a pointer to a large file ('version https://…'); fetch the file itself"));
  }

  /** What really lies in people's folders under these names. */
  @ParameterizedTest
  @MethodSource("foreignFiles")
  void saysWhatAFileIsInstead(String content, String words) throws IOException {
    byte[] file = content.getBytes(UTF_8);
    byte[] packed = gzip(file);
    for (Executable reading :
        List.<Executable>of(() -> read(file), () -> read(packed), () -> readGzip(file))) {
      String message = assertThrows(DataException.class, reading).getMessage();
      assertTrue(message.endsWith(", found " + words), message);
    }
  }

  @Test
  void saysWhatIsWrongWithTheHeaderOrThePacking() throws IOException {
    byte[] twice = gzip(gzip(images()));
    assertEquals(
        "f.gz: expected IDX in a gzip file, found a gzip file in the gzip file; it was packed twice,"
            + " unpack it once",
        assertThrows(DataException.class, () -> readGzip(twice)).getMessage());
    assertEquals(
        "f.gz: expected a gzip file, found an empty file",
        assertThrows(DataException.class, () -> readGzip(new byte[0])).getMessage());
    assertEquals(
        "f.gz: expected a gzip file, found a file that begins with the bytes 68 65 6c 6c",
        assertThrows(DataException.class, () -> readGzip("hello".getBytes(UTF_8))).getMessage());
    byte[] floats = with(images(), 2, 0x0d);
    assertEquals(
        "f: expected magic number 0x00000803 (IDX, unsigned bytes, 3-d), found 0x00000d03 (IDX,"
            + " 32-bit floats, 3-d)",
        assertThrows(DataException.class, () -> read(floats)).getMessage());
    byte[] noise = with(images(), 0, 9, 9, 9, 9);
    String message = assertThrows(DataException.class, () -> read(noise)).getMessage();
    assertTrue(message.endsWith("found 0x09090909, which no IDX file begins with"), message);
  }

  @Test
  void labelsOutOfRangeAreNamed() throws IOException {
    byte[] file = {0, 0, 8, 1, 0, 0, 0, 3, 9, 10, 0};
    IdxArray labels = IdxReader.read("labels", new ByteArrayInputStream(file), 1, 3);
    assertArrayEquals(new int[] {9, 10, 0}, labels.labels(11));
    assertEquals(
        "labels: expected labels from 0 to 9, found 10 for example 1",
        assertThrows(DataException.class, () -> labels.labels(10)).getMessage());
  }

  /** A header that promises the limit, and a stream that would never end. */
  @Test
  void nothingBeyondThePromiseIsRead() {
    byte[] header = ByteBuffer.allocate(16).putInt(0x803).putInt(10).putInt(10).putInt(10).array();
    long[] served = {0};
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return served[0]++ < header.length ? header[(int) served[0] - 1] : 0;
          }

          @Override
          public int read(byte[] into, int from, int length) {
            for (int i = 0; i < length; i++) {
              into[from + i] = (byte) read();
            }
            return length;
          }
        };
    assertThrows(DataException.class, () -> IdxReader.read("f", endless, 3, LIMIT));
    assertEquals(16 + 1000 + 1, served[0]);
  }

  /** A promise of 2 GiB with nothing behind it must not be allocated. */
  @Test
  void aPromiseCostsNoMemory() {
    byte[] header =
        ByteBuffer.allocate(16).putInt(0x803).putInt(Integer.MAX_VALUE).putInt(1).putInt(1).array();
    for (int i = 0; i < 200; i++) {
      assertThrows(
          DataException.class,
          () -> IdxReader.read("f", new ByteArrayInputStream(header), 3, Integer.MAX_VALUE));
    }
  }

  /**
   * Mutations of good files, seeded: whatever comes in, either the exact content comes out or a
   * {@link DataException} does.
   */
  @Test
  void mutatedFilesAreReadExactlyOrRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(20);
    byte[][] good = {images(), gzip(images()), {0, 0, 8, 1, 0, 0, 0, 3, 9, 10, 0}};
    int refused = 0;
    for (int round = 0; round < 60_000; round++) {
      byte[] file = mutated(good[round % good.length], random);
      int dimensions = round % good.length == 2 ? 1 : 3;
      InputStream in = new ByteArrayInputStream(file);
      try {
        if (round % good.length == 1) {
          IdxArray array = IdxReader.readGzip("f", in, dimensions, LIMIT);
          assertTrue(array.values().length <= LIMIT);
        } else {
          IdxArray array = IdxReader.read("f", in, dimensions, LIMIT);
          int start = 4 + 4 * dimensions;
          assertArrayEquals(Arrays.copyOfRange(file, start, file.length), array.values());
          assertEquals(
              array.values().length, Arrays.stream(array.shape()).reduce(1, Math::multiplyExact));
        }
      } catch (DataException e) {
        assertTrue(e.getMessage().startsWith("f: expected "), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 20_000 && refused < 60_000, "refused " + refused);
  }

  private static byte[] mutated(byte[] good, SplittableRandom random) {
    byte[] file = good.clone();
    for (int edits = random.nextInt(4); edits >= 0; edits--) {
      int at = random.nextInt(Math.max(1, file.length));
      switch (random.nextInt(5)) {
        case 0 -> file = Arrays.copyOf(file, at); // cut off
        case 1 -> file = Arrays.copyOf(file, file.length + 1 + random.nextInt(8)); // zeros behind
        case 2 -> { // a bit flipped
          if (at < file.length) {
            file[at] ^= (byte) (1 << random.nextInt(8));
          }
        }
        case 3 -> { // an extreme byte
          if (at < file.length) {
            file[at] = (byte) (random.nextBoolean() ? 0xff : 0);
          }
        }
        default -> { // one byte out, the rest moves up
          if (at < file.length) {
            System.arraycopy(file, at + 1, file, at, file.length - at - 1);
            file = Arrays.copyOf(file, file.length - 1);
          }
        }
      }
    }
    return file;
  }
}
