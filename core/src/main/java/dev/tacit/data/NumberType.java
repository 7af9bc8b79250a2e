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
  /** Of 5 bits of exponent and 10 of mantissa (IEEE 754 binary16). */
  FLOAT16(2, false) {
    @Override
    double number(ByteBuffer values, int i) {
      int bits = Short.toUnsignedInt(values.getShort(2 * i));
      int exponent = bits >> 10 & 0x1f;
      int mantissa = bits & 0x3ff;
      double magnitude;
      if (exponent == 0x1f) {
        magnitude = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      } else if (exponent == 0) {
        magnitude = mantissa * 0x1p-24;
      } else {
        magnitude = (0x400 | mantissa) * Math.scalb(1.0, exponent - 25);
      }
      return bits >> 15 == 0 ? magnitude : -magnitude;
    }
  },
  /** The upper half of a float32. */
  BFLOAT16(2, false) {
    @Override
    double number(ByteBuffer values, int i) {
      return Float.intBitsToFloat(Short.toUnsignedInt(values.getShort(2 * i)) << 16);
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
  public int bytes() {
    return bytes;
  }

  /** Whether only whole numbers can be stored. */
  public boolean isWhole() {
    return whole;
  }

  /** All numbers that bytes hold. */
  public double[] doubles(ByteBuffer values) {
    double[] doubles = new double[values.remaining() / bytes];
    ByteBuffer from = values.slice().order(values.order());
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = number(from, i);
    }
    return doubles;
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
