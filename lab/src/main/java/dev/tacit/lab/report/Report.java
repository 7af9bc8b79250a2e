package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.lab.page.PackedCurves;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.WholeFile;
import dev.tacit.lab.study.Claims;
import dev.tacit.lab.study.Judged;
import dev.tacit.lab.study.Study;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws an experiment's report from its run directories and the tables {@link Beside} it, and from
 * nothing else: {@code report.html}, and in {@code figures/} every figure as PNG and SVG with the
 * numbers drawn as CSV, and the claims with their verdicts as {@code claims.csv}. The same files
 * give the same bytes on the same machine.
 */
public final class Report {
  private static final String PAGE = "report";
  private static final String FIGURES = "figures";
  private static final Duration PATIENCE =
      Duration.ofMinutes(10); // many may draw the same, one after the other

  private static final int TICK = 5; // milliseconds: file systems' clocks go that far at a time
  private static final int TICKS = 10;

  private Report() {}

  /**
   * A report that was written.
   *
   * @param page the file
   * @param claims with their verdicts
   */
  public record Written(Path page, List<Judged> claims) {}

  /**
   * Writes the report of every command of an experiment that left a record.
   *
   * @param experimentDirectory that holds {@code experiment.json}
   * @param allFigures whether courses are drawn however many panels that takes
   * @param scatters which metrics are drawn against which, beside what is drawn anyway
   * @return the pages
   * @throws IOException as {@link #write(Path, int)}
   * @throws UnknownMetricException when no run of a command has a metric that is to be drawn
   */
  public static List<Path> writeAll(
      Path experimentDirectory, boolean allFigures, List<Scattered> scatters) throws IOException {
    List<Path> pages = new ArrayList<>();
    List<Integer> numbers = List.copyOf(ExperimentRecord.all(experimentDirectory).keySet());
    for (int number : scatters.isEmpty() ? List.<Integer>of() : numbers) {
      Study study = Study.read(experimentDirectory, number);
      scatters.forEach(scattered -> scattered.check(study)); // before anything is written
    }
    for (int number : numbers.isEmpty() ? List.of(1) : numbers) {
      pages.add(judge(experimentDirectory, number, allFigures, scatters, List.of()).page());
    }
    return pages;
  }

  /** Writes the report of the first command; as {@link #write(Path, int)}. */
  public static Path write(Path experimentDirectory) throws IOException {
    return write(experimentDirectory, 1);
  }

  /**
   * Writes the report of what one command asked for, over an older one of the same. Runs that
   * diverged, failed or are still on their way are drawn as far as they went.
   *
   * @param experimentDirectory that holds {@code experiment.json}
   * @param number of the command, from 1; the second's is {@code report-2.html}
   * @return the page
   * @throws IOException when there is no experiment, a file is damaged (naming the file, the line
   *     and what was expected), or the report cannot be written
   */
  public static Path write(Path experimentDirectory, int number) throws IOException {
    return judge(experimentDirectory, number, List.of()).page();
  }

  /**
   * As {@link #write(Path, int)}, with what the page says of the claims. Where another process drew
   * the same runs meanwhile, its page stays.
   *
   * @param ended the directories of all runs, if none of them is on its way; else empty
   */
  public static Written judge(Path experimentDirectory, int number, Collection<Path> ended)
      throws IOException {
    return judge(experimentDirectory, number, false, List.of(), ended);
  }

  private static Written judge(
      Path experimentDirectory,
      int number,
      boolean all,
      List<Scattered> scatters,
      Collection<Path> ended)
      throws IOException {
    if (!Files.isRegularFile(ExperimentRecord.file(experimentDirectory, number))) {
      Study.read(experimentDirectory, number); // says what is missing
    }
    try (DirectoryLock using = using(experimentDirectory);
        DirectoryLock drawing = drawing(figures(experimentDirectory, number))) {
      Optional<Path> there =
          ended.isEmpty() ? Optional.empty() : current(experimentDirectory, number, ended);
      return there.isPresent()
          ? new Written(there.get(), Claims.judge(Study.read(experimentDirectory, number)))
          : draw(experimentDirectory, number, all, scatters, ended);
    }
  }

  /**
   * The report of what one command asked for, if there is one and nothing that it was drawn from
   * has changed since: every file of a run is replaced whole, which its directory's time tells. The
   * page has the time at which its drawing began to read.
   *
   * @param runs their directories
   */
  public static Optional<Path> current(
      Path experimentDirectory, int number, Collection<Path> runs) {
    Path page = page(experimentDirectory, number);
    try {
      FileTime drawn = Files.getLastModifiedTime(page);
      List<Path> sources = new ArrayList<>(runs);
      sources.addAll(Beside.files(experimentDirectory));
      sources.add(ExperimentRecord.file(experimentDirectory, number));
      for (Path source : sources) {
        if (Files.getLastModifiedTime(source).compareTo(drawn) >= 0) {
          return Optional.empty();
        }
      }
      return Optional.of(page);
    } catch (IOException e) {
      return Optional.empty(); // whoever draws it says what is wrong
    }
  }

  private static Path page(Path experimentDirectory, int number) {
    return experimentDirectory.resolve(PAGE + (number == 1 ? "" : "-" + number) + ".html");
  }

  /** The folder of a command's figures. */
  static Path figures(Path experimentDirectory, int number) {
    return experimentDirectory.resolve(number == 1 ? FIGURES : FIGURES + "-" + number);
  }

  /** Keeps others from overwriting an experiment that is read. */
  static DirectoryLock using(Path experimentDirectory) throws IOException {
    return DirectoryLock.use(experimentDirectory)
        .orElseThrow(() -> busy(experimentDirectory, "being overwritten"));
  }

  /** Waits a while for other processes that draw the same. */
  private static DirectoryLock drawing(Path figures) throws IOException {
    WholeFile.directory(figures);
    return DirectoryLock.writeWithin(figures, PATIENCE)
        .orElseThrow(() -> busy(figures, "being drawn"));
  }

  private static IOException busy(Path place, String what) {
    return new IOException(place + " is " + what + " by another process; try again later");
  }

  private static Written draw(
      Path experimentDirectory,
      int number,
      boolean all,
      List<Scattered> scatters,
      Collection<Path> ended)
      throws IOException {
    FileTime begun = after(ended, WholeFile.directory(figures(experimentDirectory, number)));
    Study study = Study.read(experimentDirectory, number);
    List<Chapter> chapters = Figures.of(study, all, scatters);
    Path directory = WholeFile.directory(figures(experimentDirectory, number));
    List<Figure> tuning = TuningFigures.of(study);
    List<Figure> figures = new ArrayList<>(tuning);
    chapters.forEach(chapter -> figures.addAll(chapter.figures()));
    Map<String, Drawing> drawings = new HashMap<>();
    try {
      figures.parallelStream()
          .map(figure -> draw(figure, directory))
          .toList()
          .forEach(drawing -> drawings.put(drawing.figure().name(), drawing));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Path page = page(experimentDirectory, number);
    String folder = directory.getFileName().toString();
    List<Judged> claims = Claims.judge(study);
    if (!claims.isEmpty()) {
      ClaimsCsv.write(directory, study.experiment().claims(), claims);
    }
    String html =
        new Page(
                study,
                claims,
                tuning,
                chapters,
                Landscapes.of(study, experimentDirectory),
                Beside.of(experimentDirectory),
                drawings,
                folder)
            .html(room -> data(study, experimentDirectory, chapters, room));
    WholeFile.write(
        page,
        fresh -> {
          Files.writeString(fresh, html);
          Files.setLastModifiedTime(fresh, begun); // what changed since may not be on it
        });
    return new Written(page, claims);
  }

  /** What the page's script is told, as JSON that holds it deflated. */
  private static String data(Study study, Path directory, List<Chapter> chapters, int room)
      throws IOException {
    ObjectNode data = PageData.of(study, directory, Map.of(), RunSettings.of(study, null));
    PageData.addDetails(data, study, directory);
    String words = deflated(data);
    int most = (room - words.length()) / PageCurves.BYTES_A_NUMBER;
    ObjectNode curves = PageCurves.of(study, directory, chapters, most);
    JsonNode numbers = curves.remove("numbers");
    ObjectNode all = JsonFiles.JSON.createObjectNode();
    all.put("study", words).put("curves", deflated(curves));
    return all.set("numbers", numbers).toString();
  }

  private static String deflated(JsonNode json) {
    return PackedCurves.deflated(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The time, later than that of all that has ended: a run that ended within the same tick of the
   * clock would be taken for one that has changed since.
   */
  private static FileTime after(Collection<Path> ended, Path directory) throws IOException {
    FileTime last = FileTime.fromMillis(0);
    for (Path run : ended) {
      FileTime time = Files.getLastModifiedTime(run);
      last = time.compareTo(last) > 0 ? time : last;
    }
    FileTime now = now(directory);
    for (int i = 0; i < TICKS && now.compareTo(last) <= 0; i++) {
      try {
        Thread.sleep(TICK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return now;
      }
      now = now(directory);
    }
    return now;
  }

  /** The time as the file system tells it, which may be another machine's. */
  private static FileTime now(Path directory) throws IOException {
    Path probe = Files.createTempFile(directory, "now", "");
    try {
      return Files.getLastModifiedTime(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private static Drawing draw(Figure figure, Path directory) {
    try {
      return figure.write(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
