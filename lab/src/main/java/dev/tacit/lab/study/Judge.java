package dev.tacit.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.statistics.Course;
import dev.tacit.lab.statistics.Crossing;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.statistics.Equivalence;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.statistics.PairedComparison;
import dev.tacit.lab.statistics.PairedComparison.Effect;
import dev.tacit.lab.statistics.Stage;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sets the two sides of a claim against each other at one point of the grid. Runs are paired by
 * seed; a pair of which one run does not come to the stage is left out and counted.
 */
final class Judge {
  /** A run at a stage: where it is there, in epochs, and the metric. */
  private record Seen(RunRecord run, double place, double value) {
    boolean isThere() {
      return Double.isFinite(value);
    }
  }

  /**
   * A side of the claim.
   *
   * @param at the point, with the settings that the side names
   * @param name for people, with these settings
   */
  private record Side(String label, Variant at, String name) {}

  private final Study study;
  private final Claim claim;
  private final Side one;
  private final Side other;
  private final List<RunRecord> first = new ArrayList<>();
  private final List<RunRecord> second = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final String obstacle; // why there is nothing to compare, or empty
  private final double last; // the last epoch that all of them have

  Judge(Study study, Claim claim, Variant point) {
    this.study = study;
    this.claim = claim;
    one = side(claim.first(), claim.firstAt(), point);
    other = side(claim.second(), claim.secondAt(), point);
    obstacle = pair();
    last = Study.lastCommonEpoch(both().toList());
  }

  private Side side(String label, Map<String, Object> named, Variant point) {
    Map<String, JsonNode> own = JsonFiles.nodes(named);
    Map<String, JsonNode> all = new LinkedHashMap<>(point.values());
    all.putAll(own);
    String name = study.optimizer(label).map(Optimizer::name).orElse(label);
    return new Side(
        label,
        Variant.of(List.of(all)).get(0),
        own.isEmpty() ? name : name + " at " + Variant.of(List.of(own)).get(0).label());
  }

  private String pair() {
    List<List<RunRecord>> sides = new ArrayList<>();
    for (Side side : List.of(one, other)) {
      if (study.optimizer(side.label()).isEmpty()) {
        return "no optimizer is called " + side.label();
      }
      List<RunRecord> all = runs(side);
      List<RunRecord> usable = all.stream().filter(study::isUsable).toList();
      if (usable.isEmpty()) {
        return unusable(side, all);
      }
      if (usable.stream().allMatch(run -> Study.curve(run, claim.metric()).size() == 0)) {
        return unmeasured(side, usable.get(0));
      }
      leftOut(side, all);
      sides.add(usable);
    }
    Map<Long, RunRecord> partners = new HashMap<>();
    sides.get(1).forEach(run -> partners.putIfAbsent(run.manifest().seed(), run));
    for (RunRecord one : sides.get(0)) {
      RunRecord other = partners.get(one.manifest().seed());
      if (other != null) {
        first.add(one);
        second.add(other);
      }
    }
    if (first.isEmpty()) {
      return "the two have no seed in common: "
          + one.name()
          + " has "
          + seeds(sides.get(0))
          + ", "
          + other.name()
          + " "
          + seeds(sides.get(1));
    }
    return "";
  }

  private static String seeds(List<RunRecord> runs) {
    return runs.stream()
        .map(run -> String.valueOf(run.manifest().seed()))
        .collect(Collectors.joining(", "));
  }

  private List<RunRecord> runs(Side side) {
    return study.runs(study.optimizer(side.label()).orElseThrow(), side.at());
  }

  private static String unusable(Side side, List<RunRecord> runs) {
    if (runs.isEmpty()) {
      return "no run of " + side.name() + " has started";
    }
    return "no run of "
        + side.name()
        + " has finished ("
        + Numbers.standing(runs.get(0))
        + (runs.size() > 1 ? ", …" : "")
        + ")";
  }

  /** Runs that diverged, failed or are on their way. */
  private void leftOut(Side side, List<RunRecord> runs) {
    Map<State, Long> out =
        runs.stream()
            .filter(run -> !study.isUsable(run))
            .collect(Collectors.groupingBy(RunRecord::state, Collectors.counting()));
    out.forEach(
        (state, count) ->
            notes.add(count + " of " + runs(runs.size()) + " of " + side.name() + " " + state));
  }

  private static String runs(int n) {
    return n == 1 ? "1 run" : n + " runs";
  }

  private String unmeasured(Side side, RunRecord run) {
    String why = run.manifest().obstacles().get(claim.metric());
    return side.name()
        + " has no finite value of "
        + claim.metric()
        + (why == null ? "" : ": " + why);
  }

  /** The two sides in words. */
  Judged.Sides sides() {
    return new Judged.Sides(one.name(), other.name());
  }

  /** Under which conditions their runs were made. */
  String conditions() {
    return obstacle.isEmpty() ? Conditions.of(study, first, second) : "";
  }

  /** At an equal training loss; at the end where the claim itself is about that. */
  Comparison beside() {
    return at(
        claim.stage() instanceof Stage.MatchedLoss ? new Stage.Final() : new Stage.MatchedLoss());
  }

  /** At a stage. */
  Comparison at(Stage stage) {
    if (!obstacle.isEmpty()) {
      return Comparison.none(obstacle, notes);
    }
    if (stage instanceof Stage.MatchedLoss) {
      return atEqualLoss();
    }
    if (stage instanceof Stage.Matched matched && matched.of().equals(claim.metric())) {
      return Comparison.none(claim.metric() + " is what is made equal", notes);
    }
    if (stage.epoch().isPresent() && both().allMatch(run -> end(run) < stage.epoch().get())) {
      return Comparison.none(stage + " was not reached; the last is " + Digits.plain(last), notes);
    }
    return compare(stage, false);
  }

  private Comparison atEqualLoss() {
    if (claim.metric().equals(Study.LOSS)) {
      return Comparison.none("the training loss is what is made equal", notes);
    }
    List<Curve> losses = both().map(run -> Study.curve(run, Study.LOSS)).toList();
    double level = Curve.lowestCommonLevel(losses);
    if (Double.isNaN(level)) {
      return Comparison.none("the training loss was not measured in every run", notes);
    }
    if (losses.stream().anyMatch(loss -> level >= loss.y(0))) {
      return Comparison.none(
          "a run never came below the training loss at which another started", notes);
    }
    return compare(new Stage.Matched(Study.LOSS, level), true);
  }

  private Stream<RunRecord> both() {
    return Stream.concat(first.stream(), second.stream());
  }

  /** The end of a run that has finished; of those on their way, what both have in common. */
  private double end(RunRecord run) {
    return run.state() == State.finished ? run.lastEpoch() : last;
  }

  private List<Seen> seen(List<RunRecord> runs, Stage stage) {
    List<Seen> seen = new ArrayList<>();
    for (RunRecord run : runs) {
      Course course = new Course(run.metrics(), run.manifest().stepsPerEpoch(), end(run));
      seen.add(new Seen(run, stage.place(course), stage.value(course, claim.metric())));
    }
    return seen;
  }

  private String where(Stage stage, List<Seen> left, List<Seen> right, boolean equalLoss) {
    if (stage.epoch().isPresent() || stage instanceof Stage.AtStep) {
      return stage.toString();
    }
    if (!(stage instanceof Stage.Final || stage instanceof Stage.MeanOfLast)) {
      String name =
          equalLoss && stage instanceof Stage.Matched matched
              ? "training loss " + Digits.shown(matched.level())
              : stage.toString();
      return name + " (" + when(one, left) + ", " + when(other, right) + ")";
    }
    double from = both().mapToDouble(this::end).min().orElseThrow();
    double to = both().mapToDouble(this::end).max().orElseThrow();
    String end =
        from == to
            ? "epoch " + Digits.plain(to)
            : "each run’s end, epochs " + Digits.plain(from) + " to " + Digits.plain(to);
    return stage instanceof Stage.Final ? end : stage + " (to " + end + ")";
  }

  /** As in "SGD at epoch 2.00", the mean over some runs. */
  private static String when(Side side, List<Seen> runs) {
    double epoch = Interval.of(runs.stream().mapToDouble(Seen::place).toArray()).mean();
    return side.name()
        + (side.name().contains(" at ") ? ", epoch " : " at epoch ")
        + Digits.significant(epoch, epoch < 100 ? 3 : 4)
        + (epoch < 1 ? ", roughly" : "");
  }

  private Comparison compare(Stage stage, boolean equalLoss) {
    List<Seen> all = seen(first, stage);
    List<Seen> partners = seen(second, stage);
    List<String> said = new ArrayList<>(notes);
    absent(one, all, stage, said);
    absent(other, partners, stage, said);
    int[] pairs =
        IntStream.range(0, all.size())
            .filter(i -> all.get(i).isThere() && partners.get(i).isThere())
            .toArray();
    if (pairs.length == 0) {
      String there = equalLoss ? "an equal training loss" : stage.toString();
      return Comparison.none("no pair of runs has " + claim.metric() + " at " + there, said);
    }
    List<Seen> left = Arrays.stream(pairs).mapToObj(all::get).toList();
    List<Seen> right = Arrays.stream(pairs).mapToObj(partners::get).toList();
    double[] a = left.stream().mapToDouble(Seen::value).toArray();
    double[] b = right.stream().mapToDouble(Seen::value).toArray();
    Crossing crossing = study.crossing(left.stream().map(Seen::run).toList());
    if (!crossing.isComplete()) {
      return Comparison.none(crossing.obstacle() + " on both sides", said);
    }
    Effect effect = effect(a, b);
    if (effect == Effect.RATIO && Effect.suiting(a, b) != Effect.RATIO) {
      return Comparison.none(
          "a margin of " + claim.within() + " is of a ratio, and a value is not positive", said);
    }
    return new Comparison(
        PairedComparison.of(effect, crossing, a, b),
        claim.sameness() ? Equivalence.of(claim.margin(), crossing, a, b) : null,
        where(stage, left, right, equalLoss),
        floor(left, right),
        said);
  }

  /** Shares are counts out of a whole and are subtracted; a margin says itself of what it is. */
  private Effect effect(double[] a, double[] b) {
    if (claim.sameness()) {
      return claim.margin().effect();
    }
    return study.words().of(claim.metric()).kind() == Metric.Kind.SHARE
        ? Effect.DIFFERENCE
        : Effect.suiting(a, b);
  }

  /** Counts the runs of a side that do not come to a stage, or did not measure there. */
  private void absent(Side side, List<Seen> runs, Stage stage, List<String> said) {
    long without = runs.stream().filter(seen -> !seen.isThere()).count();
    long never =
        runs.stream().filter(seen -> !seen.isThere() && Double.isNaN(seen.place())).count();
    String of = " of " + runs(runs.size()) + " of " + side.name();
    if (never > 0) {
      said.add(never + of + " never at " + stage.condition());
    }
    if (without > never) {
      said.add(without - never + of + " without " + claim.metric() + " at that stage");
    }
  }

  private String floor(List<Seen> left, List<Seen> right) {
    return Stream.of(floor(one, left), floor(other, right))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private String floor(Side side, List<Seen> runs) {
    NumericalFloor floor = new NumericalFloor(study.words().of(claim.metric()));
    List<Seen> there =
        runs.stream().filter(s -> floor.holds(s.run(), s.place(), s.value())).toList();
    return there.isEmpty()
        ? ""
        : there.size()
            + " of "
            + runs(runs.size())
            + " of "
            + side.name()
            + ": "
            + floor.words(there.get(0).run());
  }
}
