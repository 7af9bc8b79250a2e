package dev.tacit.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.store.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Under which conditions the runs of a comparison were made: data, network, batch, rates. */
final class Conditions {
  private Conditions() {}

  static String of(Study study, List<RunRecord> first, List<RunRecord> second) {
    List<RunRecord> both = Stream.concat(first.stream(), second.stream()).toList();
    List<String> parts = new ArrayList<>();
    add(parts, "", both, run -> run.manifest().data().path("name").asText(""));
    add(parts, "", both, run -> text(run.manifest().network()));
    add(parts, "batches of ", both, run -> setting(run, "train.batch"));
    for (List<RunRecord> side : List.of(first, second)) {
      String name = study.optimizerOf(side.get(0)).name();
      add(parts, name + " at η = ", side, run -> setting(run, "optimizer.lr"));
    }
    return String.join(", ", parts);
  }

  private static void add(
      List<String> parts, String words, List<RunRecord> runs, Function<RunRecord, String> value) {
    Set<String> values =
        runs.stream()
            .map(value)
            .filter(text -> !text.isBlank())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!values.isEmpty()) {
      parts.add(words + String.join(" or ", values));
    }
  }

  private static String setting(RunRecord run, String path) {
    JsonNode value = run.manifest().setting(path);
    return value.isValueNode() && !value.isNull() ? Variant.text(value) : "";
  }

  private static String text(String network) {
    return network == null ? "" : network;
  }
}
