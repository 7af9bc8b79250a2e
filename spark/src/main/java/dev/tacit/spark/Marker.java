package dev.tacit.spark;

import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A small file in an experiment's directory, with a name and a content that nobody can guess:
 * whoever finds it has this very directory before him and not another one at the same place. It is
 * there while a driver works; one that was left behind by a killed driver goes with the next.
 */
final class Marker implements AutoCloseable {
  private static final String PREFIX = ".spark-";

  /**
   * What to look for.
   *
   * @param directory the experiment's, as the driver names it
   * @param name of the file in it
   * @param content of the file
   */
  record Token(String directory, String name, String content) implements Serializable {}

  private final Token token;
  private final Path file;
  private final FileChannel channel; // whose lock says that this driver lives

  private Marker(Token token, Path file, FileChannel channel) {
    this.token = token;
    this.file = file;
    this.channel = channel;
  }

  /**
   * Puts one down.
   *
   * @param directory exists
   * @throws IOException if nothing can be written there, naming the directory and what to do
   */
  static Marker put(Path directory) throws IOException {
    Path place = directory.toAbsolutePath();
    clear(place);
    Token token =
        new Token(place.toString(), PREFIX + UUID.randomUUID(), UUID.randomUUID().toString());
    Path file = place.resolve(token.name());
    WholeFile.write(file, token.content());
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    channel.tryLock();
    return new Marker(token, file, channel);
  }

  /** What executors look for. */
  Token token() {
    return token;
  }

  private static void clear(Path directory) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (Path file : left) {
        if (isLeftBehind(file)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isLeftBehind(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
