package dev.tacit.network;

import dev.tacit.tensor.ParameterLayout.Role;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.RandomStreams;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * The distribution of w at the start. Weight matrices have shape [out, in]; of a convolution's
 * kernels [out, in, height, width], in and out below are multiplied by height × width (with groups,
 * in counts the channels of one group). Scales of a normalisation start at 1, its biases at 0.
 *
 * <p>Each slice draws from its own stream, named after it: widening one layer leaves the others'
 * values alone. Values are drawn as doubles, so that float32 and float64 start from the same point.
 */
public enum Initialiser {
  /** Normal with standard deviation √(2/in), biases 0 (He et al. 2015, arXiv:1502.01852). */
  HE(false) {
    @Override
    double scale(long in, long out, double factor) {
      return Math.sqrt(2.0 / (double) in);
    }
  },
  /** Uniform on ±√(6/(in+out)), biases 0 (Glorot and Bengio 2010). */
  GLOROT(true) {
    @Override
    double scale(long in, long out, double factor) {
      return Math.sqrt(6.0 / (double) (in + out));
    }
  },
  /** Uniform on ±1/√in, weights and biases alike: the default of PyTorch's {@code nn.Linear}. */
  PYTORCH(true) {
    @Override
    double scale(long in, long out, double factor) {
      return 1 / Math.sqrt((double) in);
    }
  },
  /** Normal with standard deviation factor/√in, biases 0: from the lazy to the rich regime. */
  SCALED(false) {
    @Override
    double scale(long in, long out, double factor) {
      return factor / Math.sqrt((double) in);
    }
  };

  private final boolean uniform;

  Initialiser(boolean uniform) {
    this.uniform = uniform;
  }

  /** Half-width of the uniform, or standard deviation of the normal distribution. */
  abstract double scale(long in, long out, double factor);

  /**
   * Draws w.
   *
   * @param network the network
   * @param streams the run's random streams
   * @param factor the scale of {@link #SCALED}; the others do not use it
   * @return w, length p
   */
  public double[] draw(Network network, RandomStreams streams, double factor) {
    double[] w = new double[Math.toIntExact(network.layout().dimension())];
    long fanIn = network.inputs();
    long fanOut = network.inputs();
    boolean normalises = false;
    for (Slice slice : network.layout().slices()) {
      if (slice.isWeight()) {
        long places = slice.size() / slice.shape().get(0) / slice.shape().get(1);
        fanIn = slice.shape().get(1) * places;
        fanOut = slice.shape().get(0) * places;
      }
      normalises = slice.role() == Role.SCALE || (normalises && slice.role() == Role.BIAS);
      if (slice.role() == Role.SCALE) {
        Arrays.fill(w, (int) slice.offset(), (int) (slice.offset() + slice.size()), 1);
      }
      if (!slice.isWeight() && (this != PYTORCH || normalises)) {
        continue;
      }
      double scale = scale(fanIn, fanOut, factor);
      UniformRandomProvider random = streams.stream("init/" + slice.name(), 0);
      ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
      int start = Math.toIntExact(slice.offset());
      for (int i = start; i < start + slice.size(); i++) {
        w[i] = scale * (uniform ? 2 * random.nextDouble() - 1 : normal.sample());
      }
    }
    return w;
  }

  /** As written in files. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The initialiser with a given name.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public static Initialiser named(String name) {
    for (Initialiser initialiser : values()) {
      if (initialiser.toString().equals(name)) {
        return initialiser;
      }
    }
    throw new IllegalArgumentException(
        "unknown initialiser '"
            + name
            + "'; known: "
            + Arrays.stream(values()).map(Initialiser::toString).collect(Collectors.joining(", ")));
  }
}
