package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.Diagram.Line;
import dev.tacit.lab.figure.Limits;
import dev.tacit.lab.figure.Paper;
import dev.tacit.lab.figure.PaperFormat;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.WholeFile;
import dev.tacit.lab.study.Study;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Draws single figures of an experiment for a publication, from its run directories: what the
 * report shows of a metric, as large as a journal asks, and beside it the numbers of its whole
 * lines as CSV. The report itself stays as it is.
 */
public final class PaperFigures {
  private static final String FOLDER = "paper";
  private static final Pattern SEEDS = Pattern.compile(" \\([^()]*\\)$");

  /**
   * What is asked for.
   *
   * @param metrics a figure each
   * @param x across; null for the epoch, or of more than six settings for the setting
   * @param paper they are drawn on
   * @param formats of the files
   * @param out where they are written; null for {@code figures/paper} of the experiment
   * @param limits of their axes; the numbers beside them are whole
   */
  public record Request(
      List<String> metrics,
      PaperX x,
      Paper paper,
      Set<PaperFormat> formats,
      Path out,
      Limits limits) {}

  private final Study study;
  private final Request request;

  private PaperFigures(Study study, Request request) {
    this.study = study;
    this.request = request;
  }

  /**
   * Writes the figures.
   *
   * @param experimentDirectory that holds {@code experiment.json}
   * @return the files, the numbers' left out
   * @throws IOException when there is no experiment, a file is damaged, or one cannot be written
   * @throws UnknownMetricException when no command's runs have a metric, naming the nearest
   * @throws IllegalArgumentException when a figure cannot be drawn as it is asked for; nothing is
   *     written then
   */
  public static List<Path> write(Path experimentDirectory, Request request) throws IOException {
    List<Integer> numbers = List.copyOf(ExperimentRecord.all(experimentDirectory).keySet());
    Map<Path, byte[]> files = new LinkedHashMap<>();
    try (DirectoryLock using = Report.using(experimentDirectory)) {
      List<Study> studies = new ArrayList<>();
      for (int number : numbers.isEmpty() ? List.of(1) : numbers) {
        studies.add(Study.read(experimentDirectory, number));
      }
      request.metrics().forEach(metric -> Unknown.check(studies, metric));
      for (int i = 0; i < studies.size(); i++) {
        Path own = Report.figures(experimentDirectory, i == 0 ? 1 : numbers.get(i));
        Path directory =
            request.out() == null
                ? own.resolve(FOLDER)
                : i == 0 ? request.out() : request.out().resolve(own.getFileName());
        files.putAll(new PaperFigures(studies.get(i), request).draw(directory));
      }
      for (Map.Entry<Path, byte[]> file : files.entrySet()) {
        WholeFile.directory(file.getKey().getParent());
        WholeFile.write(file.getKey(), file.getValue());
      }
    }
    return files.keySet().stream().filter(file -> !file.toString().endsWith(".csv")).toList();
  }

  private Map<Path, byte[]> draw(Path directory) throws IOException {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    for (String metric : request.metrics()) {
      if (study.has(metric)) {
        for (LinePlot plot : plots(metric)) {
          Paper.Sheet sheet = request.paper().of(diagram(plot));
          for (PaperFormat format : request.formats()) {
            Path file = directory.resolve(plot.name() + "." + format.suffix());
            files.put(file, sheet.file(format));
          }
          files.put(
              directory.resolve(plot.name() + ".csv"), plot.csv().getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return files;
  }

  private PaperX x() {
    return request.x() != null ? request.x() : Sweep.isSweep(study) ? PaperX.SETTING : PaperX.EPOCH;
  }

  /** The figures of a metric, named after it and what it is drawn against. */
  private List<LinePlot> plots(String metric) {
    PaperX x = x();
    if (x != PaperX.SETTING && Sweep.isSweep(study)) {
      throw new IllegalArgumentException(
          study.experiment().name()
              + " has "
              + study.variants().size()
              + " settings, and nobody compares more than six courses: use --x setting");
    }
    List<Figure> figures =
        x == PaperX.SETTING ? Sweep.of(study, metric) : Figures.of(study, metric, x == PaperX.LOSS);
    if (figures.isEmpty()) {
      throw new IllegalArgumentException(nothing(metric, x));
    }
    List<LinePlot> plots = new ArrayList<>();
    for (int i = 0; i < figures.size(); i++) {
      LinePlot plot = (LinePlot) figures.get(i);
      plot = x == PaperX.STEP ? new Steps(study).of(plot) : plot;
      plots.add(plot);
    }
    return named(plots, Figures.fileName(metric));
  }

  private String nothing(String metric, PaperX x) {
    String what = "nothing to draw of " + metric + " against " + x + ": ";
    return switch (x) {
      case SETTING ->
          what
              + (Grid.settings(study.variants()).isEmpty()
                  ? study.experiment().name() + " varies no setting that is a number"
                  : "no finished run has a value");
      case LOSS -> what + "no finished runs have both, at more than one level of the loss";
      default -> what + "no run has a value that has a place on the axis";
    };
  }

  private static List<LinePlot> named(List<LinePlot> plots, String metric) {
    List<LinePlot> named = new ArrayList<>();
    for (LinePlot plot : plots) {
      String across = Figures.fileName(plot.across().column().replaceFirst("^optimizers\\.", ""));
      long same = plots.stream().filter(p -> p.across().equals(plot.across())).count();
      long before = named.stream().filter(p -> p.across().equals(plot.across())).count();
      named.add(
          new LinePlot(
              metric + "-" + across + (same > 1 ? "-" + (before + 1) : ""),
              plot.title(),
              plot.quantity(),
              plot.across(),
              plot.kind(),
              plot.panels(),
              plot.apart(),
              plot.caption()));
    }
    return named;
  }

  /**
   * What is drawn: the axis says what the title would, and the legend how many seeds there are only
   * where that differs.
   */
  private Diagram diagram(LinePlot plot) {
    Diagram diagram = plot.diagram();
    String metric = plot.series().get(0).metric();
    String title = study.words().of(metric).title();
    String quantity = diagram.quantity();
    boolean alike =
        diagram.panels().stream()
                .flatMap(panel -> panel.lines().stream())
                .map(Line::label)
                .filter(label -> !label.isEmpty())
                .map(label -> label.substring(SEEDS.matcher(label).replaceFirst("").length()))
                .distinct()
                .count()
            < 2;
    Diagram.Across across = diagram.across();
    return new Diagram(
        diagram.name(),
        title,
        quantity.isEmpty() || quantity.equals(title) ? title : title + " (" + quantity + ")",
        across.kind() == Kind.FALLING ? new Diagram.Across("training loss", across.kind()) : across,
        diagram.panels().stream().map(panel -> alike ? unnumbered(panel) : panel).toList(),
        diagram.apart(),
        diagram.firstOnTop(),
        diagram.size(),
        request.limits());
  }

  private static Diagram.Panel unnumbered(Diagram.Panel panel) {
    return panel.with(
        panel.lines().stream()
            .map(line -> line.labelled(SEEDS.matcher(line.label()).replaceFirst("")))
            .toList());
  }
}
