package dev.tacit.lab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Replaces a file so that a reader sees the old content or the new, never a part of either. */
public final class WholeFile {
  private WholeFile() {}

  /** Writes a file from nothing. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to a file that does not exist yet. */
    void to(Path fresh) throws IOException;
  }

  /**
   * Writes beside the file and moves the result over it.
   *
   * @throws IOException naming the file, if it cannot be written; the old content is then untouched
   *     and nothing is left beside it
   */
  public static void write(Path file, Content content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      content.to(fresh);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw cannotWrite(file, e);
    }
  }

  /** Writes text. */
  public static void write(Path file, String text) throws IOException {
    write(file, fresh -> Files.writeString(fresh, text));
  }

  /** What to say when a write fails. */
  static IOException cannotWrite(Path file, IOException e) {
    String why = e.getMessage() == null ? e.toString() : e.getMessage();
    return new IOException(
        "cannot write "
            + file
            + ": "
            + why.replaceFirst("^.*\\.tmp: ", "")
            + "; the last checkpoint is whole: mend this and run the same command again",
        e);
  }
}
