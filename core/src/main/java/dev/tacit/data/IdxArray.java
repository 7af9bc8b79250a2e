package dev.tacit.data;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The content of one IDX file of unsigned bytes. Arrays are not copied.
 *
 * @param name the file, as the user knows it
 * @param shape as in [60000, 28, 28]
 * @param values row-major
 * @param sha256 of the whole unpacked file, in hex
 */
@SuppressWarnings("ArrayRecordComponent") // a file's content, handed on without copying
public record IdxArray(String name, int[] shape, byte[] values, String sha256) {

  /**
   * The values as class numbers, [n].
   *
   * @throws DataException if one is not in [0, classes)
   */
  public int[] labels(int classes) throws DataException {
    int[] labels = new int[values.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Byte.toUnsignedInt(values[i]);
      if (labels[i] >= classes) {
        throw new DataException(
            name, "labels from 0 to " + (classes - 1), labels[i] + " for example " + i);
      }
    }
    return labels;
  }

  /** Checks the shape. */
  void requireShape(int... expected) throws DataException {
    if (!Arrays.equals(shape, expected)) {
      throw new DataException(name, "shape " + text(expected), text(shape));
    }
  }

  /** Checks the checksum. */
  void requireSha256(String expected) throws DataException {
    if (!sha256.equals(expected)) {
      throw new DataException(name, "unpacked content with SHA-256 " + expected, sha256);
    }
  }

  static String text(int[] shape) {
    return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(" x "));
  }
}
