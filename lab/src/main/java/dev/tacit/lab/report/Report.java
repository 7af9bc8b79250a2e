package dev.tacit.lab.report;

import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws an experiment's report from its run directories, and from nothing else: {@code
 * report.html}, and in {@code figures/} every figure as PNG and SVG with the numbers drawn as CSV.
 * The same run directories give the same bytes on the same machine.
 */
public final class Report {
  private static final String PAGE = "report.html";
  private static final String FIGURES = "figures";

  private Report() {}

  /**
   * Writes the report of an experiment, over an older one if there is one. Runs that diverged,
   * failed or are still on their way are drawn as far as they went.
   *
   * @param experimentDirectory that holds {@code experiment.json}
   * @return the page
   * @throws IOException when there is no experiment, a file is damaged (naming the file, the line
   *     and what was expected), or the report cannot be written
   */
  public static Path write(Path experimentDirectory) throws IOException {
    Study study = Study.read(experimentDirectory);
    List<Chapter> chapters = Figures.of(study);
    Path directory = WholeFile.directory(experimentDirectory.resolve(FIGURES));
    List<Figure> figures =
        chapters.stream().flatMap(chapter -> chapter.figures().stream()).toList();
    Map<String, Drawing> drawings = new HashMap<>();
    try {
      figures.parallelStream()
          .map(figure -> draw(figure, directory))
          .toList()
          .forEach(drawing -> drawings.put(drawing.figure().name(), drawing));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Path page = experimentDirectory.resolve(PAGE);
    WholeFile.write(page, new Page(study, chapters, drawings).html());
    return page;
  }

  private static Drawing draw(Figure figure, Path directory) {
    try {
      return Drawing.write(figure, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
