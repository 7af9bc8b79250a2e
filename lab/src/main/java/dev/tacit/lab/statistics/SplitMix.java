package dev.tacit.lab.statistics;

/**
 * SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): 64 random bits at a time, the same on every
 * machine.
 */
final class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix(long seed) {
    state = seed;
  }

  long next() {
    state += GOLDEN;
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A whole number from 0 to n - 1; the bias is below n/2⁶³. */
  int below(int n) {
    return (int) ((next() >>> 1) % n);
  }
}
