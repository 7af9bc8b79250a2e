package dev.tacit.lab.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a file of events holds that {@link EventFile} wrote, perhaps in a process that was killed
 * within a record: everything before the first record that is not whole.
 *
 * @param bytes of the whole records
 * @param scalars their numbers by tag and step
 */
record WrittenEvents(long bytes, Map<String, Map<Long, Float>> scalars) {
  private static final int AROUND = Long.BYTES + 2 * Integer.BYTES; // length and checksums

  /** Reads a file; one that is not there has nothing. */
  static WrittenEvents read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new WrittenEvents(0, Map.of());
    }
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Map<Long, Float>> scalars = new HashMap<>();
    long whole = 0;
    while (in.remaining() >= AROUND) {
      byte[] length = bytes(in, Long.BYTES);
      int check = in.getInt();
      long size = in.getLong(in.position() - Integer.BYTES - Long.BYTES);
      if (check != EventFile.masked(length) || size < 0 || size > in.remaining() - Integer.BYTES) {
        break;
      }
      byte[] data = bytes(in, (int) size);
      if (in.getInt() != EventFile.masked(data)) {
        break;
      }
      whole = in.position();
      scalar(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN), scalars);
    }
    return new WrittenEvents(whole, scalars);
  }

  private static byte[] bytes(ByteBuffer in, int n) {
    byte[] bytes = new byte[n];
    in.get(bytes);
    return bytes;
  }

  /** Takes an event's number, if it has one. */
  private static void scalar(ByteBuffer event, Map<String, Map<Long, Float>> scalars) {
    Fields fields = new Fields();
    fields.read(event);
    if (fields.summary == null) {
      return;
    }
    Fields value = new Fields();
    value.read(new Fields().read(fields.summary).first);
    if (value.tag != null && value.number != null) {
      scalars.computeIfAbsent(value.tag, any -> new HashMap<>()).put(fields.step, value.number);
    }
  }

  /** The fields of one message that matter here, each under the numbers that it may have. */
  private static final class Fields {
    long step;
    ByteBuffer summary;
    ByteBuffer first;
    String tag;
    Float number;

    Fields read(ByteBuffer in) {
      while (in.hasRemaining()) {
        long key = varint(in);
        int field = (int) (key >>> 3);
        switch ((int) (key & 7)) {
          case Wire.VARINT -> {
            long value = varint(in);
            step = field == EventFile.STEP ? value : step;
          }
          case Wire.FIXED64 -> in.getLong();
          case Wire.FIXED32 -> {
            float value = in.getFloat();
            number = field == EventFile.SIMPLE_VALUE ? Float.valueOf(value) : number;
          }
          case Wire.BYTES -> {
            byte[] bytes = bytes(in, (int) varint(in));
            ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (field == EventFile.SUMMARY) {
              summary = message;
            } else if (field == EventFile.TAG) { // and a summary's value
              first = message;
              tag = new String(bytes, StandardCharsets.UTF_8);
            }
          }
          default -> throw new IllegalStateException("wire type " + (key & 7));
        }
      }
      return this;
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
  }
}
