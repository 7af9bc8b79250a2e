package dev.tacit.lab.export;

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
    Path place = out == null ? directory.resolve("export").resolve(form.toString()) : out;
    List<StoredRun> runs = StoredRun.all(directory);
    return form == Form.CSV
        ? TidyCsv.write(runs, place)
        : TensorBoard.write(directory, runs, place);
  }
}
