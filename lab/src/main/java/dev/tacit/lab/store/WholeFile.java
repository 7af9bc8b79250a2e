package dev.tacit.lab.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Replaces a file so that a reader sees the old content or the new, never a part of either. */
public final class WholeFile {
  private static final String TEMPORARY = ".tmp";

  private WholeFile() {}

  /** Whether a file is one that is being written, or was when a process was killed. */
  public static boolean isUnfinished(Path file) {
    return file.getFileName().toString().endsWith(TEMPORARY);
  }

  /** Writes a file from nothing. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to a file that does not exist yet. */
    void to(Path fresh) throws IOException;
  }

  /**
   * Writes beside the file and moves the result over it.
   *
   * @throws IOException naming the file and what to do, if it cannot be written; the old content is
   *     then untouched and nothing is left beside it
   */
  public static void write(Path file, Content content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + TEMPORARY);
    try {
      content.to(fresh);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      remove(fresh);
      throw cannotWrite(file, e);
    } catch (ReadOnlyFileSystemException e) {
      throw cannotWrite(file, e);
    }
  }

  /** Whether something is what a process writes that is about to make or replace a file. */
  public static boolean isBeingWritten(Path something, String file) {
    return something.endsWith(file + TEMPORARY);
  }

  private static void remove(Path fresh) {
    try {
      Files.deleteIfExists(fresh);
    } catch (IOException e) {
      return; // the first failure is the one to tell
    }
  }

  /** Writes text. */
  public static void write(Path file, CharSequence text) throws IOException {
    write(file, fresh -> Files.writeString(fresh, text));
  }

  /** Writes bytes. */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, fresh -> Files.write(fresh, bytes));
  }

  /**
   * Makes a directory and those above it, where they are missing.
   *
   * @throws IOException naming the directory and what to do
   */
  public static Path directory(Path directory) throws IOException {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw complaint("cannot make the directory " + directory, e);
    }
  }

  /** What to say when a write fails. */
  static IOException cannotWrite(Path file, IOException e) {
    return complaint("cannot write " + file, e);
  }

  /** The same where nothing can be written at all. */
  static IOException cannotWrite(Path file, ReadOnlyFileSystemException e) {
    IOException said = new FileSystemException(null, null, "the file system is read-only");
    said.initCause(e);
    return cannotWrite(file, said);
  }

  private static IOException complaint(String what, IOException e) {
    return new IOException(what + ": " + why(e) + "; " + remedy(e), e);
  }

  private static String why(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "its directory is gone";
    }
    if (e instanceof FileAlreadyExistsException inTheWay) {
      return inTheWay.getFile() + " is a file and in the way";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static String remedy(IOException e) {
    boolean place =
        e instanceof AccessDeniedException
            || e instanceof FileAlreadyExistsException
            || (e instanceof FileSystemException system
                && String.valueOf(system.getReason())
                    .toLowerCase(Locale.ROOT)
                    .contains("read-only"));
    return place
        ? "name another place (--out) or make this one writable"
        : "make room there or name another place (--out), and run the same command again";
  }
}
