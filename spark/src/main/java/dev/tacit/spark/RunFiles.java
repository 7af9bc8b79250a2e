package dev.tacit.spark;

import dev.tacit.lab.run.Run;
import dev.tacit.lab.store.Clock;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A run's directory as bytes, to be carried to a machine that cannot see it, and back. */
final class RunFiles {
  private RunFiles() {}

  /**
   * All files of a run, by name; what it is being trained again in is left out.
   *
   * @param directory need not exist
   */
  static Map<String, byte[]> read(Path directory) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, Files::isRegularFile)) {
        for (Path file : all) {
          String name = file.getFileName().toString();
          if (!name.equals(DirectoryLock.FILE) && !WholeFile.isUnfinished(file)) {
            files.put(name, Files.readAllBytes(file));
          }
        }
      }
    }
    return files;
  }

  /**
   * Writes them, each whole, so that a kill in between leaves a run that goes on: measurements and
   * times before the checkpoint that counts on them, and the status, which says that all is there,
   * after them. A first manifest comes before everything, since nothing is a run without; one that
   * is replaced comes last, since it says what was measured.
   *
   * @param directory is made if it is not there; the caller holds its lock
   */
  static void write(Path directory, Map<String, byte[]> files) throws IOException {
    boolean isNew = !Files.exists(directory.resolve(Manifest.FILE));
    List<String> order =
        isNew
            ? List.of(Manifest.FILE, "", Clock.FILE, Run.METRICS, Run.CHECKPOINT, RunStatus.FILE)
            : List.of("", Clock.FILE, Run.METRICS, Run.CHECKPOINT, RunStatus.FILE, Manifest.FILE);
    List<String> names =
        files.keySet().stream()
            .sorted(
                Comparator.comparingInt(name -> order.indexOf(order.contains(name) ? name : "")))
            .toList();
    for (String name : names) {
      WholeFile.write(directory.resolve(name), files.get(name));
    }
  }
}
