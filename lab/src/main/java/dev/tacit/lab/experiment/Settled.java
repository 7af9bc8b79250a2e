package dev.tacit.lab.experiment;

import dev.tacit.data.Sha256;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * That nothing is left to do of an experiment of many runs, as was once found by reading all their
 * files. While the command asks the same and none of these files was replaced, they need not be
 * read again.
 *
 * @param number of the command
 * @param ends how each run ended, with those of its last values that were kept
 * @param directories the names of the runs' directories, in the same order
 */
public record Settled(int number, Map<PlannedRun, RunStatus> ends, List<String> directories) {
  /** Its file in the experiment's directory. */
  public static final String FILE = "settled.json";

  private static final int FORMAT = 1;
  private static final int LEAST = 200; // fewer are read in no time

  /**
   * What the file says.
   *
   * @param asked a digest of all runs, how far each goes and what is measured
   * @param files a digest of sizes and times of all files that the ends were read from
   * @param number of the command
   * @param metrics whose last values were kept
   * @param ends of the runs in their order
   */
  private record Content(
      int format,
      String asked,
      String files,
      int number,
      Set<String> metrics,
      List<RunStatus> ends) {}

  /**
   * What was found before, if it still holds.
   *
   * @param metrics whose last values are needed
   */
  public static Optional<Settled> read(Path directory, Experiment experiment, Set<String> metrics) {
    Path file = directory.resolve(FILE);
    List<PlannedRun> runs = experiment.runs();
    if (!canBe(experiment) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Content content = JsonFiles.read(file, Content.class, "a note that all runs have ended");
      boolean holds =
          content.format == FORMAT
              && content.ends.size() == runs.size()
              && content.metrics.equals(metrics)
              && content.asked.equals(asked(runs))
              && content.files.equals(files(directory, content.number, runs));
      return holds ? Optional.of(of(content, runs)) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // damaged, or a file is gone: all is looked at again
    }
  }

  /** Looks at all files again, where what is found is worth keeping. */
  public static Optional<Settled> find(ExperimentDirectory directory) throws IOException {
    return canBe(directory.experiment()) ? directory.settledNow() : Optional.empty();
  }

  private static boolean canBe(Experiment experiment) {
    return experiment.tuning() == null && experiment.runs().size() >= LEAST;
  }

  private static Settled of(Content content, List<PlannedRun> runs) {
    Map<PlannedRun, RunStatus> ends = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      ends.put(runs.get(i), content.ends.get(i));
    }
    return new Settled(content.number, ends, runs.stream().map(PlannedRun::directoryName).toList());
  }

  /**
   * Keeps it for the next time, where that is worth a file: the runs are many, and each lies where
   * its name says.
   */
  public void write(ExperimentDirectory directory, Set<String> metrics) throws IOException {
    List<PlannedRun> runs = directory.experiment().runs();
    boolean found = directories.equals(runs.stream().map(PlannedRun::directoryName).toList());
    if (!canBe(directory.experiment()) || !found) {
      return;
    }
    List<RunStatus> kept = new ArrayList<>();
    runs.forEach(run -> kept.add(ends.get(run).remembering(metrics)));
    Content content =
        new Content(
            FORMAT, asked(runs), files(directory.path(), number, runs), number, metrics, kept);
    WholeFile.write(
        directory.path().resolve(FILE), JsonFiles.JSON.writeValueAsString(content) + "\n");
  }

  private static Path place(Path directory, PlannedRun run) {
    return directory.resolve(run.directoryName());
  }

  private static String asked(List<PlannedRun> runs) {
    MessageDigest digest = Sha256.digest();
    IdentityHashMap<ProbeSettings, String> probes =
        new IdentityHashMap<>(); // most runs have the same
    for (PlannedRun run : runs) {
      RunSettings settings = run.settings();
      String text =
          run.hash()
              + " "
              + run.directoryName()
              + " "
              + settings.epochs()
              + " "
              + settings.until()
              + " "
              + probes.computeIfAbsent(settings.probes(), ProbeSettings::toString)
              + "\n";
      digest.update(text.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of every run, and of what the command asked for. */
  private static String files(Path directory, int number, List<PlannedRun> runs)
      throws IOException {
    List<String> stamps;
    try {
      stamps =
          runs.parallelStream()
              .map(run -> place(directory, run))
              .map(run -> stamp(run.resolve(Manifest.FILE)) + stamp(run.resolve(RunStatus.FILE)))
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    MessageDigest digest = Sha256.digest();
    Stream.concat(stamps.stream(), Stream.of(stamp(ExperimentRecord.file(directory, number))))
        .forEach(stamp -> digest.update(stamp.getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A file is replaced as a whole: another one has another key, where the system has keys. */
  private static String stamp(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.size()
          + " "
          + found.lastModifiedTime().to(TimeUnit.NANOSECONDS)
          + " "
          + found.fileKey()
          + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
