package dev.tacit.data;

import dev.tacit.tensor.RandomStreams;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Noise on class labels: exactly round(rate · n) examples, chosen without replacement, get a new
 * label. Drawn from the stream {@code label-noise} of the run's seed.
 *
 * @param rate the share of examples that get a new label, in [0, 1]
 * @param kind which new label
 */
public record LabelNoise(double rate, Kind kind) {

  /** Which label a chosen example gets. */
  public enum Kind {
    /** A different class, uniformly: every chosen example is corrupted. */
    FLIP,
    /** Any class, uniformly, the true one included: about rate · (1 - 1/classes) are corrupted. */
    UNIFORM;

    /** As written in files. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind with a given name.
     *
     * @throws IllegalArgumentException for anything but {@code flip} and {@code uniform}
     */
    public static Kind named(String name) {
      return Names.find("label noise", name, values());
    }
  }

  /** Checks the rate. */
  public LabelNoise {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("noise rate must be in [0, 1], found " + rate);
    }
  }

  /** The noise of a training set. */
  public NoisyLabels apply(int[] truth, int classes, RandomStreams streams) {
    return apply(truth, classes, streams, 0);
  }

  /**
   * The labels with noise; the given ones are not changed.
   *
   * @param truth class numbers in [0, classes), [n]
   * @param part the stream's index, so that several sets have noise of their own: 0 for the
   *     training set, 1 for the test set
   */
  public NoisyLabels apply(int[] truth, int classes, RandomStreams streams, long part) {
    if (kind == Kind.FLIP && rate > 0 && classes < 2) {
      throw new IllegalArgumentException("flipping a label needs 2 classes, found " + classes);
    }
    UniformRandomProvider random = streams.stream("label-noise", part);
    int[] labels = truth.clone();
    for (int i : Draws.subset(truth.length, (int) Math.round(rate * truth.length), random)) {
      labels[i] =
          kind == Kind.UNIFORM
              ? random.nextInt(classes)
              : (truth[i] + 1 + random.nextInt(classes - 1)) % classes;
    }
    return NoisyLabels.of(labels, truth);
  }
}
