package dev.tacit.data;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/**
 * Reads a file of CIFAR-10's binary version: records of 3,073 bytes, a label from 0 to 9, then the
 * red, the green and the blue plane of 32 x 32 pixels, each row by row (A. Krizhevsky, Learning
 * multiple layers of features from tiny images, 2009). There is no header.
 */
public final class CifarReader {
  static final int PIXELS = 3 * 32 * 32;
  static final int CLASSES = 10;
  private static final int RECORD = 1 + PIXELS;

  /**
   * What a file holds. Arrays are not copied.
   *
   * @param labels [n]
   * @param pixels [n, 3 * 32 * 32]
   * @param sha256 of the file, in hex
   */
  @SuppressWarnings("ArrayRecordComponent") // a file's content, handed on without copying
  public record Batch(int[] labels, byte[] pixels, String sha256) {}

  private CifarReader() {}

  /**
   * Reads a file.
   *
   * @param name the file, for messages
   * @param in its bytes; left open
   * @param maxRecords more images than this are refused
   * @throws DataException for a record cut off, none or too many, or a label beyond 9
   */
  public static Batch read(String name, InputStream in, int maxRecords) throws DataException {
    MessageDigest digest = Sha256.digest();
    DigestInputStream content = new DigestInputStream(in, digest);
    byte[] bytes = Content.upTo(name, content, Math.multiplyExact(maxRecords, RECORD));
    Content.end(name, content, maxRecords + " images of " + RECORD + " bytes");
    int n = bytes.length / RECORD;
    String foreign = Content.foreign(bytes);
    if (n == 0 || bytes.length % RECORD != 0) {
      throw new DataException(
          name,
          "images of " + RECORD + " bytes (a label and 3 x 32 x 32 pixels)",
          foreign == null ? bytes.length + " bytes" : foreign);
    }
    int[] labels = new int[n];
    byte[] pixels = new byte[n * PIXELS];
    for (int i = 0; i < n; i++) {
      labels[i] = Byte.toUnsignedInt(bytes[i * RECORD]);
      if (labels[i] >= CLASSES) {
        throw new DataException(
            name, "labels from 0 to " + (CLASSES - 1), labels[i] + " for image " + i);
      }
      System.arraycopy(bytes, i * RECORD + 1, pixels, i * PIXELS, PIXELS);
    }
    return new Batch(labels, pixels, Sha256.hex(digest));
  }
}
