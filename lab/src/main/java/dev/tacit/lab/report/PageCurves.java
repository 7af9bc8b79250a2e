package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.lab.page.PackedCurves;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.Clock;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.study.Study;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The curves of a study for the page's script. */
final class PageCurves {
  /** Bytes that a number takes in a file: three of which tell something, in Base64. */
  static final int BYTES_A_NUMBER = 4;

  private static final Curve NONE = new Curve(new double[0], new double[0]);

  private PageCurves() {}

  /**
   * The curves of a file, as {@link PackedCurves#json} has them: those of one metric after the
   * other in the order of the page, as far as there is room; {@code outside} names the metrics that
   * are left out.
   *
   * @param most how many numbers
   */
  static ObjectNode of(Study study, Path directory, List<Chapter> chapters, int most)
      throws IOException {
    PackedCurves packed = new PackedCurves();
    List<String> ids = PageData.ids(study);
    for (String time : PageData.CLOCK.keySet()) {
      add(packed, study, directory, ids, time, Set.copyOf(ids));
    }
    List<String> outside = new ArrayList<>();
    for (String metric : inOrder(study, chapters)) {
      int numbers = study.runs().stream().mapToInt(run -> Study.curve(run, metric).size()).sum();
      if (packed.size() + numbers > most) {
        outside.add(metric);
      } else {
        add(packed, study, directory, ids, metric, Set.copyOf(ids));
      }
    }
    ObjectNode curves = packed.json();
    outside.forEach(curves.putArray("outside")::add);
    return curves;
  }

  private static Set<String> inOrder(Study study, List<Chapter> chapters) {
    Set<String> metrics = new LinkedHashSet<>(List.of(Study.LOSS));
    for (Chapter chapter : chapters) {
      for (Shown shown : chapter.shown()) {
        metrics.add(shown.ask().metric());
        metrics.addAll(shown.ask().parts());
        String gauge = Plan.gauge(shown.ask().metric());
        if (gauge != null) {
          metrics.add(gauge);
        }
      }
    }
    metrics.addAll(study.metrics());
    metrics.removeIf(name -> !study.has(name));
    return metrics;
  }

  /** Adds a metric of those runs that are asked for, by what the page calls them. */
  static void add(
      PackedCurves packed,
      Study study,
      Path directory,
      List<String> ids,
      String metric,
      Collection<String> asked)
      throws IOException {
    Function<Clock, Curve> time = PageData.CLOCK.get(metric);
    for (int i = 0; i < ids.size(); i++) {
      RunRecord run = study.runs().get(i);
      if (!asked.contains(ids.get(i))) {
        continue;
      }
      Curve curve =
          time == null
              ? Study.curve(run, metric)
              : Clock.read(directory.resolve(run.directory())).map(time).orElse(NONE);
      if (curve.size() > 0) {
        packed.add(ids.get(i), metric, curve, run.errors().get(metric));
      }
    }
  }
}
