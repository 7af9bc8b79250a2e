package dev.tacit.lab.store;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How an experiment chose its settings: what was tried, how it did, what was chosen. A part of
 * {@code experiment.json}.
 *
 * @param by the metric that chose; the lower the better
 * @param at the stage at which it was read
 * @param seeds with which every setting was trained
 * @param extend whether axes were extended beyond a best at their border
 * @param halving after how many epochs how many settings went on; null for all to the end
 * @param asked a digest of what the command asked for before anything was chosen
 * @param searches one for each optimizer with axes of its own and each point of the grid
 */
public record TuningRecord(
    String by,
    String at,
    List<Long> seeds,
    boolean extend,
    Halving halving,
    String asked,
    List<Search> searches) {

  /**
   * How many settings went on after how many epochs.
   *
   * @param epochs after which was chosen
   * @param keep how many settings of an optimizer at a point
   */
  public record Halving(int epochs, int keep) {}

  /**
   * Among what one optimizer's best at one point of the grid was sought.
   *
   * @param optimizer its label
   * @param point the grid's values, by path; empty without a grid
   * @param axes along which was sought
   * @param trials what was tried
   * @param chosen the index of the best of them, or null while none is
   * @param reason why none is chosen, or empty
   */
  public record Search(
      String optimizer,
      Map<String, JsonNode> point,
      List<Axis> axes,
      List<Trial> trials,
      Integer chosen,
      String reason) {

    /** Puts empty ones where there are none. */
    public Search {
      point = point == null ? Map.of() : point;
      axes = axes == null ? List.of() : List.copyOf(axes);
      trials = trials == null ? List.of() : List.copyOf(trials);
      reason = reason == null ? "" : reason;
      if (chosen != null && !(chosen >= 0 && chosen < trials.size())) {
        throw new IllegalArgumentException(
            "chosen is one of " + trials.size() + " trials, found " + chosen);
      }
    }

    /** The best, or null while there is none. */
    @JsonIgnore
    public Trial best() {
      return chosen == null ? null : trials.get(chosen);
    }
  }

  /**
   * An axis along which was sought.
   *
   * @param path as in {@code optimizers.sgd.lr}
   * @param values all that were tried
   * @param below how often it was extended below its first value
   * @param above how often it was extended above its last value
   * @param border why the best lies at its border nevertheless, or empty if it does not
   */
  public record Axis(String path, List<JsonNode> values, int below, int above, String border) {

    /** Puts empty ones where there are none. */
    public Axis {
      values = values == null ? List.of() : List.copyOf(values);
      border = border == null ? "" : border;
    }
  }

  /**
   * A setting that was tried.
   *
   * @param values along the axes, by path
   * @param runs the directories of its runs, by tuning seed in order
   * @param rungs how it did: after a halving's epochs and, if it went on, at the end
   */
  public record Trial(Map<String, JsonNode> values, List<String> runs, List<Rung> rungs) {

    /** Puts empty ones where there are none. */
    public Trial {
      values = values == null ? Map.of() : values;
      runs = runs == null ? List.of() : List.copyOf(runs);
      rungs = rungs == null ? List.of() : List.copyOf(rungs);
    }
  }

  /**
   * How a setting did within some epochs.
   *
   * @param epochs how far its runs went
   * @param scores the criterion of each; null where a run diverged or never was at the stage
   */
  public record Rung(int epochs, List<Double> scores) {

    /** Copies them. */
    public Rung {
      scores = scores == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(scores));
    }

    /** The values that there are. */
    @JsonIgnore
    public double[] values() {
      return scores.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue).toArray();
    }
  }

  /** Puts empty ones where there are none. */
  public TuningRecord {
    seeds = seeds == null ? List.of() : List.copyOf(seeds);
    searches = searches == null ? List.of() : List.copyOf(searches);
  }

  /** What was asked for, without what came out. */
  TuningRecord withoutResults() {
    return new TuningRecord(by, at, seeds, extend, halving, asked, List.of());
  }
}
