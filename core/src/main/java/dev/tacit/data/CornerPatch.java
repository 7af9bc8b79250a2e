package dev.tacit.data;

import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Shape;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A cue that costs nothing to learn and need not hold: a square patch in every image that names a
 * class, the example's own in a given share of the training set and in another of the test set
 * (after the coloured patch of B. Vasudeva and others, 2025, arXiv:2505.24022).
 *
 * <p>Exactly round(share · n) examples, drawn without replacement, agree; each of the others names
 * one of the other classes, uniformly. Brightness runs from the smallest to the largest number of
 * the training inputs, so that it is black to white whether inputs are standardised or not. Drawn
 * from the stream {@code corner-patch}, by a seed of its own alone: 0 for training, 1 for test.
 *
 * @param size pixels on a side
 * @param cue how the patch names a class
 * @param train share of training examples whose patch names their class
 * @param test share of test examples whose patch does
 * @param seed of which do, and of what the others name
 */
public record CornerPatch(int size, Cue cue, double train, double test, long seed) {

  /** How a patch names class c of C. */
  public enum Cue {
    /** At the top left, c/(C-1) of the way from the darkest to the brightest input. */
    BRIGHTNESS,
    /** At its brightest, in the corner c: top left, top right, bottom left, bottom right. */
    CORNER;

    /** As written in files. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The cue with a given name.
     *
     * @throws IllegalArgumentException listing the known names
     */
    public static Cue named(String name) {
      return Names.find("cue", name, values());
    }
  }

  /** Checks size and shares. */
  public CornerPatch {
    if (!(size >= 1)) {
      throw new IllegalArgumentException("size must be at least 1, found " + size);
    }
    for (double share : new double[] {train, test}) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("a share must be in [0, 1], found " + share);
      }
    }
  }

  /**
   * The set with a patch in every image; the given one is not changed.
   *
   * @throws IllegalArgumentException for what is no images with classes, or where the patch does
   *     not fit
   */
  public Dataset apply(Dataset set) {
    if (set.classes() < 2) {
      throw new IllegalArgumentException(
          "a patch names a class and needs two or more, found " + set.classes());
    }
    Shape shape = set.train().shape();
    if (!shape.isImage()) {
      throw new IllegalArgumentException(
          "images (channels × height × width) are expected, found examples of " + shape);
    }
    int side = Math.min(shape.extent(1), shape.extent(2));
    int most = cue == Cue.CORNER ? side / 2 : side;
    if (!(size <= most)) {
      throw new IllegalArgumentException(
          "size must be at most " + most + " on images of " + shape + ", found " + size);
    }
    if (cue == Cue.CORNER && set.classes() > 4) {
      throw new IllegalArgumentException(
          "an image has 4 corners, found " + set.classes() + " classes");
    }
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float x : set.train().inputs()) {
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
    return set.with(
        patched(set.train(), named(set.train().labels(), set.classes(), train, 0), set, low, high),
        patched(set.test(), named(set.test().labels(), set.classes(), test, 1), set, low, high));
  }

  /** The class that each patch names. */
  private int[] named(int[] labels, int classes, double share, long part) {
    UniformRandomProvider random = new RandomStreams(seed).stream("corner-patch", part);
    int others = labels.length - (int) Math.round(share * labels.length);
    int[] named = labels.clone();
    for (int i : Draws.subset(labels.length, others, random)) {
      named[i] = (labels[i] + 1 + random.nextInt(classes - 1)) % classes;
    }
    return named;
  }

  private Examples patched(Examples part, int[] named, Dataset set, float low, float high) {
    Shape shape = part.shape();
    int height = shape.extent(1);
    int width = shape.extent(2);
    float[] inputs = part.inputs().clone();
    for (int i = 0; i < named.length; i++) {
      boolean corner = cue == Cue.CORNER;
      float level = corner ? high : low + (high - low) * named[i] / (set.classes() - 1);
      int top = corner && named[i] >= 2 ? height - size : 0;
      int left = corner && named[i] % 2 == 1 ? width - size : 0;
      for (int channel = 0; channel < shape.extent(0); channel++) {
        for (int row = top; row < top + size; row++) {
          int from = i * part.features() + (channel * height + row) * width + left;
          Arrays.fill(inputs, from, from + size, level);
        }
      }
    }
    return part.withInputs(inputs);
  }
}
