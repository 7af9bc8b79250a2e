package dev.tacit.data;

import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads IDX, the format of MNIST's files: two zero bytes, a byte for the type (8: unsigned byte),
 * one for the number of dimensions, each dimension as a big-endian 32-bit number, then the values,
 * row-major and big-endian. MNIST's own files hold unsigned bytes; {@link #readNumbers} takes every
 * type.
 *
 * <p>Strict: the header must be as expected, and exactly the promised number of values must follow.
 * Memory follows the bytes that really arrive and never the header's promise, and nothing beyond
 * the promise is unpacked, so that neither a damaged header nor a gzip bomb can exhaust it.
 */
public final class IdxReader {
  private static final int UNSIGNED_BYTE = 8;
  private static final String FORMAT = "IDX";
  private static final String MAGIC = "a magic number of 4 bytes";

  private static final Map<Integer, NumberType> TYPES = new TreeMap<>();

  static {
    TYPES.put(UNSIGNED_BYTE, NumberType.UINT8);
    TYPES.put(0x09, NumberType.INT8);
    TYPES.put(0x0b, NumberType.INT16);
    TYPES.put(0x0c, NumberType.INT32);
    TYPES.put(0x0d, NumberType.FLOAT32);
    TYPES.put(0x0e, NumberType.FLOAT64);
  }

  private IdxReader() {}

  /**
   * Reads a gzipped file.
   *
   * @param name the file, for messages
   * @param in the packed bytes; left open
   * @param dimensions how many it must have: 1 for labels, 3 for images
   * @param maxValues more values than this are refused before any is read
   * @throws DataException for any departure from the format
   */
  public static IdxArray readGzip(String name, InputStream in, int dimensions, int maxValues)
      throws DataException {
    PushbackInputStream content = new PushbackInputStream(in, Content.PEEKED);
    if (!Content.isGzip(content, name)) {
      throw new DataException(name, "a gzip file", Content.words(content, name));
    }
    return read(name, content, dimensions, maxValues);
  }

  /**
   * Reads a plain or a gzipped file, told by its first bytes; parameters as in {@link #readGzip}.
   */
  public static IdxArray read(String name, InputStream in, int dimensions, int maxValues)
      throws DataException {
    return readPlain(name, Content.unpacked(name, in, FORMAT), dimensions, maxValues);
  }

  /**
   * Reads a plain or a gzipped file of any type that IDX has and 1 to 4 dimensions.
   *
   * @param maxValues more bytes than this are refused before any is read
   * @throws DataException for any departure from the format
   */
  public static NumberArray readNumbers(String name, InputStream in, int maxValues)
      throws DataException {
    PushbackInputStream plain = Content.unpacked(name, in, FORMAT);
    MessageDigest digest = Sha256.digest();
    DigestInputStream content = new DigestInputStream(plain, digest);
    String expected = "an IDX file of 1 to 4 dimensions";
    String foreign = Content.foreign(plain, name);
    if (foreign != null) {
      throw new DataException(name, expected, foreign);
    }
    byte[] magic = Content.exactly(name, content, 4, MAGIC);
    NumberType type = TYPES.get((int) magic[2]);
    int dimensions = magic[3];
    if (magic[0] != 0 || magic[1] != 0 || type == null || !(dimensions >= 1 && dimensions <= 4)) {
      throw new DataException(name, expected, kind(ByteBuffer.wrap(magic).getInt()));
    }
    int[] shape = extents(name, content, dimensions, maxValues / type.bytes());
    int size = Arrays.stream(shape).reduce(type.bytes(), Math::multiplyExact);
    String values = IdxArray.text(shape) + " values of " + type;
    byte[] bytes = Content.exactly(name, content, size, values);
    Content.end(name, content, values);
    return new NumberArray(name, type, shape, ByteBuffer.wrap(bytes), Sha256.hex(digest));
  }

  private static IdxArray readPlain(
      String name, PushbackInputStream in, int dimensions, int maxValues) throws DataException {
    MessageDigest digest = Sha256.digest();
    DigestInputStream content = new DigestInputStream(in, digest);
    String foreign = Content.foreign(in, name);
    if (foreign != null) {
      throw new DataException(name, kind(UNSIGNED_BYTE << 8 | dimensions), foreign);
    }
    int[] shape = shape(name, content, dimensions, maxValues);
    int size = 1;
    for (int length : shape) {
      size *= length;
    }
    byte[] values = Content.exactly(name, content, size, IdxArray.text(shape) + " values");
    Content.end(name, content, IdxArray.text(shape) + " values");
    return new IdxArray(name, shape, values, Sha256.hex(digest));
  }

  private static int[] shape(String name, InputStream in, int dimensions, int maxValues)
      throws DataException {
    int expected = UNSIGNED_BYTE << 8 | dimensions;
    int magic = ByteBuffer.wrap(Content.exactly(name, in, 4, MAGIC)).getInt();
    if (magic != expected) {
      throw new DataException(name, "magic number " + kind(expected), kind(magic));
    }
    return extents(name, in, dimensions, maxValues);
  }

  private static int[] extents(String name, InputStream in, int dimensions, int maxValues)
      throws DataException {
    ByteBuffer header =
        ByteBuffer.wrap(
            Content.exactly(name, in, 4 * dimensions, dimensions + " dimensions of 4 bytes"));
    int[] shape = new int[dimensions];
    long size = 1;
    for (int i = 0; i < dimensions; i++) {
      long length = Integer.toUnsignedLong(header.getInt());
      if (!(length >= 1 && length <= maxValues && size * length <= maxValues)) {
        throw new DataException(
            name,
            "dimensions of 1 or more with a product of at most " + maxValues,
            length + " as dimension " + (i + 1) + " of " + dimensions);
      }
      size *= length;
      shape[i] = (int) length;
    }
    return shape;
  }

  /** A magic number with its meaning, as in {@code 0x00000801 (IDX, unsigned bytes, 1-d)}. */
  private static String kind(int magic) {
    String type =
        switch (magic >>> 8) {
          case UNSIGNED_BYTE -> "unsigned bytes";
          case 0x09 -> "signed bytes";
          case 0x0b -> "16-bit integers";
          case 0x0c -> "32-bit integers";
          case 0x0d -> "32-bit floats";
          case 0x0e -> "64-bit floats";
          default -> "";
        };
    return type.isEmpty()
        ? String.format("0x%08x, which no IDX file begins with", magic)
        : String.format("0x%08x (IDX, %s, %d-d)", magic, type, magic & 0xff);
  }
}
