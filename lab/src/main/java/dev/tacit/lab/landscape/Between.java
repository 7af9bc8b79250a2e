package dev.tacit.lab.landscape;

import dev.tacit.lab.landscape.LineFigure.Line;
import dev.tacit.lab.store.WholeFile;
import dev.tacit.tensor.RandomStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/**
 * What lies between the solutions of two runs: the straight line and, if asked, a curve of low loss
 * that is trained between them. Loss and error are those of the first run's data, on all examples.
 *
 * <p>Writes {@code interpolation} (PNG, SVG, CSV) and {@code barriers.csv}.
 */
public final class Between {
  private static final String STRAIGHT = "straight line";
  private static final String CURVE = "curve";

  private Between() {}

  /**
   * Looks, draws and says what was found.
   *
   * @param out directory for the files; made if needed
   * @param progress is told what goes on
   * @return findings, one a line
   * @throws dev.tacit.lab.experiment.SettingsException if the runs are not of the same network
   */
  public static List<String> draw(
      Solution a, Solution b, LandscapeOptions options, Path out, Consumer<String> progress)
      throws IOException {
    List<String> differences = a.differences(b);
    Map<String, Profile> profiles = profiles(a, b, options, progress);
    WholeFile.directory(out);
    WholeFile.write(out.resolve("barriers.csv"), barriers(profiles));
    String remark =
        differences.isEmpty()
            ? ""
            : " Loss and error are those of the first run's data: "
                + String.join(", ", differences)
                + ".";
    figure(a, b, profiles, "From " + a.name() + " (t = 0) to " + b.name() + " (t = 1)." + remark)
        .write(out, "interpolation", csv(profiles));
    List<String> findings = new ArrayList<>();
    differences.forEach(
        text -> findings.add("note: " + text + "; loss and error are those of " + a.name()));
    profiles.forEach((path, profile) -> findings.addAll(findings(path, profile)));
    return findings;
  }

  /** The paths by name; the curve only if asked. */
  private static Map<String, Profile> profiles(
      Solution a, Solution b, LandscapeOptions options, Consumer<String> progress) {
    Surface surface = new Surface(a.train(), a.test());
    Map<String, Profile> profiles = new LinkedHashMap<>();
    progress.accept("straight line, " + options.points() + " points");
    profiles.put(
        STRAIGHT, Profile.along(Curve.segment(a.w(), b.w()), surface, options.points(), a.w()));
    if (options.curve() != null) {
      try (Tensor theta =
          options
              .curve()
              .between(
                  a.train(),
                  a.w(),
                  b.w(),
                  new RandomStreams(options.seed()),
                  (done, of) -> progress.accept("curve, epoch " + done + " of " + of))) {
        profiles.put(
            CURVE,
            Profile.along(Curve.bezier(a.w(), theta, b.w()), surface, options.points(), a.w()));
      }
    }
    return profiles;
  }

  private static LineFigure figure(
      Solution a, Solution b, Map<String, Profile> profiles, String below) {
    List<Line> lines = new ArrayList<>();
    profiles.forEach(
        (path, profile) -> {
          boolean dashed = path.equals(CURVE);
          lines.add(new Line("training set, " + path, profile, true, dashed));
          lines.add(new Line("test set, " + path, profile, false, dashed));
        });
    return new LineFigure(
        "Between " + a.name() + " and " + b.name(), below, "t", profiles.get(STRAIGHT).t(), lines);
  }

  private static List<String> findings(String path, Profile profile) {
    List<String> lines = new ArrayList<>();
    for (Quantity quantity : Quantity.values()) {
      Profile.Barrier barrier = profile.barrier(quantity);
      if (!Double.isNaN(barrier.height())) {
        double[] values = profile.values(quantity);
        lines.add(
            String.format(
                Locale.ROOT,
                "%s: %s %.4g to %.4g, barrier %.3g at t = %.2f",
                path,
                quantity,
                values[0],
                values[values.length - 1],
                barrier.height(),
                barrier.at()));
      }
    }
    return lines;
  }

  private static String barriers(Map<String, Profile> profiles) {
    StringBuilder text = new StringBuilder("path,quantity,barrier,t\n");
    profiles.forEach(
        (path, profile) -> {
          for (Quantity quantity : Quantity.values()) {
            Profile.Barrier barrier = profile.barrier(quantity);
            text.append(path).append(',').append(quantity).append(',');
            text.append(barrier.height()).append(',').append(barrier.at()).append('\n');
          }
        });
    return text.toString();
  }

  /** One row a point of a path. */
  static String csv(Map<String, Profile> profiles) {
    StringBuilder text = new StringBuilder("path,t");
    for (Quantity quantity : Quantity.values()) {
      text.append(',').append(quantity);
    }
    text.append('\n');
    profiles.forEach(
        (path, profile) -> {
          for (int i = 0; i < profile.t().size(); i++) {
            text.append(path).append(',').append(profile.t().get(i));
            for (Quantity quantity : Quantity.values()) {
              text.append(',').append(quantity.of(profile.heights().get(i)));
            }
            text.append('\n');
          }
        });
    return text.toString();
  }
}
