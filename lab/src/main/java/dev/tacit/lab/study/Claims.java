package dev.tacit.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.statistics.Holm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Judges all claims of a study: each at every point of the grid at which its two sides differ,
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

  /**
   * The grid, cut to the settings along which the runs of one of the two vary and which its side of
   * the claim does not name. Where a side has no runs, along another optimizer's axis, is no point.
   */
  private static List<Variant> points(Study study, Claim claim) {
    List<Set<Map<String, JsonNode>>> sides =
        List.of(
            others(study, claim.first(), claim.firstAt()),
            others(study, claim.second(), claim.secondAt()));
    Set<Map<String, JsonNode>> points = new LinkedHashSet<>();
    for (Variant variant : study.variants()) {
      List<Set<Map<String, JsonNode>>> here =
          sides.stream().map(settings -> holding(settings, variant)).toList();
      boolean lacks =
          IntStream.of(0, 1).anyMatch(i -> here.get(i).isEmpty() && !sides.get(i).isEmpty());
      if (!lacks) {
        Map<String, JsonNode> values = new LinkedHashMap<>(variant.values());
        values
            .keySet()
            .retainAll(
                here.stream()
                    .flatMap(Set::stream)
                    .flatMap(settings -> settings.keySet().stream())
                    .collect(Collectors.toSet()));
        points.add(values);
      }
    }
    return Variant.of(points.isEmpty() ? List.of(Map.of()) : List.copyOf(points));
  }

  /** What the runs of a side vary along besides the settings that it names. */
  private static Set<Map<String, JsonNode>> others(
      Study study, String label, Map<String, Object> named) {
    return study.settings(label).stream()
        .map(settings -> Claim.besides(settings, named))
        .collect(Collectors.toSet());
  }

  private static Set<Map<String, JsonNode>> holding(
      Set<Map<String, JsonNode>> settings, Variant variant) {
    return settings.stream()
        .filter(some -> variant.values().entrySet().containsAll(some.entrySet()))
        .collect(Collectors.toSet());
  }
}
