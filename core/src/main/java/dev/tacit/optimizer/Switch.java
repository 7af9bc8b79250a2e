package dev.tacit.optimizer;

import dev.tacit.optimizer.PhaseEnd.AtEpoch;
import dev.tacit.optimizer.PhaseEnd.AtStep;
import dev.tacit.optimizer.PhaseEnd.Reaches;
import dev.tacit.optimizer.PhaseEnd.Stalls;
import dev.tacit.optimizer.PhaseEnd.Swats;
import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * One rule after the other, each with its own learning rate and a memory that is fresh when its
 * phase begins: Adam and then SGD, say. A phase ends where its first criterion is met; the next
 * begins with the step that follows, so that a measurement in between sees the rule that led there.
 * Training's learning rate multiplies that of the phase: it is a schedule's factor.
 *
 * <p>A phase without a rate of its own takes the Λ that SWATS learned ({@link Swats}) as its
 * effective rate: a filter with total weight W steps with Λ/W. So {@link HeavyBall} with β steps
 * with (1-β)Λ, as in Keskar and Socher.
 *
 * @param list the phases in order, two or more
 */
public record Switch(List<Phase> list) implements UpdateRule {
  /** As a file writes it. */
  public static final String NAME = "switch";

  private static final String PHASE = "phase";
  private static final String OVER = "over";
  private static final String LEARNED = "learned";
  private static final String MEAN = "mean";
  private static final String BEST = "best";
  private static final String SINCE = "since";
  private static final String NOTE = "optimizer/";

  /**
   * A rule for a part of the training.
   *
   * @param rule of one phase only
   * @param rate η; NaN for the rate that SWATS learned in the phase before
   * @param until when it is over, whichever comes first; empty for the last phase
   */
  public record Phase(UpdateRule rule, double rate, List<PhaseEnd> until) {
    /** Copies the list and checks the rate. */
    public Phase {
      until = List.copyOf(until);
      if (!(Double.isNaN(rate) || (rate > 0 && rate < Double.POSITIVE_INFINITY))) {
        throw new IllegalArgumentException("lr must be positive and finite, found " + rate);
      }
      if (rule instanceof Switch || rule instanceof Grafted) {
        throw new IllegalArgumentException(
            "a phase of a switch cannot be made of rules itself, found " + rule.name());
      }
    }

    private boolean learns() {
      return until.stream().anyMatch(Swats.class::isInstance);
    }

    private double decay(Swats swats) {
      return !Double.isNaN(swats.decay())
          ? swats.decay()
          : AdaptiveRule.within(rule).map(AdaptiveRule::beta2).filter(b -> b < 1).orElse(0.999);
    }
  }

  /** Checks that every phase can begin and, but for the last, end. */
  public Switch {
    list = List.copyOf(list);
    if (list.size() < 2) {
      throw new IllegalArgumentException("a switch needs two phases or more, found " + list.size());
    }
    int epoch = 0;
    long step = 0;
    for (int i = 0; i < list.size(); i++) {
      Phase phase = list.get(i);
      String place = "phase " + (i + 1);
      if (phase.until().isEmpty() != (i == list.size() - 1)) {
        throw new IllegalArgumentException(
            phase.until().isEmpty()
                ? place + " never ends; every phase but the last needs 'until'"
                : place + " is the last: there is nothing to switch to, and so no 'until'");
      }
      if (Double.isNaN(phase.rate())) {
        checkCarried(list, i);
      }
      for (PhaseEnd end : phase.until()) {
        if (end instanceof AtEpoch at) {
          epoch = later(place, "epoch", epoch, at.epoch());
        } else if (end instanceof AtStep at) {
          step = later(place, "step", step, at.step());
        }
      }
    }
  }

  private static void checkCarried(List<Phase> phases, int i) {
    if (i == 0) {
      throw new IllegalArgumentException(
          "the first phase has no learning rate: SWATS learns one during a phase for the next,"
              + " and there is no phase before the first");
    }
    List<PhaseEnd> before = phases.get(i - 1).until();
    if (!(before.size() == 1 && before.get(0) instanceof Swats)) {
      throw new IllegalArgumentException(
          "phase "
              + (i + 1)
              + " has no learning rate, and the phase before does not end by SWATS's criterion"
              + " alone, so that none is learned for it");
    }
    if (filter(phases.get(i).rule()) == null) {
      throw new IllegalArgumentException(
          "SWATS learns a rate for sgd, heavy-ball, ema-momentum or nesterov, not for "
              + phases.get(i).rule().name()
              + "; give phase "
              + (i + 1)
              + " a rate of its own");
    }
  }

  private static <T extends Comparable<T>> T later(String place, String unit, T before, T now) {
    if (!(now.compareTo(before) > 0)) {
      throw new IllegalArgumentException(
          String.format(
              "%s ends at %s %s, not after the phase before, which ends at %s",
              place, unit, now, before));
    }
    return now;
  }

  private static LinearFilterRule filter(UpdateRule rule) {
    UpdateRule bare = rule instanceof WeightDecay decay ? decay.rule() : rule;
    return bare instanceof LinearFilterRule filter ? filter : null;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    OptimizerState state =
        new OptimizerState(layout)
            .count(PHASE, list.size() - 1)
            .count(OVER, 1)
            .number(LEARNED, Double.NaN)
            .number(MEAN, 0);
    for (int i = 0; i < list.size(); i++) {
      OptimizerState own = list.get(i).rule().newState(layout, placement);
      state.child(child(i), own).number(began(i), i == 0 ? 0 : Double.NaN);
      List<PhaseEnd> until = list.get(i).until();
      for (int j = 0; j < until.size(); j++) {
        if (until.get(j) instanceof Stalls) {
          state
              .number(BEST + stalling(i, j), Double.POSITIVE_INFINITY)
              .count(SINCE + stalling(i, j), Integer.MAX_VALUE);
        }
      }
    }
    return state;
  }

  private static String child(int phase) {
    return PHASE + (phase + 1);
  }

  private static String began(int phase) {
    return "began" + (phase + 1);
  }

  private static String stalling(int phase, int criterion) {
    return (phase + 1) + "." + (criterion + 1);
  }

  private static int phase(OptimizerState state) {
    return (int) state.number(PHASE);
  }

  private double rate(OptimizerState state, int index) {
    Phase phase = list.get(index);
    return Double.isNaN(phase.rate())
        ? state.number(LEARNED) / filter(phase.rule()).totalWeight()
        : phase.rate();
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    if (state.number(OVER) != 0) {
      beginNext(state);
    }
    Phase phase = list.get(phase(state));
    OptimizerState own = state.child(child(phase(state)));
    double rate = rate(state, phase(state)) * learningRate;
    if (phase.learns()) {
      try (Tensor step = Vectors.copy(w)) { // [p]
        phase.rule().step(w, gradient, own, rate);
        displacement(step, w);
        learn(phase, step, gradient, state, own.step());
      }
    } else {
      phase.rule().step(w, gradient, own, rate);
    }
    state.advance();
    for (PhaseEnd end : phase.until()) {
      if (end instanceof AtStep at && state.step() >= at.step()) {
        state.set(OVER, 1);
      }
    }
  }

  private static void beginNext(OptimizerState state) {
    int next = phase(state) + 1;
    state.set(PHASE, next);
    state.set(OVER, 0);
    state.set(MEAN, 0);
    state.set(began(next), (double) state.step());
  }

  /** Turns w before a step into w after minus w before. */
  private static void displacement(Tensor before, Tensor after) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      before.neg_().add_(after);
    }
  }

  private static void learn(Phase phase, Tensor p, Tensor g, OptimizerState state, long steps) {
    double slope = -Vectors.dot(p, g);
    for (PhaseEnd end : phase.until()) {
      if (end instanceof Swats swats && slope != 0) {
        double beta = phase.decay(swats);
        double latest = Vectors.squaredNorm(p) / slope;
        double mean = beta * state.number(MEAN) + (1 - beta) * latest;
        state.set(MEAN, mean);
        double learned = mean / (1 - Math.pow(beta, (double) steps));
        state.set(LEARNED, learned);
        if (swats.met(learned, latest, steps)) {
          state.set(OVER, 1);
        }
      }
    }
  }

  @Override
  public InForce inForce(OptimizerState state) {
    return inPhase(state, phase(state));
  }

  @Override
  public InForce coming(OptimizerState state) {
    return inPhase(state, phase(state) + (state.number(OVER) != 0 ? 1 : 0));
  }

  private InForce inPhase(OptimizerState state, int phase) {
    return new InForce(list.get(phase).rule(), state.child(child(phase)), rate(state, phase));
  }

  @Override
  public List<UpdateRule> phases() {
    return list.stream().map(Phase::rule).toList();
  }

  @Override
  public Set<String> watches() {
    Set<String> metrics = new TreeSet<>();
    for (Phase phase : list) {
      for (PhaseEnd end : phase.until()) {
        if (end instanceof Reaches reaches) {
          metrics.add(reaches.metric());
        } else if (end instanceof Stalls stalls) {
          metrics.add(stalls.metric());
        }
      }
    }
    return metrics;
  }

  @Override
  public void endEpoch(OptimizerState state, int epoch, Map<String, Double> measured) {
    int phase = phase(state);
    List<PhaseEnd> until = list.get(phase).until();
    for (int j = 0; j < until.size(); j++) {
      if (ends(until.get(j), stalling(phase, j), state, epoch, measured)) {
        state.set(OVER, 1);
      }
    }
  }

  private static boolean ends(
      PhaseEnd end,
      String stalling,
      OptimizerState state,
      int epoch,
      Map<String, Double> measured) {
    if (end instanceof AtEpoch at) {
      return epoch >= at.epoch();
    }
    if (end instanceof Reaches reaches) {
      return reaches.reached(measured.getOrDefault(reaches.metric(), Double.NaN));
    }
    return end instanceof Stalls stalls
        && stalled(stalls, state, stalling, measured.getOrDefault(stalls.metric(), Double.NaN));
  }

  private static boolean stalled(
      Stalls stalls, OptimizerState state, String stalling, double value) {
    String since = SINCE + stalling;
    if (value < state.number(BEST + stalling) - stalls.improvement()) {
      state.set(BEST + stalling, value);
      state.set(since, 0);
    } else {
      state.set(since, state.number(since) + 1);
    }
    return state.number(since) >= stalls.patience();
  }

  /**
   * {@code optimizer/phase}, from 1; {@code optimizer/rate}, its η before the schedule; {@code
   * optimizer/swats_rate}, the Λ learned so far, while the phase learns one; and for each later
   * phase that has begun {@code optimizer/phase_began/N}, the steps taken before it.
   */
  @Override
  public Map<String, Double> notes(OptimizerState state) {
    Map<String, Double> notes = new LinkedHashMap<>();
    int phase = phase(state);
    notes.put(NOTE + "phase", phase + 1.0);
    notes.put(NOTE + "rate", rate(state, phase(state)));
    if (list.get(phase).learns() && state.step() > 0) {
      notes.put(NOTE + "swats_rate", state.number(LEARNED));
    }
    for (int i = 1; i <= phase; i++) {
      notes.put(NOTE + "phase_began/" + (i + 1), state.number(began(i)));
    }
    return notes;
  }
}
