package dev.tacit.lab.statistics;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of an experiment: at some stage of training a metric is less for one optimizer than
 * for another.
 *
 * @param metric as in {@code norm/l2}
 * @param at {@code final}, {@code matched-loss} or {@code epoch N}
 * @param less the label of the optimizer said to have less
 * @param than the label of the other
 * @param says the sentence in words, or null
 * @param source who claims it, or null
 */
public record Claim(
    String metric, String at, String less, String than, String says, String source) {
  private static final Pattern STAGE = Pattern.compile("final|matched-loss|epoch (\\d{1,9})");

  /** Checks that it can be judged. */
  public Claim {
    if (!(metric != null && !metric.isBlank())) {
      throw new IllegalArgumentException("a claim needs a metric, as in norm/l2");
    }
    if (!(less != null && than != null && !less.equals(than))) {
      throw new IllegalArgumentException(
          "a claim needs two optimizers: less, found " + less + ", and than, found " + than);
    }
    if (!(at != null && STAGE.matcher(at).matches())) {
      throw new IllegalArgumentException(
          "at must be 'final', 'matched-loss' or 'epoch N', found '" + at + "'");
    }
  }

  /** Whether it is about equal training loss, not an equal epoch. */
  public boolean atMatchedLoss() {
    return at.equals("matched-loss");
  }

  /** The epoch that it names, if it does. */
  public OptionalInt epoch() {
    Matcher matcher = STAGE.matcher(at);
    return matcher.matches() && matcher.group(1) != null
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
