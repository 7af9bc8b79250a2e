package dev.tacit.lab.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads event files from the published formats alone: TFRecord framing and Protocol Buffers' wire
 * format, with a checksum of its own (bit by bit, polynomial 0x82f63b78).
 */
final class EventReader {
  private EventReader() {}

  /** Every record's message, checksums compared. */
  static List<Map<Integer, List<Object>>> read(Path file) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Map<Integer, List<Object>>> events = new ArrayList<>();
    while (all.hasRemaining()) {
      byte[] length = new byte[8];
      all.get(length);
      assertEquals(masked(length), all.getInt(), "checksum of a length");
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      all.get(data);
      assertEquals(masked(data), all.getInt(), "checksum of a record");
      events.add(message(data));
    }
    return events;
  }

  /** Fields in their order: Long for varints, Double, Float, or byte[]. */
  static Map<Integer, List<Object>> message(byte[] data) {
    Map<Integer, List<Object>> fields = new LinkedHashMap<>();
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long key = varint(in);
      Object value =
          switch ((int) (key & 7)) {
            case 0 -> varint(in);
            case 1 -> in.getDouble();
            case 5 -> in.getFloat();
            case 2 -> {
              byte[] bytes = new byte[(int) varint(in)];
              in.get(bytes);
              yield bytes;
            }
            default -> throw new AssertionError("wire type " + (key & 7));
          };
      fields.computeIfAbsent((int) (key >> 3), field -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  /** A message within a message. */
  static Map<Integer, List<Object>> inside(Map<Integer, List<Object>> message, int field) {
    return message((byte[]) message.get(field).get(0));
  }

  static String text(Map<Integer, List<Object>> message, int field) {
    return new String((byte[]) message.get(field).get(0), StandardCharsets.UTF_8);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  static int crc(byte[] bytes) {
    int crc = ~0;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
      }
    }
    return ~crc;
  }

  private static int masked(byte[] bytes) {
    int crc = crc(bytes);
    return Integer.rotateRight(crc, 15) + 0xa282ead8;
  }
}
