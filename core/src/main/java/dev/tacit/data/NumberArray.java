package dev.tacit.data;

import java.nio.ByteBuffer;

/**
 * Numbers of a file as they are stored, row-major: the first extent counts examples.
 *
 * @param name the file, as the user knows it
 * @param type of each number
 * @param shape as in [60000, 28, 28]
 * @param values in the file's byte order; not to be changed
 * @param sha256 of the whole unpacked file, in hex
 */
@SuppressWarnings("ArrayRecordComponent") // a file's content, handed on without copying
public record NumberArray(
    String name, NumberType type, int[] shape, ByteBuffer values, String sha256) {
  /** float32 holds every whole number up to here. */
  private static final double EXACT = 1 << 24;

  /** How many numbers. */
  int size() {
    return values.limit() / type.bytes();
  }

  /** How many examples. */
  int examples() {
    return shape[0];
  }

  /** The i-th number. */
  double number(int i) {
    return type.number(values, i);
  }

  /**
   * All numbers in float32, [n, size of an example]. A float64 is rounded; a whole number that
   * float32 does not hold is refused, since it is more likely a name than a quantity.
   *
   * @param scaled whether unsigned bytes are divided by 255
   * @throws DataException naming the row, from 0, of what is not finite or too large
   */
  float[] floats(boolean scaled) throws DataException {
    float[] floats = new float[size()];
    float scale = scaled && type == NumberType.UINT8 ? 255 : 1;
    for (int i = 0; i < floats.length; i++) {
      double number = number(i);
      floats[i] = (float) number / scale;
      if (!Float.isFinite(floats[i])) {
        throw wrong("finite numbers that float32 holds", number, i);
      }
      if (type.isWhole() && !(Math.abs(number) <= EXACT)) {
        throw wrong(
            "whole numbers up to 2^24, which float32 holds (as float64 they would be rounded)",
            type.whole(values, i),
            i);
      }
    }
    return floats;
  }

  /**
   * All numbers as whole numbers.
   *
   * @throws DataException naming the row, from 0, of one that is not
   */
  long[] wholes() throws DataException {
    long[] wholes = new long[size()];
    for (int i = 0; i < wholes.length; i++) {
      double number = number(i);
      if (!(type.isWhole() || (number == Math.rint(number) && Math.abs(number) <= 1L << 53))) {
        throw wrong("whole numbers as class labels", number, i);
      }
      wholes[i] = type.isWhole() ? type.whole(values, i) : (long) number;
    }
    return wholes;
  }

  private DataException wrong(String expected, Number found, int i) {
    int width = size() / examples();
    String column = width == 1 ? "" : ", number " + i % width + " of it";
    return new DataException(name, expected, found + " in row " + i / width + column);
  }
}
