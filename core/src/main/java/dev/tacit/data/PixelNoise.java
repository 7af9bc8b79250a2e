package dev.tacit.data;

import dev.tacit.tensor.RandomStreams;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Noise on inputs, drawn once, from the stream {@code pixel-noise} of the run's seed.
 *
 * @param kind which noise
 * @param amount the standard deviation (gaussian), or the share of numbers replaced (randomise)
 */
public record PixelNoise(Kind kind, double amount) {

  /** What happens to a number. */
  public enum Kind {
    /** N(0, amount²) is added to every number; nothing is clipped. */
    GAUSSIAN,
    /**
     * Exactly round(amount · n) of all n numbers, chosen without replacement, become uniform
     * between the smallest and the largest input: between 0 and 1 for pixels/255.
     */
    RANDOMISE;

    /** As written in files. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind with a given name.
     *
     * @throws IllegalArgumentException for anything but {@code gaussian} and {@code randomise}
     */
    public static Kind named(String name) {
      return Names.find("pixel noise", name, values());
    }
  }

  /** Checks the amount. */
  public PixelNoise {
    double most = kind == Kind.RANDOMISE ? 1 : Double.MAX_VALUE;
    if (!(amount >= 0 && amount <= most)) {
      throw new IllegalArgumentException(
          kind
              + " pixel noise must be "
              + (kind == Kind.RANDOMISE ? "in [0, 1]" : "finite and 0 or more")
              + ", found "
              + amount);
    }
  }

  /** The inputs of a training set with noise. */
  public float[] apply(float[] inputs, RandomStreams streams) {
    return apply(inputs, streams, 0);
  }

  /**
   * The inputs with noise; the given ones are not changed.
   *
   * @param part the stream's index: 0 for the training set, 1 for the test set
   */
  public float[] apply(float[] inputs, RandomStreams streams, long part) {
    UniformRandomProvider random = streams.stream("pixel-noise", part);
    float[] noisy = inputs.clone();
    if (kind == Kind.GAUSSIAN) {
      ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
      for (int i = 0; i < noisy.length; i++) {
        noisy[i] += (float) (amount * gaussian.sample());
      }
      return noisy;
    }
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float x : inputs) {
      min = Math.min(min, x);
      max = Math.max(max, x);
    }
    for (int i : Draws.subset(noisy.length, (int) Math.round(amount * noisy.length), random)) {
      noisy[i] = min + random.nextFloat() * (max - min);
    }
    return noisy;
  }
}
