package dev.tacit.lab.experiment;

import dev.tacit.data.Dataset;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where an experiment keeps its runs and its report. It belongs to one experiment by name; results
 * that are there are kept, whatever else is run into it.
 */
public final class ExperimentDirectory {
  /** The file that says which experiment this is. */
  public static final String FILE = "experiment.json";

  private final Path path;
  private final Experiment experiment;

  private ExperimentDirectory(Path path, Experiment experiment) {
    this.path = path;
    this.experiment = experiment;
  }

  /**
   * Makes the directory, or opens it if it is this experiment's, and writes {@link #FILE}.
   *
   * @throws SettingsException if it holds something else
   * @throws IOException if it cannot be written
   */
  public static ExperimentDirectory open(Path path, Experiment experiment) throws IOException {
    Path file = path.resolve(FILE);
    if (Files.exists(file)) {
      Object owner = Manifest.read(file).get("name");
      if (!experiment.name().equals(owner)) {
        throw new SettingsException(
            path.toString(),
            "holds the results of the experiment '"
                + owner
                + "', not of '"
                + experiment.name()
                + "'; choose another --out");
      }
    } else if (Files.exists(path) && !isEmptyDirectory(path)) {
      throw new SettingsException(
          path.toString(),
          "exists and is not an experiment's directory; choose another --out or an empty one");
    }
    WholeFile.directory(path);
    WholeFile.write(file, Manifest.json(experiment.toMap()));
    return new ExperimentDirectory(path, experiment);
  }

  private static boolean isEmptyDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.findAny().isEmpty();
    }
  }

  /** The directory itself. */
  public Path path() {
    return path;
  }

  /** The experiment it belongs to. */
  public Experiment experiment() {
    return experiment;
  }

  /** Where a run's files are. */
  public Path of(PlannedRun run) {
    return path.resolve(run.directoryName());
  }

  /** The status of a run; null if it never started. */
  public RunStatus status(PlannedRun run) {
    return RunStatus.read(of(run));
  }

  /** Deletes the results of these runs, and of no others. */
  public void delete(List<PlannedRun> runs) throws IOException {
    for (PlannedRun run : runs) {
      Path directory = of(run);
      if (Files.exists(directory.resolve(Manifest.FILE))) {
        Files.walkFileTree(directory, new Deletion());
      }
    }
  }

  /**
   * Makes a run's directory with its manifest, or checks that the manifest there is the run's.
   *
   * @throws IOException if it cannot be written or belongs to other settings
   */
  public Path begin(PlannedRun run, PreparedRun prepared, Dataset data) throws IOException {
    Path directory = WholeFile.directory(of(run));
    Path file = directory.resolve(Manifest.FILE);
    if (Files.exists(file)) {
      Map<String, Object> manifest = Manifest.read(file);
      if (!run.hash().equals(manifest.get("hash"))) {
        throw new IOException(
            file + " belongs to other settings (hash " + manifest.get("hash") + ")");
      }
    } else {
      WholeFile.write(file, Manifest.text(experiment.name(), run, prepared, data));
    }
    return directory;
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
      if (e != null) {
        throw e;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
