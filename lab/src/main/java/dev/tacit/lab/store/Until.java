package dev.tacit.lab.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * When a run ends before its last epoch: at the end of the first epoch at which one of some rules
 * is met. It is a function of what is measured after every epoch and of nothing else, so that it is
 * known of a finished run as well.
 *
 * @param rules of which the first to be met counts; empty to train all epochs
 */
public record Until(@JsonValue List<Rule> rules) {
  /** All epochs. */
  public static final Until NEVER = new Until(List.of());

  private static final int DIGITS = 4;

  /** Copies the rules. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Until {
    rules = List.copyOf(rules);
  }

  /**
   * One rule; exactly one of {@code below}, {@code above} and {@code patience} is there.
   *
   * @param metric that is measured after every epoch
   * @param below the metric is to be at most this, or null
   * @param above the metric is to be at least this, or null
   * @param patience so many epochs without progress, or null
   * @param improvement by how much the metric must fall below its best to count as progress; null
   *     for 0
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rule(
      String metric, Double below, Double above, Integer patience, Double improvement) {

    /** Checks the numbers. */
    public Rule {
      for (Double level : new Double[] {below, above}) {
        if (!(level == null || Double.isFinite(level))) {
          throw new IllegalArgumentException("a level must be finite, found " + level);
        }
      }
      if (!(patience == null || patience >= 1)) {
        throw new IllegalArgumentException("patience must be at least 1, found " + patience);
      }
      if (!(improvement == null || (improvement >= 0 && improvement < Double.POSITIVE_INFINITY))) {
        throw new IllegalArgumentException(
            "improvement must not be negative, found " + improvement);
      }
    }

    /** As in "train/loss at most 0.03". */
    @Override
    public String toString() {
      if (patience != null) {
        double by = improvement == null ? 0 : improvement;
        return metric
            + " not below its best"
            + (by == 0 ? "" : " by more than " + by)
            + " for "
            + epochs(patience);
      }
      return metric + (below == null ? " at least " + above : " at most " + below);
    }
  }

  /**
   * Where a run ends.
   *
   * @param epoch at whose end
   * @param reason as in "train/loss 0.0298 is at most 0.03 at epoch 41"
   */
  public record End(int epoch, String reason) {}

  /** The metrics that it goes by. */
  public Set<String> metrics() {
    return rules.stream().map(Rule::metric).collect(Collectors.toSet());
  }

  /** As in "train/loss at most 0.03 or train/error at most 0.0". */
  @Override
  public String toString() {
    return isNever()
        ? "no rule"
        : rules.stream().map(Rule::toString).collect(Collectors.joining(" or "));
  }

  /** Whether there is no rule. */
  public boolean isNever() {
    return rules.isEmpty();
  }

  /**
   * Where a run ends whose measurements are known.
   *
   * @param last the last epoch that is known
   * @param measured a metric's value at the end of an epoch; NaN where it was not measured
   */
  public Optional<End> end(int last, Measured measured) {
    Watch watch = watch();
    return isNever()
        ? Optional.empty()
        : IntStream.rangeClosed(1, last)
            .mapToObj(epoch -> watch.after(epoch, metric -> measured.at(metric, epoch)))
            .flatMap(Optional::stream)
            .findFirst();
  }

  /** What was measured. */
  @FunctionalInterface
  public interface Measured {
    /** A metric's value at the end of an epoch; NaN where it was not measured. */
    double at(String metric, int epoch);
  }

  /** Follows a run from its start. */
  public Watch watch() {
    return new Watch(rules.stream().map(Progress::new).toList());
  }

  /** A run on its way. */
  public static final class Watch {
    private final List<Progress> all;
    private End end;

    private Watch(List<Progress> all) {
      this.all = all;
    }

    /**
     * Hears of the measurements at the end of an epoch, of every one in its turn.
     *
     * @param measured a metric's value, NaN where there is none
     * @return where the run ends, if a rule was met at this epoch or before
     */
    public Optional<End> after(int epoch, Function<String, Double> measured) {
      for (Progress each : all) {
        Optional<String> reason = each.after(epoch, measured.apply(each.rule.metric()));
        if (end == null && reason.isPresent()) {
          end = new End(epoch, reason.get());
        }
      }
      return end();
    }

    /** Where the run ends, if it does by a rule. */
    public Optional<End> end() {
      return Optional.ofNullable(end);
    }
  }

  /** One rule and how it stands. */
  private static final class Progress {
    private final Rule rule;
    private double best = Double.POSITIVE_INFINITY;
    private int bestEpoch;

    Progress(Rule rule) {
      this.rule = rule;
    }

    Optional<String> after(int epoch, double value) {
      String at = " at epoch " + epoch;
      if (rule.patience() == null) {
        boolean below = rule.below() != null && value <= rule.below();
        boolean above = rule.above() != null && value >= rule.above();
        String words = below ? " is at most " + rule.below() : " is at least " + rule.above();
        return below || above
            ? Optional.of(rule.metric() + " " + shown(value) + words + at)
            : Optional.empty();
      }
      double improvement = rule.improvement() == null ? 0 : rule.improvement();
      if (value < best - improvement) {
        best = value;
        bestEpoch = epoch;
      }
      return epoch - bestEpoch >= rule.patience()
          ? Optional.of(
              rule.metric()
                  + " has made no progress for "
                  + epochs(rule.patience())
                  + at
                  + (Double.isFinite(best)
                      ? ", from " + shown(best) + " at epoch " + bestEpoch
                      : ", and has no finite value"))
          : Optional.empty();
    }

    private static String shown(double value) {
      return Double.isFinite(value)
          ? new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN)).toString()
          : Double.toString(value);
    }
  }

  private static String epochs(int n) {
    return n == 1 ? "1 epoch" : n + " epochs";
  }
}
