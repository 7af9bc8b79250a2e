package dev.tacit.lab.store;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something is measured: every so many epochs, a part of an epoch, or so many steps. The
 * start, before the first step, is always among the moments.
 *
 * @param amount of the unit, positive; of steps a whole number
 * @param unit of the amount
 */
public record Schedule(double amount, Unit unit) {

  /** Epoch or step. */
  public enum Unit {
    /** An optimizer's step. */
    STEP,
    /** All steps of an epoch. */
    EPOCH
  }

  /** As a file writes it. */
  public static final String EXPECTED =
      "'every epoch', 'every N epochs', 'every 0.1 epochs' or 'every N steps'";

  private static final Pattern TEXT =
      Pattern.compile("every (?:([0-9]{1,9}(?:\\.[0-9]{1,9})?) )?(epoch|step)s?");
  private static final double ROUNDING = 1e-9; // of a step

  /** Checks the amount. */
  public Schedule {
    if (!(amount > 0 && amount < 1e12 && (unit == Unit.EPOCH || amount == Math.rint(amount)))) {
      throw new IllegalArgumentException(
          "a schedule is " + EXPECTED + ", found every " + plain(amount) + " " + unit);
    }
  }

  /** Every so many epochs. */
  public static Schedule epochs(int amount) {
    return new Schedule(amount, Unit.EPOCH);
  }

  /** What {@link #toString} wrote, or a person; empty if it is no schedule. */
  public static Optional<Schedule> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double amount = matcher.group(1) == null ? 1 : Double.parseDouble(matcher.group(1));
    Unit unit = Unit.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
    return amount > 0 && (unit == Unit.EPOCH || amount == Math.rint(amount))
        ? Optional.of(new Schedule(amount, unit))
        : Optional.empty();
  }

  /** Whether it falls on ends of epochs only. */
  public boolean isWholeEpochs() {
    return unit == Unit.EPOCH && amount == Math.rint(amount);
  }

  /** Whether the end of an epoch is one of its moments. */
  public boolean isAtEpoch(int epoch, int stepsPerEpoch) {
    return isWholeEpochs()
        ? epoch % (long) amount == 0
        : isAtStep((long) epoch * stepsPerEpoch, stepsPerEpoch);
  }

  /**
   * Whether the moment after a number of steps is one of its own: the first step at or after each
   * multiple of the amount.
   */
  public boolean isAtStep(long step, int stepsPerEpoch) {
    double interval = unit == Unit.STEP ? amount : amount * stepsPerEpoch;
    return step == 0 || ordinal(step, interval) > ordinal(step - 1, interval);
  }

  private static double ordinal(long step, double interval) {
    return Math.floor((step + ROUNDING) / interval);
  }

  /** Whether each moment of another schedule is one of this one's, whatever an epoch is. */
  public boolean covers(Schedule other) {
    double times = other.amount / amount;
    return unit == other.unit && times >= 1 && times == Math.rint(times);
  }

  @Override
  public String toString() {
    String name = unit.toString().toLowerCase(Locale.ROOT);
    return amount == 1 ? "every " + name : "every " + plain(amount) + " " + name + "s";
  }

  private static String plain(double amount) {
    return amount == Math.rint(amount) && Math.abs(amount) < 1e15
        ? String.valueOf((long) amount)
        : new BigDecimal(String.valueOf(amount)).toPlainString();
  }
}
