package dev.tacit.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.statistics.Holm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges all claims of a study: each at every point of the grid at which its two optimizers differ,
 * corrected for all of them together. A claim that cannot be tested counts, too: how many there are
 * stood in the file before anything was run.
 */
public final class Claims {
  private Claims() {}

  /** A claim at a point, before correction. */
  private record Open(Claim claim, Variant point, Judge judge, Comparison comparison) {}

  /** Judges them, in the order of the file and of the grid. */
  public static List<Judged> judge(Study study) {
    List<Open> all = new ArrayList<>();
    for (Claim claim : study.experiment().claims()) {
      for (Variant point : points(study, claim)) {
        Judge judge = new Judge(study, claim, point);
        all.add(new Open(claim, point, judge, judge.at(claim.stage())));
      }
    }
    double[] adjusted =
        Holm.adjusted(
            all.stream()
                .mapToDouble(each -> each.comparison().p())
                .map(p -> Double.isNaN(p) ? 1 : p)
                .toArray());
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Open each = all.get(i);
      double p = Double.isNaN(each.comparison().p()) ? Double.NaN : adjusted[i];
      judged.add(
          new Judged(
              each.claim(),
              each.point(),
              each.judge().sides(),
              Evidence.of(each.comparison(), p, adjusted.length),
              each.judge().beside(),
              each.judge().conditions()));
    }
    return judged;
  }

  /** The grid, cut to the settings along which the runs of one of the two vary. */
  private static List<Variant> points(Study study, Claim claim) {
    Set<Map<String, JsonNode>> points = new LinkedHashSet<>();
    for (Variant variant : study.variants()) {
      Set<String> varying = new LinkedHashSet<>();
      for (String label : List.of(claim.first(), claim.second())) {
        Optional<Optimizer> optimizer = study.optimizer(label);
        optimizer.ifPresent(
            side ->
                study
                    .runs(side, variant)
                    .forEach(run -> varying.addAll(run.manifest().variant().keySet())));
      }
      Map<String, JsonNode> values = new LinkedHashMap<>(variant.values());
      values.keySet().retainAll(varying);
      points.add(values);
    }
    return Variant.of(List.copyOf(points));
  }
}
