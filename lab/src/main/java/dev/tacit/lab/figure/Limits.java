package dev.tacit.lab.figure;

/**
 * Stretches of a figure's axes; what lies beyond is cut off.
 *
 * @param x of the horizontal axis; null for as much as the lines take
 * @param y of the vertical axis; null for as much as the lines take within {@code x}
 */
public record Limits(Range x, Range y) {
  /** The lines decide. */
  public static final Limits NONE = new Limits(null, null);

  /**
   * A stretch, in values.
   *
   * @param low its lower end
   * @param high its upper end
   */
  public record Range(double low, double high) {
    private static final String BETWEEN = "..";

    /**
     * Checks the ends.
     *
     * @throws IllegalArgumentException unless they are finite and differ
     */
    public Range {
      if (!Double.isFinite(low) || !Double.isFinite(high) || low >= high) {
        throw new IllegalArgumentException(
            "expected two different numbers; found " + low + BETWEEN + high);
      }
    }

    /**
     * As in {@code 0.07..0.3}; the larger end may come first, as it does on an axis that falls.
     *
     * @throws IllegalArgumentException for another text
     */
    public static Range parse(String text) {
      String[] ends = text.split("\\.\\.", -1);
      try {
        if (ends.length != 2 || ends[1].startsWith(".")) {
          throw new NumberFormatException(text); // 0...60 would be 0 to 0.60
        }
        double one = Double.parseDouble(ends[0].strip());
        double other = Double.parseDouble(ends[1].strip());
        return new Range(Math.min(one, other), Math.max(one, other));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "expected two different numbers, as in 0.07..0.3; found '" + text + "'", e);
      }
    }

    boolean holds(double value) {
      return value >= low && value <= high;
    }

    /**
     * Its ends as places.
     *
     * @param axis as in "vertical"
     */
    double[] places(Scale scale, String axis) {
      double[] ends = {scale.place(low), scale.place(high)};
      if (!(ends[0] < ends[1])) {
        throw new IllegalArgumentException(
            "the "
                + axis
                + " axis is logarithmic here and has no place for "
                + Digits.setting(low));
      }
      return ends;
    }

    @Override
    public String toString() {
      return Digits.setting(low) + BETWEEN + Digits.setting(high);
    }
  }
}
