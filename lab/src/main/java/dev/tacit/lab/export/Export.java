package dev.tacit.lab.export;

import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes the runs of an experiment's directory in another form. */
public final class Export {
  /** What there is. */
  public enum Form {
    /** Two tidy tables. */
    CSV,
    /** A log directory for TensorBoard. */
    TENSORBOARD;

    /** As it is typed. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Export() {}

  /**
   * Writes all runs that lie in a directory, whichever command asked for them.
   *
   * @param directory of an experiment
   * @param out where it goes; null for {@code export/FORM} in the directory
   * @return the files written
   * @throws IOException if it is no experiment's directory, a file is damaged or cannot be written
   */
  public static List<Path> write(Path directory, Form form, Path out) throws IOException {
    Path place = out == null ? place(directory, form) : out;
    List<StoredRun> runs = StoredRun.all(directory);
    if (form == Form.CSV) {
      return TidyCsv.write(runs, place);
    }
    try (DirectoryLock lock =
        DirectoryLock.write(WholeFile.directory(place))
            .orElseThrow(
                () -> new IOException("another process writes " + place + "; wait for it"))) {
      return TensorBoard.write(directory, runs, place);
    }
  }

  /** Where it goes if nothing else is said. */
  static Path place(Path directory, Form form) {
    return directory.resolve("export").resolve(form.toString());
  }
}
