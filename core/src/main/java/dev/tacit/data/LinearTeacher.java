package dev.tacit.data;

import dev.tacit.tensor.RandomStreams;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Regression on a linear function: y = ⟨w*, x⟩/√d + noise · N(0, 1), with x ~ N(0, I_d) and w* ~
 * N(0, I_d); test targets have the same noise.
 *
 * <p>Everything is drawn from {@code seed}, the set's own: runs with different seeds see the same
 * data. The first n of a larger set are the set of n.
 */
record LinearTeacher(
    int dimension,
    int trainExamples,
    int testExamples,
    double noise,
    long seed,
    boolean standardise)
    implements Source {
  static final String NAME = "linear-teacher";

  static Map<String, Object> defaults() {
    Map<String, Object> defaults = new LinkedHashMap<>();
    defaults.put("dimension", 20);
    defaults.put("trainExamples", 1000);
    defaults.put("testExamples", 1000);
    defaults.put("noise", 0.1);
    defaults.put("seed", 0);
    defaults.put("standardise", false);
    return defaults;
  }

  static LinearTeacher from(Options options) {
    int dimension = options.count("dimension", 1, Synthetic.MAX_DIMENSION);
    return new LinearTeacher(
        dimension,
        options.count("trainExamples", 1, Synthetic.MAX_VALUES / dimension),
        options.count("testExamples", 1, Synthetic.MAX_VALUES / dimension),
        options.notNegative("noise"),
        options.seed("seed"),
        options.flag("standardise"));
  }

  @Override
  public Dataset load(Path directory) {
    RandomStreams streams = new RandomStreams(seed);
    ZigguratSampler.NormalizedGaussian gaussian =
        ZigguratSampler.NormalizedGaussian.of(streams.stream(NAME + "/teacher", 0));
    double[] teacher = gaussian.samples(dimension).toArray(); // w*, [dimension]
    return Synthetic.dataset(
        NAME,
        draw(teacher, trainExamples, streams.stream(NAME + "/train", 0)),
        draw(teacher, testExamples, streams.stream(NAME + "/test", 0)),
        0,
        standardise);
  }

  private Examples draw(double[] teacher, int n, UniformRandomProvider random) {
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    float[] inputs = new float[n * dimension];
    float[] targets = new float[n];
    for (int i = 0; i < n; i++) {
      double product = 0;
      for (int j = 0; j < dimension; j++) {
        float x = (float) gaussian.sample();
        inputs[i * dimension + j] = x;
        product += teacher[j] * x;
      }
      targets[i] = (float) (product / Math.sqrt(dimension) + noise * gaussian.sample());
    }
    return new Examples(inputs, null, targets, dimension);
  }
}
