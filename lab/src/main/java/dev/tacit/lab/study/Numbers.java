package dev.tacit.lab.study;

import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Means and runs as people read them. */
public final class Numbers {
  private Numbers() {}

  /** A mean with its 95 % interval, rounded to two digits of the interval. */
  public static String shown(Interval interval) {
    double mean = interval.mean();
    double half = interval.halfWidth();
    if (interval.n() == 1 || !Double.isFinite(half)) {
      return Digits.shown(mean);
    }
    if (half == 0) {
      return Digits.plain(mean) + " ± 0";
    }
    double larger = Math.max(Math.abs(mean), half);
    int top = Digits.exponent(larger);
    boolean scaled = top < -3 || top >= 6;
    BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(scaled ? top : 0);
    int decimals = Math.max(0, 1 - Digits.exponent(half) + (scaled ? top : 0));
    // An interval far narrower than the mean says no more than seven digits of it.
    decimals = Math.min(decimals, Math.max(0, 6 - top + (scaled ? top : 0)));
    String both = fixed(mean, unit, decimals) + " ± " + fixed(half, unit, decimals);
    return scaled ? "(" + both + ")×10" + Digits.raised(top) : both;
  }

  private static String fixed(double value, BigDecimal unit, int decimals) {
    return Digits.minus(
        new BigDecimal(value)
            .divide(unit, MathContext.DECIMAL64)
            .setScale(decimals, RoundingMode.HALF_EVEN)
            .toPlainString());
  }

  /** How a run stands, in words. */
  public static String standing(RunRecord run) {
    RunStatus status = run.status();
    String reason =
        status == null || status.reason() == null || status.reason().isBlank()
            ? ""
            : ": " + status.reason();
    return run.state()
        + (run.state() == State.finished ? "" : " at epoch " + Digits.plain(run.lastEpoch()))
        + reason;
  }
}
