package dev.tacit.lab.run;

/**
 * When a run writes its next checkpoint: as often as this takes a hundredth of the time and at
 * least every ten seconds, so that a run that is killed again and again loses little and still
 * ends. Until a sitting knows what a checkpoint costs it waits half a second. Times are in
 * nanoseconds of {@link System#nanoTime}.
 */
final class Pace {
  private static final long SECOND = 1_000_000_000L;
  private static final long LONGEST = 10 * SECOND;
  private static final long FIRST = SECOND / 2;
  private static final int SHARE = 100;

  private final int every; // epochs; 0 to follow the clock
  private long last;
  private long interval = FIRST;

  /**
   * @param every write after this many epochs instead; 0 to follow the clock
   * @param now when the sitting begins
   */
  Pace(int every, long now) {
    this.every = every;
    last = now;
  }

  /** Whether it is time, at the end of an epoch. */
  boolean isDue(int epoch, long now) {
    return every > 0 ? epoch % every == 0 : now - last >= interval;
  }

  /** A checkpoint was written. */
  void wrote(long start, long end) {
    last = end;
    interval = Math.min(LONGEST, SHARE * (end - start));
  }
}
