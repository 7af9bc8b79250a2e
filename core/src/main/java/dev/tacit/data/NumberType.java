package dev.tacit.data;

import java.nio.ByteBuffer;
import java.util.Locale;

/** How a file of numbers stores one of them. */
public enum NumberType {
  UINT8(1, true) {
    @Override
    double number(ByteBuffer values, int i) {
      return Byte.toUnsignedInt(values.get(i));
    }
  },
  INT8(1, true) {
    @Override
    double number(ByteBuffer values, int i) {
      return values.get(i);
    }
  },
  INT16(2, true) {
    @Override
    double number(ByteBuffer values, int i) {
      return values.getShort(2 * i);
    }
  },
  INT32(4, true) {
    @Override
    double number(ByteBuffer values, int i) {
      return values.getInt(4 * i);
    }
  },
  INT64(8, true) {
    @Override
    double number(ByteBuffer values, int i) {
      return values.getLong(8 * i);
    }

    @Override
    long whole(ByteBuffer values, int i) {
      return values.getLong(8 * i);
    }
  },
  FLOAT32(4, false) {
    @Override
    double number(ByteBuffer values, int i) {
      return values.getFloat(4 * i);
    }
  },
  FLOAT64(8, false) {
    @Override
    double number(ByteBuffer values, int i) {
      return values.getDouble(8 * i);
    }
  };

  private final int bytes;
  private final boolean whole;

  NumberType(int bytes, boolean whole) {
    this.bytes = bytes;
    this.whole = whole;
  }

  /** Bytes of one number. */
  int bytes() {
    return bytes;
  }

  /** Whether only whole numbers can be stored. */
  boolean isWhole() {
    return whole;
  }

  /** The i-th number, rounded to a double where that does not hold it. */
  abstract double number(ByteBuffer values, int i);

  /** The i-th number, exactly; only where {@link #isWhole}. */
  long whole(ByteBuffer values, int i) {
    return (long) number(values, i);
  }

  /** As NumPy writes it: {@code uint8}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
