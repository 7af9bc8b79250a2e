package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.ScatterPlot.Cloud;
import dev.tacit.lab.report.ScatterPlot.Dot;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.report.SeriesBuilder.Line;
import dev.tacit.lab.statistics.Crossing;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.TuningRecord;
import dev.tacit.lab.study.AtStage;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Variant;
import dev.tacit.lab.study.Varied;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sets one metric against another, a point for each setting of a study. */
final class Scatter {
  private static final String TEST = "test/error";
  private static final String VALIDATION = "validation/error";

  private final Study study;
  private final AtStage at;

  Scatter(Study study) {
    this.study = study;
    at = new AtStage(study);
  }

  /**
   * What a sweep shows unasked: what settings are chosen by against the test error; without
   * validation the training loss.
   */
  Scattered usual() {
    TuningRecord tuning = study.experiment().tuning();
    String by = tuning != null ? tuning.by() : study.has(VALIDATION) ? VALIDATION : Study.LOSS;
    return new Scattered(by, TEST);
  }

  /** One metric against another; empty where no run has both. */
  Optional<ScatterPlot> of(String x, String y) {
    Scale xScale = scale(x);
    Scale yScale = scale(y);
    List<Cloud> clouds = new ArrayList<>();
    int settings = 0;
    int most = 0;
    for (Optimizer optimizer : study.optimizers()) {
      Varied varied = study.varied(optimizer);
      List<Dot> dots = new ArrayList<>();
      for (Map<String, JsonNode> setting : inOrder(varied)) {
        settings++;
        dot(varied.runs(setting), setting, x, xScale, y, yScale).ifPresent(dots::add);
      }
      if (!dots.isEmpty()) {
        clouds.add(new Cloud(optimizer, dots, isAlongNumbers(varied)));
        most = Math.max(most, dots.stream().mapToInt(dot -> dot.up().n()).max().orElse(0));
      }
    }
    int shown = clouds.stream().mapToInt(cloud -> cloud.dots().size()).sum();
    return clouds.isEmpty()
        ? Optional.empty()
        : Optional.of(plot(x, xScale, y, yScale, clouds, most, settings - shown));
  }

  private ScatterPlot plot(
      String x, Scale xScale, String y, Scale yScale, List<Cloud> clouds, int seeds, int without) {
    Metric across = study.words().of(x);
    Metric up = study.words().of(y);
    boolean geometric = xScale instanceof Scale.Log || yScale instanceof Scale.Log;
    return new ScatterPlot(
        "scatter-" + Figures.fileName(x) + "-" + Figures.fileName(y),
        up.title() + " against " + inText(across.title()) + ", " + at.words(),
        across,
        xScale,
        up,
        yScale,
        clouds,
        caption(across, up, clouds, seeds, geometric, without));
  }

  /** A title within a sentence: a first word of letters begins small. */
  private static String inText(String title) {
    return title.matches("\\p{Lu}\\p{Ll}{2,}\\b.*")
        ? Character.toLowerCase(title.charAt(0)) + title.substring(1)
        : title;
  }

  private String caption(
      Metric x, Metric y, List<Cloud> clouds, int seeds, boolean geometric, int without) {
    StringBuilder text = new StringBuilder();
    for (Metric metric : List.of(y, x)) {
      if (!metric.how().isEmpty()) {
        text.append(metric.title()).append(": ").append(metric.how()).append(' ');
      }
    }
    text.append("One point a setting, ").append(at.words());
    if (seeds > 1) {
      text.append(": mean over ").append(seeds).append(" seeds");
      text.append(geometric ? ", geometric on a logarithmic axis; bars: " : "; bars: ");
      text.append(seeds == 2 ? "from the one to the other" : "Student’s 95 % interval");
    }
    text.append('.');
    List<String> axes =
        clouds.stream()
            .filter(Cloud::joined)
            .flatMap(cloud -> study.varied(cloud.optimizer()).axes().stream())
            .map(axis -> Grid.shortName(study.variants(), axis.path()))
            .distinct()
            .toList();
    if (!axes.isEmpty()) {
      text.append(" Lines and numbers: along ").append(String.join(", ", axes)).append('.');
    }
    if (without > 0) {
      text.append(" Without a point: ").append(without);
      text.append(without == 1 ? " setting" : " settings").append(" of which no run has both.");
    }
    return text.toString();
  }

  private static boolean isAlongNumbers(Varied varied) {
    return varied.axes().size() == 1 && varied.axes().get(0).isOfNumbers();
  }

  /** An optimizer's settings; along one axis of numbers by rising values. */
  private static List<Map<String, JsonNode>> inOrder(Varied varied) {
    List<Map<String, JsonNode>> settings = varied.combinations(Optional.empty());
    if (!isAlongNumbers(varied)) {
      return settings;
    }
    String path = varied.axes().get(0).path();
    return settings.stream()
        .sorted(Comparator.comparingDouble(s -> s.containsKey(path) ? s.get(path).asDouble() : 0))
        .toList();
  }

  private Optional<Dot> dot(
      List<RunRecord> runs,
      Map<String, JsonNode> setting,
      String x,
      Scale xScale,
      String y,
      Scale yScale) {
    List<RunRecord> usable = runs.stream().filter(study::isUsable).toList();
    List<Double> xs = at.values(x, usable);
    List<Double> ys = at.values(y, usable);
    List<Double> across = new ArrayList<>();
    List<Double> up = new ArrayList<>();
    List<RunRecord> there = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      if (Double.isFinite(xScale.place(xs.get(i))) && Double.isFinite(yScale.place(ys.get(i)))) {
        across.add(xs.get(i));
        up.add(ys.get(i));
        there.add(usable.get(i));
      }
    }
    Crossing crossing = study.crossing(there);
    Optional<Point> one = Line.point(0, across, xScale, crossing);
    Optional<Point> other = Line.point(0, up, yScale, crossing);
    return one.isEmpty() || other.isEmpty()
        ? Optional.empty()
        : Optional.of(new Dot(words(setting), value(setting), one.get(), other.get()));
  }

  private String words(Map<String, JsonNode> setting) {
    return setting.entrySet().stream()
        .map(e -> Grid.shortName(study.variants(), e.getKey()) + " = " + Variant.text(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String value(Map<String, JsonNode> setting) {
    return setting.values().stream().map(Variant::text).collect(Collectors.joining(", "));
  }

  private Scale scale(String metric) {
    return Scales.of(
        study.words().of(metric),
        at.values(metric, study.runs().stream().filter(study::isUsable).toList()).stream()
            .mapToDouble(Double::doubleValue));
  }
}
