package dev.tacit.lab.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of events as TensorBoard reads it: records of TensorFlow's TFRecord format, each an Event
 * message. A record is the data's length (uint64), the masked CRC-32C of these eight bytes, the
 * data and its masked CRC-32C, all little-endian; a mask of a checksum c is ((c &gt;&gt;&gt; 15) |
 * (c &lt;&lt; 17)) + 0xa282ead8.
 */
final class EventFile implements AutoCloseable {
  private static final int MASK = 0xa282ead8;
  private static final String VERSION = "brain.Event:2";

  // Fields of Event and Summary.
  private static final int WALL_TIME = 1;
  static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  static final int SUMMARY = 5;
  private static final int VALUE = 1;
  static final int TAG = 1;
  static final int SIMPLE_VALUE = 2;
  private static final int METADATA = 9;
  private static final int PLUGIN_DATA = 1;
  private static final int PLUGIN_NAME = 1;
  private static final int CONTENT = 2;

  private final OutputStream out;

  /**
   * Begins a file.
   *
   * @param seconds since 1970, of the first event
   */
  EventFile(Path file, double seconds) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(file));
    record(new Wire().fixed(WALL_TIME, seconds).text(FILE_VERSION, VERSION));
  }

  private EventFile(OutputStream out) {
    this.out = out;
  }

  /** Goes on with a file whose records are whole. */
  static EventFile goingOn(Path file) throws IOException {
    return new EventFile(
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)));
  }

  /** One number at a step. */
  void scalar(double seconds, long step, String tag, double value) throws IOException {
    summary(seconds, step, new Wire().text(TAG, tag).fixed(SIMPLE_VALUE, (float) value));
  }

  /** What a plugin keeps beside the numbers. */
  void plugin(double seconds, String tag, String plugin, Wire content) throws IOException {
    Wire data = new Wire().text(PLUGIN_NAME, plugin).message(CONTENT, content);
    Wire metadata = new Wire().message(PLUGIN_DATA, data);
    summary(seconds, 0, new Wire().text(TAG, tag).message(METADATA, metadata));
  }

  private void summary(double seconds, long step, Wire value) throws IOException {
    record(
        new Wire()
            .fixed(WALL_TIME, seconds)
            .number(STEP, step)
            .message(SUMMARY, new Wire().message(VALUE, value)));
  }

  private void record(Wire event) throws IOException {
    byte[] data = event.toBytes();
    byte[] length = buffer(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(buffer(Integer.BYTES).putInt(masked(length)).array());
    out.write(data);
    out.write(buffer(Integer.BYTES).putInt(masked(data)).array());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The masked checksum. */
  static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int c = (int) crc.getValue();
    return ((c >>> 15) | (c << 17)) + MASK;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
