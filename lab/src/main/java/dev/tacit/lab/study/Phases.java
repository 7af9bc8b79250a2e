package dev.tacit.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which rule took a run's steps when: a switch has several, every other rule is one phase.
 *
 * @param rules in order
 * @param began when each began, in epochs; those that did not begin are not there
 */
public record Phases(List<String> rules, List<Double> began) {
  /** Of every phase but the first, the steps taken before it. */
  public static final String BEGAN = "optimizer/phase_began";

  /** As a run's files tell. */
  public static Phases of(RunRecord run) {
    String rule = run.manifest().rule();
    List<String> rules = new ArrayList<>();
    for (JsonNode phase : run.manifest().setting("optimizer.phases")) {
      rules.add(phase.path("rule").asText());
    }
    if (rules.isEmpty()) {
      return new Phases(List.of(rule == null ? run.manifest().optimizer() : rule), List.of(0.0));
    }
    List<Double> began = new ArrayList<>(List.of(0.0));
    for (int phase = 2; phase <= rules.size(); phase++) {
      Curve steps = Study.curve(run, BEGAN + "/" + phase);
      if (steps.size() > 0) {
        began.add(steps.y(0) / run.manifest().stepsPerEpoch());
      }
    }
    return new Phases(rules, began);
  }

  /** When one rule followed another, in epochs. */
  public List<Double> switches() {
    return began.subList(1, began.size());
  }

  /** The rule that took the last step before the end of an epoch. */
  public String at(double epoch) {
    int phase = 0;
    while (phase + 1 < began.size() && began.get(phase + 1) < epoch) {
      phase++;
    }
    return rules.get(phase);
  }

  /** One curve while the rule in force is adaptive, the other while it is not. */
  public Curve choose(Curve adaptive, Curve others) {
    if (rules.size() == 1) {
      return Optimizer.isAdaptive(rules.get(0)) ? adaptive : others;
    }
    TreeSet<Double> places = new TreeSet<>();
    for (Curve curve : List.of(adaptive, others)) {
      for (int i = 0; i < curve.size(); i++) {
        places.add(curve.x(i));
      }
    }
    List<double[]> points = new ArrayList<>();
    for (double x : places) {
      double y = (Optimizer.isAdaptive(at(x)) ? adaptive : others).measuredAt(x);
      if (Double.isFinite(y)) {
        points.add(new double[] {x, y});
      }
    }
    return new Curve(
        points.stream().mapToDouble(point -> point[0]).toArray(),
        points.stream().mapToDouble(point -> point[1]).toArray());
  }
}
