package dev.tacit.data;

import dev.tacit.tensor.RandomStreams;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Classes that are Gaussian clouds: y uniform over the classes, x = μ_y + N(0, I_d), with class
 * means μ_c = (separation/√2) z_c/‖z_c‖ and z_c ~ N(0, I_d). In high dimension any two means are
 * about {@code separation} standard deviations apart; the best possible error for two classes is
 * Φ(-‖μ_0 - μ_1‖/2).
 *
 * <p>Everything is drawn from {@code seed}, the set's own: runs with different seeds see the same
 * data. The first n of a larger set are the set of n.
 */
record GaussianMixture(
    int classes,
    int dimension,
    int trainExamples,
    int testExamples,
    double separation,
    long seed,
    boolean standardise)
    implements Source {
  static final String NAME = "gaussian-mixture";

  static Map<String, Object> defaults() {
    Map<String, Object> defaults = new LinkedHashMap<>();
    defaults.put("classes", 10);
    defaults.put("dimension", 20);
    defaults.put("trainExamples", 1000);
    defaults.put("testExamples", 1000);
    defaults.put("separation", 4.0);
    defaults.put("seed", 0);
    defaults.put("standardise", false);
    return defaults;
  }

  static GaussianMixture from(Options options) {
    int dimension = options.count("dimension", 1, Synthetic.MAX_DIMENSION);
    return new GaussianMixture(
        options.count("classes", 2, 1000),
        dimension,
        options.count("trainExamples", 1, Synthetic.MAX_VALUES / dimension),
        options.count("testExamples", 1, Synthetic.MAX_VALUES / dimension),
        options.notNegative("separation"),
        options.seed("seed"),
        options.flag("standardise"));
  }

  @Override
  public Dataset load(Path directory) {
    RandomStreams streams = new RandomStreams(seed);
    float[] means = means(streams.stream(NAME + "/means", 0)); // [classes, dimension]
    return Synthetic.dataset(
        NAME,
        draw(means, trainExamples, streams.stream(NAME + "/train", 0)),
        draw(means, testExamples, streams.stream(NAME + "/test", 0)),
        classes,
        standardise);
  }

  private float[] means(UniformRandomProvider random) {
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    float[] means = new float[classes * dimension];
    double[] z = new double[dimension];
    for (int c = 0; c < classes; c++) {
      double square = 0;
      for (int j = 0; j < dimension; j++) {
        z[j] = gaussian.sample();
        square += z[j] * z[j];
      }
      double scale = separation / Math.sqrt(2 * square);
      for (int j = 0; j < dimension; j++) {
        means[c * dimension + j] = (float) (scale * z[j]);
      }
    }
    return means;
  }

  private Examples draw(float[] means, int n, UniformRandomProvider random) {
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    float[] inputs = new float[n * dimension];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(classes);
      for (int j = 0; j < dimension; j++) {
        inputs[i * dimension + j] = (float) (means[labels[i] * dimension + j] + gaussian.sample());
      }
    }
    return new Examples(inputs, labels, null, dimension);
  }
}
