package dev.tacit.lab.experiment;

import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.Manifest;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes the results of runs, once it is certain that no living process trains, draws or reads
 * them: all of them or, if one is in use, none.
 */
final class Overwriting {
  private Overwriting() {}

  /**
   * @param path of the experiment
   * @param hashes of the runs whose results go
   * @throws IOException if something is in use; nothing was deleted then
   */
  static void delete(Path path, Collection<String> hashes) throws IOException {
    Set<String> doomed = Set.copyOf(hashes);
    List<DirectoryLock> held = new ArrayList<>();
    try {
      held.add(alone(path));
      List<Path> runs = new ArrayList<>();
      for (Path run : Manifest.directories(path)) {
        if (isOneOf(run, doomed)) {
          held.add(alone(run));
          runs.add(run);
        }
      }
      for (Path run : runs) {
        Files.walkFileTree(run, new Deletion(run));
      }
    } finally {
      for (DirectoryLock lock : held) {
        lock.close();
      }
    }
  }

  private static DirectoryLock alone(Path directory) throws IOException {
    Optional<DirectoryLock> lock = DirectoryLock.alone(directory);
    return lock.orElseThrow(
        () ->
            new IOException(
                "another process works in "
                    + directory
                    + "; nothing was deleted: wait for it or stop it"));
  }

  /** By its manifest's hash; a manifest that cannot be read still stands in a name. */
  private static boolean isOneOf(Path run, Set<String> hashes) {
    try {
      String hash =
          JsonFiles.read(run.resolve(Manifest.FILE), Manifest.class, "a run's manifest").hash();
      return hash != null && hashes.contains(hash);
    } catch (IOException e) {
      String name = run.getFileName().toString();
      return hashes.stream().anyMatch(hash -> name.endsWith("-" + hash.substring(0, 8)));
    }
  }

  /** Everything but the lock, on which others may already wait. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    private final Path run;

    Deletion(Path run) {
      this.run = run;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!file.equals(run.resolve(DirectoryLock.FILE))) {
        Files.delete(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
      if (e != null) {
        throw e;
      }
      if (!directory.equals(run)) {
        Files.delete(directory);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
