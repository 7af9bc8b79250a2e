package dev.tacit.lab.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The text of an experiment's file: UTF-8, and of a length that somebody could have written. */
final class ExperimentFile {
  private static final int MOST_BYTES = 4 << 20;

  private ExperimentFile() {}

  /**
   * Reads a file, or a pipe.
   *
   * @throws SettingsException for a directory, or content that is no text in UTF-8, naming the line
   * @throws IOException if it is not there or cannot be read
   */
  static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new SettingsException(
          file.toString(), "an experiment's file is expected, found a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new SettingsException(
            file + ":1",
            "an experiment of at most " + MOST_BYTES + " bytes is expected, found more");
      }
      return text(bytes, file.toString());
    }
  }

  /** Bytes as UTF-8. */
  static String text(byte[] bytes, String name) {
    if (bytes.length >= 2 && (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xff + 0xfe) {
      throw new SettingsException(
          name + ":1", "text in UTF-8 is expected, found UTF-16; save the file as UTF-8");
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      throw new SettingsException(
          name + ":" + (1 + text.chars().filter(c -> c == '\n').count()),
          String.format(
              "text in UTF-8 is expected, found the byte 0x%02X behind '%s'; save the file as UTF-8",
              bytes[in.position()], Node.shown(text.substring(text.lastIndexOf('\n') + 1))));
    }
    return text;
  }
}
