package dev.tacit.lab.landscape;

import dev.tacit.curvature.SpectralDensity;
import dev.tacit.lab.landscape.LineFigure.Line;
import dev.tacit.lab.store.SavedWeights;
import dev.tacit.lab.store.WholeFile;
import dev.tacit.objective.LinearOperator;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.bytedeco.pytorch.Tensor;

/**
 * What lies around the solution of one run: the loss along a random direction, on a plane of two
 * random directions (both filter-normalised, Li et al. 2018), the spectrum of the Hessian, and,
 * where weights on the way were kept ({@code train.keepWeightsEvery}), on the plane in which
 * training moved most.
 *
 * <p>Writes {@code slice-line}, {@code spectrum}, {@code slice-plane} and {@code trajectory-plane}
 * (PNG, SVG, CSV) and {@code trajectory.csv}.
 */
public final class Around {
  private static final int MOST_POINTS = 100;
  private static final double MARGIN = 0.2;
  private static final int VECTORS = 3;
  private static final int STEPS = 50;

  private final Solution solution;
  private final LandscapeOptions options;
  private final Path out;
  private final Consumer<String> progress;
  private final RandomStreams streams;
  private final List<String> findings = new ArrayList<>();

  private Around(Solution solution, LandscapeOptions options, Path out, Consumer<String> progress) {
    this.solution = solution;
    this.options = options;
    this.out = out;
    this.progress = progress;
    streams = new RandomStreams(options.seed());
  }

  /**
   * Looks, draws and says what was found.
   *
   * @param out directory for the files; made if needed
   * @param progress is told what goes on
   * @return findings, one a line
   */
  public static List<String> draw(
      Solution solution, LandscapeOptions options, Path out, Consumer<String> progress)
      throws IOException {
    WholeFile.directory(out);
    return new Around(solution, options, out, progress).draw();
  }

  private List<String> draw() throws IOException {
    List<Integer> epochs = new ArrayList<>();
    List<Tensor> way = new ArrayList<>();
    try (Tensor first = direction(0);
        Tensor second = direction(1);
        EmpiricalRisk some = solution.train().restrictedTo(examples())) {
      load(epochs, way);
      line(first);
      spectrum(some);
      randomPlane(new Plane(solution.w(), first, second), some, epochs, way);
      if (way.isEmpty()) {
        findings.add(
            "the run kept no weights on its way; with train.keepWeightsEvery it would, and the"
                + " trajectory could be drawn");
      } else {
        trajectoryPlane(some, epochs, way);
      }
    } finally {
      way.forEach(Tensor::close);
    }
    return findings;
  }

  private Tensor direction(int index) {
    return FilterNormalised.direction(
        solution.network(),
        solution.w(),
        solution.train().placement(),
        streams.stream("landscape/direction", index));
  }

  private int[] examples() {
    int n = solution.train().examples();
    if (options.examples() >= n) {
      return IntStream.range(0, n).toArray();
    }
    UniformRandomProvider random = streams.stream("landscape/examples", 0);
    int[] some = new PermutationSampler(random, n, options.examples()).sample();
    Arrays.sort(some);
    return some;
  }

  /** The weights kept on the way, and the solution as the last of them; at most 100, evenly. */
  private void load(List<Integer> epochs, List<Tensor> way) throws IOException {
    List<Map.Entry<Integer, Path>> files =
        SavedWeights.onTheWay(solution.directory()).entrySet().stream()
            .filter(file -> file.getKey() < solution.epochs())
            .toList();
    int kept = Math.min(files.size(), MOST_POINTS);
    for (int i = 0; i < kept; i++) {
      Map.Entry<Integer, Path> file =
          files.get(kept == 1 ? 0 : (int) ((long) i * (files.size() - 1) / (kept - 1)));
      way.add(solution.onTheWay(file.getValue()));
      epochs.add(file.getKey());
    }
    if (kept > 0) {
      way.add(Vectors.copy(solution.w()));
      epochs.add(solution.epochs());
    }
  }

  private void line(Tensor direction) throws IOException {
    progress.accept("slice along a line, " + options.points() + " points");
    Profile profile =
        Profile.along(
            Curve.line(solution.w(), direction, options.range()),
            new Surface(solution.train(), solution.test()),
            options.points(),
            solution.w());
    List<Double> places = profile.t().stream().map(t -> (2 * t - 1) * options.range()).toList();
    new LineFigure(
            "Around " + solution.name() + ", along one random direction",
            "Filter-normalised: at 1, the change of each unit's weights is as long as they are.",
            "distance from the solution, in filter norms",
            places,
            List.of(
                new Line("training set", profile, true, false),
                new Line("test set", profile, false, false)))
        .write(
            out, "slice-line", Between.csv(Map.of("line", new Profile(places, profile.heights()))));
  }

  private void spectrum(EmpiricalRisk some) throws IOException {
    progress.accept("spectrum of the Hessian, " + VECTORS * STEPS + " products");
    SpectralDensity density;
    try (LinearOperator hessian = solution.loss(some).hessian(solution.w())) {
      density =
          SpectralDensity.of(hessian, streams.stream("landscape/spectrum", 0), VECTORS, STEPS);
    }
    if (density.nodes().isEmpty()) {
      findings.add("spectrum of the Hessian: not finite");
      return;
    }
    double largest = density.quantile(1);
    double smallest = density.nodes().get(0).value();
    double negligible = 0.01 * Math.max(Math.abs(largest), Math.abs(smallest));
    long p = solution.w().numel();
    String found =
        String.format(
            Locale.ROOT,
            "eigenvalues from %.3g to %.3g, about %.0f of %,d beyond 1 %% of the largest",
            smallest,
            largest,
            p * (1 - density.cumulative(negligible) + density.cumulative(-negligible)),
            p);
    findings.add("spectrum of the Hessian: " + found);
    StringBuilder csv = new StringBuilder("eigenvalue,weight\n");
    density
        .nodes()
        .forEach(node -> csv.append(node.value()).append(',').append(node.weight()).append('\n'));
    new SpectrumFigure(
            "Spectrum of the Hessian at " + solution.name(),
            "Training loss on "
                + some.examples()
                + " examples; Lanczos quadrature, "
                + VECTORS
                + " vectors of "
                + STEPS
                + " products: "
                + found
                + ".",
            density,
            p)
        .write(out, "spectrum", csv.toString());
  }

  private void randomPlane(Plane plane, EmpiricalRisk some, List<Integer> epochs, List<Tensor> way)
      throws IOException {
    List<Double> side = LossMap.spaced(-options.range(), options.range(), options.grid());
    LossMap map = LossMap.of(plane, solution.loss(some), side, side, counting("slice on a plane"));
    Plane.Projection projection = plane.project(way);
    String share = way.isEmpty() ? "" : " " + share(projection.explained()) + ".";
    if (!way.isEmpty()) {
      findings.add("plane of two random directions: " + share(projection.explained()));
    }
    write(
        "slice-plane",
        new MapFigure(
            "Around " + solution.name() + ", on a plane of two random directions",
            "Filter-normalised; training loss on " + some.examples() + " examples." + share,
            "first direction, in filter norms",
            "second direction, in filter norms",
            map,
            projection.points(),
            epochs));
  }

  private void trajectoryPlane(EmpiricalRisk some, List<Integer> epochs, List<Tensor> way)
      throws IOException {
    if (way.size() < 3) {
      findings.add("too few weights on the way for a plane: " + way.size() + ", 3 are needed");
      return;
    }
    PrincipalDirections found;
    try {
      found = PrincipalDirections.of(way, solution.w(), 2);
    } catch (IllegalArgumentException e) { // w hardly moved
      findings.add("no plane of the trajectory: " + e.getMessage());
      return;
    }
    try (PrincipalDirections principal = found) {
      Plane plane =
          new Plane(solution.w(), principal.directions().get(0), principal.directions().get(1));
      Plane.Projection projection = plane.project(way);
      LossMap map =
          LossMap.of(
              plane,
              solution.loss(some),
              side(projection.points(), Plane.Point::x),
              side(projection.points(), Plane.Point::y),
              counting("plane of the trajectory"));
      findings.add("plane of the trajectory: " + share(projection.explained()));
      write(
          "trajectory-plane",
          new MapFigure(
              "The way of " + solution.name() + ", on the plane in which it moved most",
              "Training loss on "
                  + some.examples()
                  + " examples; numbers are epochs, the solution is orange. "
                  + share(projection.explained())
                  + ".",
              axis("first", principal.shares().get(0)),
              axis("second", principal.shares().get(1)),
              map,
              projection.points(),
              epochs));
      StringBuilder text = new StringBuilder("epoch,x,y\n");
      for (int i = 0; i < epochs.size(); i++) {
        Plane.Point point = projection.points().get(i);
        text.append(epochs.get(i)).append(',').append(point.x()).append(',');
        text.append(point.y()).append('\n');
      }
      WholeFile.write(out.resolve("trajectory.csv"), text);
    }
  }

  private static String axis(String which, double share) {
    return String.format(
        Locale.ROOT, "%s principal direction (%.1f %%), distance", which, 100 * share);
  }

  private static String share(double explained) {
    return String.format(Locale.ROOT, explained < 0.01 ? "%.1e" : "%.1f", 100 * explained)
        + " % of the trajectory's variance around its end lies in this plane";
  }

  /** From a little before the first to a little behind the last coordinate, the solution inside. */
  private List<Double> side(List<Plane.Point> points, ToDoubleFunction<Plane.Point> coordinate) {
    double low = Math.min(0, points.stream().mapToDouble(coordinate).min().orElse(0));
    double high = Math.max(0, points.stream().mapToDouble(coordinate).max().orElse(0));
    double margin = MARGIN * (high - low);
    return LossMap.spaced(low - margin, high + margin, options.grid());
  }

  private BiConsumer<Integer, Integer> counting(String what) {
    return (done, of) -> {
      if (done % 10 == 0 || done.equals(of)) {
        progress.accept(what + ", row " + done + " of " + of);
      }
    };
  }

  private void write(String name, MapFigure figure) throws IOException {
    StringBuilder text = new StringBuilder("x,y,train/loss\n");
    LossMap map = figure.map();
    for (int j = 0; j < map.ys().size(); j++) {
      for (int i = 0; i < map.xs().size(); i++) {
        text.append(map.xs().get(i)).append(',').append(map.ys().get(j)).append(',');
        text.append(map.loss().get(j).get(i)).append('\n');
      }
    }
    figure.write(out, name, text.toString());
  }
}
