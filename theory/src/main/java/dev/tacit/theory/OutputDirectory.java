package dev.tacit.theory;

import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.WholeFile;
import dev.tacit.theory.check.Figure;
import dev.tacit.theory.check.Figure.Line;
import dev.tacit.theory.check.Figure.Point;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of results: {@code checks.csv} with every finding, {@code tables/} with the numbers
 * behind them, {@code figures/} with PNG, SVG and the CSV that each was drawn from.
 */
public final class OutputDirectory implements Output, AutoCloseable {
  private static final String RESULTS = "checks.csv";

  private final Path directory;
  private final DirectoryLock writing;

  /**
   * Creates the directory where it is missing. Results of an earlier bench are replaced.
   *
   * @throws FileAlreadyExistsException if it holds something else
   * @throws IOException if it cannot be written or another process writes there
   */
  public OutputDirectory(Path directory) throws IOException {
    this.directory = directory;
    if (Files.isDirectory(directory) && !Files.exists(directory.resolve(RESULTS))) {
      try (Stream<Path> entries = Files.list(directory)) {
        if (!entries.allMatch(entry -> entry.endsWith(DirectoryLock.FILE))) {
          throw new FileAlreadyExistsException(
              directory.toString(),
              null,
              "holds other files than the bench's; name an empty or a new directory");
        }
      }
    }
    WholeFile.directory(directory.resolve("tables"));
    writing =
        DirectoryLock.write(directory)
            .orElseThrow(
                () ->
                    new IOException(
                        "another process writes into " + directory + "; name another directory"));
    results(List.of());
    WholeFile.directory(directory.resolve("figures"));
  }

  @Override
  public void table(String name, List<String> columns, List<? extends List<?>> rows) {
    write(directory.resolve("tables").resolve(name + ".csv"), columns, rows);
  }

  @Override
  public void figure(Figure figure) {
    Path figures = directory.resolve("figures");
    List<List<?>> rows = new ArrayList<>();
    for (Line line : figure.lines()) {
      for (Point point : line.points()) {
        rows.add(List.of(line.label(), point.x(), point.y()));
      }
    }
    try {
      FigureDrawing.write(
          figure, figures, csv(List.of("line", figure.xAxis(), figure.yAxis()), rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes {@code checks.csv}. */
  public void results(List<TheoryBench.Result> results) {
    List<List<?>> rows = new ArrayList<>();
    for (TheoryBench.Result result : results) {
      for (Finding finding : result.findings()) {
        rows.add(
            List.of(
                result.check().name(),
                result.check().reference(),
                finding.subject(),
                finding.claim(),
                finding.accepted(),
                finding.measured(),
                finding.verdict()));
      }
    }
    write(
        directory.resolve(RESULTS),
        List.of("check", "reference", "subject", "claim", "accepted", "measured", "verdict"),
        rows);
  }

  @Override
  public void close() throws IOException {
    writing.close();
  }

  private static void write(Path file, List<String> columns, List<? extends List<?>> rows) {
    try {
      WholeFile.write(file, csv(columns, rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String csv(List<String> columns, List<? extends List<?>> rows) {
    StringBuilder text = new StringBuilder();
    line(text, columns);
    rows.forEach(row -> line(text, row));
    return text.toString();
  }

  private static void line(StringBuilder text, List<?> cells) {
    for (int i = 0; i < cells.size(); i++) {
      String cell = String.valueOf(cells.get(i));
      boolean quoted = cell.contains(",") || cell.contains("\"") || cell.contains("\n");
      text.append(i == 0 ? "" : ",")
          .append(quoted ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell);
    }
    text.append('\n');
  }
}
