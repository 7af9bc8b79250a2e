package dev.tacit.app.cli;

import dev.tacit.lab.figure.Limits;
import dev.tacit.lab.figure.Paper;
import dev.tacit.lab.figure.PaperFormat;
import dev.tacit.lab.figure.PaperSize;
import dev.tacit.lab.report.PaperFigures;
import dev.tacit.lab.report.PaperFigures.Request;
import dev.tacit.lab.report.PaperX;
import dev.tacit.lab.report.UnknownMetricException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code tacit report} that draw single figures for a publication. */
final class PaperOptions {
  private static final String FIGURE = "--figure";

  @Option(
      names = FIGURE,
      required = true,
      paramLabel = "METRIC",
      description =
          "Draw this metric alone, as in test/error, for a publication; may be given several"
              + " times. The report is not redrawn.")
  private List<String> metrics;

  @Option(
      names = "--x",
      paramLabel = "X",
      description =
          "What is across: epoch, step, train/loss or setting (default: epoch; of more than six"
              + " settings setting).")
  private String x;

  @Option(
      names = "--x-range",
      paramLabel = "FROM..TO",
      description = "Only this stretch of the horizontal axis, as in 0..60.")
  private String acrossRange;

  @Option(
      names = "--y-range",
      paramLabel = "FROM..TO",
      description =
          "Only this stretch of the vertical axis, as in 0.07..0.3. Numbers beside figures are"
              + " whole.")
  private String upRange;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "85mm",
      description =
          "Width, or width and height, as in 85mm, 3.3in, 240pt or 85x60mm (default:"
              + " ${DEFAULT-VALUE}).")
  private String size;

  @Option(
      names = "--font",
      paramLabel = "POINTS",
      defaultValue = "8",
      description = "Size of all text, in points (default: ${DEFAULT-VALUE}).")
  private String font;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      split = ",",
      defaultValue = "pdf",
      description = "pdf, svg or png, or several, as in pdf,png (default: ${DEFAULT-VALUE}).")
  private List<String> formats;

  @Option(
      names = "--dpi",
      paramLabel = "N",
      defaultValue = "300",
      description = "Pixels to an inch, of png (default: ${DEFAULT-VALUE}).")
  private String dpi;

  @Option(names = "--grey", description = "Draw without colours.")
  private boolean grey;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files are written (default: figures/paper of the experiment).")
  private Path out;

  /** Draws them; returns the exit code. */
  int draw(CommandSpec spec, List<Path> directories, boolean whole) throws IOException {
    if (whole) {
      throw wrong(
          spec, FIGURE, "draws single figures; --all-figures and --scatter are the report's");
    }
    if (out != null && directories.size() > 1) {
      throw wrong(spec, "--out", "is one folder; give one experiment's directory with it");
    }
    PaperX across = x == null ? null : checked(spec, "--x", () -> PaperX.parse(x));
    PaperSize paperSize = checked(spec, "--size", () -> PaperSize.parse(size));
    double points = checked(spec, "--font", () -> number(font));
    int pixels = checked(spec, "--dpi", () -> whole(dpi));
    checked(spec, "--font", () -> new Paper(paperSize, points, grey, 300));
    Paper paper = checked(spec, "--dpi", () -> new Paper(paperSize, points, grey, pixels));
    Limits limits =
        new Limits(range(spec, "--x-range", acrossRange), range(spec, "--y-range", upRange));
    Set<PaperFormat> kinds = EnumSet.noneOf(PaperFormat.class);
    formats.forEach(name -> kinds.add(checked(spec, "--format", () -> format(name))));
    List<String> asked = List.copyOf(new LinkedHashSet<>(metrics));
    for (Path directory : directories) {
      try {
        PaperFigures.write(directory, new Request(asked, across, paper, kinds, out, limits))
            .forEach(file -> System.out.println("Figure: " + file));
      } catch (UnknownMetricException e) {
        throw wrong(spec, FIGURE, e.getMessage());
      } catch (IllegalArgumentException e) {
        throw wrong(spec, directory.toString(), e.getMessage());
      }
    }
    return 0;
  }

  private static Limits.Range range(CommandSpec spec, String option, String text) {
    return text == null ? null : checked(spec, option, () -> Limits.Range.parse(text));
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a number of points; found '" + text + "'", e);
    }
  }

  private static int whole(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a whole number; found '" + text + "'", e);
    }
  }

  private static PaperFormat format(String name) {
    return Arrays.stream(PaperFormat.values())
        .filter(format -> format.suffix().equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of "
                        + Arrays.stream(PaperFormat.values())
                            .map(PaperFormat::suffix)
                            .collect(Collectors.joining(", "))
                        + "; found '"
                        + name
                        + "'"));
  }

  private static <T> T checked(CommandSpec spec, String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw wrong(spec, option, e.getMessage());
    }
  }

  private static ParameterException wrong(CommandSpec spec, String what, String why) {
    return new ParameterException(spec.commandLine(), what + ": " + why);
  }
}
