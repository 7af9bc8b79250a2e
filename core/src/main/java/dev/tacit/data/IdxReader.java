package dev.tacit.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;

/**
 * Reads IDX, the format of MNIST's files: two zero bytes, a byte for the type (8: unsigned byte),
 * one for the number of dimensions, each dimension as a big-endian 32-bit number, then the values,
 * row-major. Only unsigned bytes are read.
 *
 * <p>Strict: the header must be as expected, and exactly the promised number of values must follow.
 * Memory follows the bytes that really arrive and never the header's promise, and nothing beyond
 * the promise is unpacked, so that neither a damaged header nor a gzip bomb can exhaust it.
 */
public final class IdxReader {
  private static final int UNSIGNED_BYTE = 8;
  private static final int BUFFER = 1 << 16;

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
    return readPlain(name, unpacked(name, content), dimensions, maxValues);
  }

  /**
   * Reads a plain or a gzipped file, told by its first bytes; parameters as in {@link #readGzip}.
   */
  public static IdxArray read(String name, InputStream in, int dimensions, int maxValues)
      throws DataException {
    PushbackInputStream content = new PushbackInputStream(in, Content.PEEKED);
    return Content.isGzip(content, name)
        ? readPlain(name, unpacked(name, content), dimensions, maxValues)
        : readPlain(name, content, dimensions, maxValues);
  }

  private static PushbackInputStream unpacked(String name, InputStream in) throws DataException {
    try {
      PushbackInputStream content =
          new PushbackInputStream(new GZIPInputStream(in, BUFFER), Content.PEEKED);
      if (Content.isGzip(content, name)) {
        throw new DataException(
            name,
            "IDX in a gzip file",
            "a gzip file in the gzip file; it was packed twice, unpack it once");
      }
      return content;
    } catch (DataException e) {
      throw e;
    } catch (IOException e) {
      throw Content.damaged(name, e);
    }
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
    byte[] values = bytes(name, content, size, IdxArray.text(shape) + " values");
    if (bytes(name, content, 1).length > 0) {
      throw new DataException(name, "the end after " + IdxArray.text(shape) + " values", "more");
    }
    return new IdxArray(name, shape, values, Sha256.hex(digest));
  }

  private static int[] shape(String name, InputStream in, int dimensions, int maxValues)
      throws DataException {
    int expected = UNSIGNED_BYTE << 8 | dimensions;
    int magic = ByteBuffer.wrap(bytes(name, in, 4, "a magic number of 4 bytes")).getInt();
    if (magic != expected) {
      throw new DataException(name, "magic number " + kind(expected), kind(magic));
    }
    ByteBuffer header =
        ByteBuffer.wrap(bytes(name, in, 4 * dimensions, dimensions + " dimensions of 4 bytes"));
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

  /** Exactly n bytes. */
  private static byte[] bytes(String name, InputStream in, int n, String what)
      throws DataException {
    byte[] bytes = bytes(name, in, n);
    if (bytes.length < n) {
      throw new DataException(
          name, what + " (" + n + " bytes)", "the file's end after " + bytes.length);
    }
    return bytes;
  }

  /** Up to n bytes, fewer only at the end. */
  private static byte[] bytes(String name, InputStream in, int n) throws DataException {
    try {
      return in.readNBytes(n);
    } catch (IOException e) {
      throw Content.damaged(name, e);
    }
  }
}
