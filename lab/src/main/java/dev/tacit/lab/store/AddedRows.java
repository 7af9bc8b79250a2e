package dev.tacit.lab.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What files have in common to which a run adds rows. */
final class AddedRows {
  private static final int SHOWN = 80; // characters of a line that is refused

  private AddedRows() {}

  /** Adds text at the place at which a file is. */
  static void write(FileChannel channel, Path file, CharSequence text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw WholeFile.cannotWrite(file, e);
    }
  }

  /** What to say of a line that is not as it should be. */
  static IOException damaged(Path file, int line, String expected, String found) {
    String shown = found.length() > SHOWN ? found.substring(0, SHOWN) + "…" : found;
    return new IOException(
        file + ", line " + line + ": expected " + expected + ", found '" + shown + "'");
  }
}
