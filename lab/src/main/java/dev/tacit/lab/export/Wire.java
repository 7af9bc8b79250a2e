package dev.tacit.lab.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A message in Protocol Buffers' wire format (protobuf.dev, "Encoding"), field by field: a key
 * (field number and wire type) as a varint, then the value. Fields that have their default are
 * written all the same.
 */
final class Wire {
  // Types of fields.
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A whole number that is not negative, or an enumeration's value. */
  Wire number(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  Wire fixed(int field, double value) {
    key(field, FIXED64);
    return raw(buffer(Double.BYTES).putDouble(value).array());
  }

  Wire fixed(int field, float value) {
    key(field, FIXED32);
    return raw(buffer(Float.BYTES).putFloat(value).array());
  }

  Wire text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Wire message(int field, Wire value) {
    return bytes(field, value.toBytes());
  }

  Wire bytes(int field, byte[] value) {
    key(field, BYTES);
    varint(value.length);
    return raw(value);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Wire raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  private void key(int field, int type) {
    varint(((long) field << 3) | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
