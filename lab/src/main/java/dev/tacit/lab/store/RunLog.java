package dev.tacit.lab.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What happened to a run, in {@code log.txt}: lines with the time (UTC) in front, added to by every
 * command that works on it. For people; nothing is read back from it.
 */
public final class RunLog {
  /** Name of its file in a run directory. */
  public static final String FILE = "log.txt";

  private static final int LONGEST = 1 << 16; // bytes that are shown

  private RunLog() {}

  /**
   * Adds what happened; its further lines are indented.
   *
   * @throws IOException if it cannot be written
   */
  public static void add(Path directory, String text) throws IOException {
    String line =
        Instant.now().truncatedTo(ChronoUnit.SECONDS)
            + " "
            + text.strip().replaceAll("\\R", "\n    ")
            + "\n";
    Files.writeString(
        directory.resolve(FILE), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Its last lines, oldest first; none where there is no log.
   *
   * @param most how many at most
   * @throws IOException if it cannot be read
   */
  public static List<String> last(Path directory, int most) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    byte[] end;
    boolean cut;
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - LONGEST);
      cut = from > 0;
      end = new byte[(int) (log.length() - from)];
      log.seek(from);
      log.readFully(end);
    }
    List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
    int first = Math.max(cut ? 1 : 0, lines.size() - most);
    return lines.subList(Math.min(first, lines.size()), lines.size());
  }
}
