package dev.tacit.lab.report;

import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.statistics.PairedComparison;
import dev.tacit.lab.store.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Judges a claim at one point of the grid: at an equal epoch and at an equal training loss. The two
 * sides are paired by seed.
 */
final class Judge {
  private final Study study;
  private final Claim claim;
  private final Variant variant;
  private final List<RunRecord> less = new ArrayList<>();
  private final List<RunRecord> than = new ArrayList<>();
  private final String obstacle; // why there is nothing to compare, or empty

  Judge(Study study, Claim claim, Variant variant) {
    this.study = study;
    this.claim = claim;
    this.variant = variant;
    obstacle = pair();
  }

  private String pair() {
    List<List<RunRecord>> sides = new ArrayList<>();
    for (String label : List.of(claim.less(), claim.than())) {
      Optional<Optimizer> optimizer = study.optimizer(label);
      if (optimizer.isEmpty()) {
        return "no optimizer is called " + label;
      }
      List<RunRecord> usable = study.usable(optimizer.get(), variant);
      if (usable.isEmpty()) {
        return unusable(optimizer.get());
      }
      Optional<RunRecord> without =
          usable.stream().filter(run -> Study.curve(run, claim.metric()).size() == 0).findFirst();
      if (without.isPresent()) {
        return unmeasured(optimizer.get(), without.get());
      }
      sides.add(usable);
    }
    for (RunRecord first : sides.get(0)) {
      sides.get(1).stream()
          .filter(second -> second.manifest().seed() == first.manifest().seed())
          .findFirst()
          .ifPresent(
              second -> {
                less.add(first);
                than.add(second);
              });
    }
    return less.isEmpty() ? "the two have no seed in common" : "";
  }

  private String unusable(Optimizer optimizer) {
    List<RunRecord> runs = study.runs(optimizer, variant);
    if (runs.isEmpty()) {
      return "no run of " + optimizer.name() + " has started";
    }
    return "no run of "
        + optimizer.name()
        + " has finished ("
        + Numbers.standing(runs.get(0))
        + (runs.size() > 1 ? ", …" : "")
        + ")";
  }

  private String unmeasured(Optimizer optimizer, RunRecord run) {
    String why =
        run.manifest().obstacles().entrySet().stream()
            .filter(e -> e.getKey().equals(claim.metric()))
            .map(Map.Entry::getValue)
            .findFirst()
            .map(reason -> ": " + reason)
            .orElse("");
    return optimizer.name() + " has no finite value of " + claim.metric() + why;
  }

  /** At the epoch that the claim names, or else at the last one that all the runs have. */
  Evidence atEpoch() {
    if (!obstacle.isEmpty()) {
      return Evidence.open(obstacle);
    }
    double last = Study.lastCommonEpoch(both().toList());
    double epoch = claim.epoch().isPresent() ? claim.epoch().getAsInt() : last;
    if (epoch > last) {
      return Evidence.open(
          "epoch " + Digits.plain(epoch) + " was not reached; the last is " + Digits.plain(last));
    }
    return compare(
        run -> Study.curve(run, claim.metric()).upTo(epoch), "epoch " + Digits.plain(epoch));
  }

  /** At the lowest training loss that all the runs reach. */
  Evidence atLoss() {
    if (!obstacle.isEmpty()) {
      return Evidence.open(obstacle);
    }
    if (claim.metric().equals(Study.LOSS)) {
      return Evidence.open("the training loss is what is made equal");
    }
    List<Curve> losses = both().map(run -> Study.curve(run, Study.LOSS)).toList();
    double level = Curve.lowestCommonLevel(losses);
    if (Double.isNaN(level)) {
      return Evidence.open("the training loss was not measured in every run");
    }
    if (losses.stream().anyMatch(loss -> level >= loss.y(0))) {
      return Evidence.open("a run never came below the training loss at which another started");
    }
    return compare(
        run -> Study.curve(run, claim.metric()).at(reach(run, level)),
        "training loss "
            + Digits.shown(level)
            + " ("
            + when(claim.less(), less, level)
            + ", "
            + when(claim.than(), than, level)
            + ")");
  }

  private static double reach(RunRecord run, double level) {
    return Study.curve(run, Study.LOSS).firstReach(level);
  }

  private String when(String label, List<RunRecord> runs, double level) {
    double epoch =
        Interval.of(runs.stream().mapToDouble(run -> reach(run, level)).toArray()).mean();
    return study.optimizer(label).orElseThrow().name()
        + " at epoch "
        + Digits.significant(epoch, epoch < 100 ? 3 : 4)
        + (epoch < 1 ? ", roughly" : "");
  }

  private Stream<RunRecord> both() {
    return Stream.concat(less.stream(), than.stream());
  }

  private Evidence compare(ToDoubleFunction<RunRecord> value, String where) {
    double[] first = less.stream().mapToDouble(value).toArray();
    double[] second = than.stream().mapToDouble(value).toArray();
    boolean complete =
        Arrays.stream(first).allMatch(Double::isFinite)
            && Arrays.stream(second).allMatch(Double::isFinite);
    return complete
        ? Evidence.of(PairedComparison.of(first, second), where)
        : Evidence.open(claim.metric() + " was not measured in every run at " + where);
  }
}
