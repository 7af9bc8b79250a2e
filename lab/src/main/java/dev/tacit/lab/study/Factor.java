package dev.tacit.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.store.RunRecord;
import java.util.List;

/**
 * One seed of several that a run has, each deciding something of its own.
 *
 * @param name as in "order"
 * @param path of the setting, as in {@code train.orderSeed}; docs/data.md says what each decides
 */
public record Factor(String name, String path) {
  private static final String SEED = "Seed";

  /** All that there are. */
  static final List<Factor> ALL =
      List.of(
          of("data.subsetSeed"),
          of("data.splitSeed"),
          of("data.validationSeed"),
          of("data.noiseSeed"),
          of("train.initSeed"),
          of("train.orderSeed"));

  private static Factor of(String path) {
    String end = path.substring(path.lastIndexOf('.') + 1);
    return new Factor(end.substring(0, end.length() - SEED.length()), path);
  }

  /** Which of its seeds a run has. */
  public long level(RunRecord run) {
    JsonNode varied = run.manifest().variant().get(path);
    return (varied == null ? run.manifest().setting(path) : varied).asLong();
  }
}
