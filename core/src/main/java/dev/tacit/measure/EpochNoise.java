package dev.tacit.measure;

import dev.tacit.measure.ExampleStatistics.Detail;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Gradient noise over the batches of an epoch: each batch's estimates, averaged. Where w moves from
 * batch to batch, the averages are over the w's that were met.
 *
 * <p>Ratios are ratios of averages, as McCandlish et al. advise (arXiv:1812.06162, appendix A.1):
 * the estimate of ‖g‖² from one batch may well be negative. Batches of one example say nothing of
 * noise and only count for the norms.
 */
public final class EpochNoise {
  private final int depth;
  private final Sums total = new Sums();
  private final Sums[] layers; // [L]
  private final Mean normTest = new Mean();
  private final Mean innerProductTest = new Mean();
  private final Mean orthogonalityTest = new Mean();
  private double[] norms; // ‖g_i‖ of the examples so far
  private int examples;
  private NoiseScale exact;

  /**
   * @param depth the number of weight layers L
   * @param examples about how many examples will come
   */
  public EpochNoise(int depth, int examples) {
    this.depth = depth;
    layers = new Sums[depth];
    Arrays.setAll(layers, l -> new Sums());
    norms = new double[Math.max(examples, 1)];
  }

  /** All batches of a partition at one frozen w; costs an epoch of training. */
  public static EpochNoise at(EmpiricalRisk risk, Tensor w, Partition partition, Detail detail) {
    EpochNoise noise = new EpochNoise(risk.network().knownLayers(), partition.examples());
    try (Tensor gradient = Vectors.zeros(risk.dimension(), risk.placement());
        Tensor mean = Vectors.zeros(risk.dimension(), risk.placement());
        ExampleStatistics statistics = new ExampleStatistics(risk, detail);
        LossGradient pass = new LossGradient(risk, w, gradient)) {
      pass.watch(statistics);
      for (int k = 0; k < partition.size(); k++) {
        pass.compute(partition, k);
        noise.add(statistics);
        double share = (double) partition.batchSize(k) / partition.examples();
        try (Scalar factor = new Scalar(share)) {
          mean.add_(gradient, factor);
        }
      }
      double square = Vectors.squaredNorm(mean);
      noise.exact = new NoiseScale(square, noise.meanSquare() - square);
    }
    return noise;
  }

  /** Adds the batch that was just looked at. */
  public void add(ExampleStatistics batch) {
    NoiseMoments moments = batch.total();
    double[] squares = batch.squaredNorms();
    if (examples + squares.length > norms.length) {
      norms = Arrays.copyOf(norms, 2 * (examples + squares.length));
    }
    for (double square : squares) {
      norms[examples++] = Math.sqrt(square);
    }
    if (moments.size() > 1) {
      total.add(moments);
      for (int layer = 0; layer < depth; layer++) {
        layers[layer].add(batch.ofLayer(layer));
      }
      normTest.add(moments.normTest());
      innerProductTest.add(moments.innerProductTest());
      orthogonalityTest.add(moments.orthogonalityTest());
    }
  }

  /** (1/N) Σ_i ‖g_i‖² over the examples. */
  private double meanSquare() {
    double sum = 0;
    for (int i = 0; i < examples; i++) {
      sum += norms[i] * norms[i];
    }
    return sum / examples;
  }

  /**
   * ‖ḡ‖² and tr Σ (divisor N) over all examples together, exact; there only at a frozen w, where ḡ
   * is one vector.
   */
  public Optional<NoiseScale> exact() {
    return Optional.ofNullable(exact);
  }

  /** Of the whole network. */
  public Sums total() {
    return total;
  }

  /** The number of weight layers L. */
  public int depth() {
    return depth;
  }

  /** Of one layer's weights and biases, counting from 0. */
  public Sums layer(int layer) {
    return layers[layer];
  }

  /** The mean over batches of {@link NoiseMoments#normTest}; NaN without batches. */
  public Estimate normTest() {
    return normTest.estimate();
  }

  /** The mean over batches of {@link NoiseMoments#innerProductTest}; NaN if not measured. */
  public Estimate innerProductTest() {
    return innerProductTest.estimate();
  }

  /** The mean over batches of {@link NoiseMoments#orthogonalityTest}; NaN if not measured. */
  public Estimate orthogonalityTest() {
    return orthogonalityTest.estimate();
  }

  /** The mean of ‖g_i‖ over the examples. */
  public double meanNorm() {
    double sum = 0;
    for (int i = 0; i < examples; i++) {
      sum += norms[i];
    }
    return sum / examples;
  }

  /**
   * Quantiles of ‖g_i‖ over the examples, linear between neighbours (NumPy's default); NaN if one
   * norm is.
   *
   * @param levels each in [0, 1]
   */
  public double[] normQuantiles(double... levels) {
    double[] sorted = Arrays.copyOf(norms, examples);
    Arrays.sort(sorted); // NaN last
    boolean valid = examples > 0 && !Double.isNaN(sorted[examples - 1]);
    return Arrays.stream(levels)
        .map(
            level -> {
              double at = level * (examples - 1);
              int below = (int) at;
              int above = Math.min(below + 1, examples - 1);
              return valid
                  ? sorted[below] + (at - below) * (sorted[above] - sorted[below])
                  : Double.NaN;
            })
        .toArray();
  }

  /** A mean over batches with its error; NaN without batches. */
  private static final class Mean {
    private int n;
    private double mean; // by Welford's recurrence
    private final Draws draws = new Draws();

    void add(double value) {
      n++;
      mean += (value - mean) / n;
      draws.add(value);
    }

    Estimate estimate() {
      return new Estimate(n == 0 ? Double.NaN : mean, Estimate.mean(draws.all()).error());
    }
  }

  /** Numbers of the batches so far. */
  private static final class Draws {
    private double[] values = new double[64];
    private int n;

    void add(double value) {
      if (n == values.length) {
        values = Arrays.copyOf(values, 2 * n);
      }
      values[n++] = value;
    }

    double[] all() {
      return Arrays.copyOf(values, n);
    }
  }

  /** Averages over batches of the two unbiased estimates, S of tr Σ and G of ‖g‖². */
  public static final class Sums {
    private int batches;
    private double s;
    private double g;
    private double noise; // Σ_k S_k/B_k = Σ_k N_k
    private final Draws traces = new Draws(); // S_k
    private final Draws squares = new Draws(); // G_k
    private final Draws noises = new Draws(); // N_k

    void add(NoiseMoments moments) {
      double trace = moments.varianceTrace();
      double square = moments.squaredNorm();
      batches++;
      s += trace;
      g += square;
      double ofBatch = trace / moments.size();
      noise += ofBatch;
      traces.add(trace);
      squares.add(square);
      noises.add(ofBatch);
    }

    /** The mean estimate of tr Σ. */
    public double varianceTrace() {
      return s / batches;
    }

    /** The error of {@link #varianceTrace} over batches; NaN below two. */
    public double varianceTraceError() {
      return Estimate.mean(traces.all()).error();
    }

    /** tr Σ/‖g‖² and its parts. */
    public NoiseScale noiseScale() {
      return new NoiseScale(g / batches, s / batches);
    }

    /**
     * The error of the ratio over batches; NaN below two batches, infinite where the batches do not
     * tell ‖g‖² from 0.
     */
    public double noiseScaleError() {
      return Estimate.ratio(noiseScale().value(), traces.all(), squares.all()).error();
    }

    /** The signal-to-noise ratio of a batch gradient, ‖g‖²/(tr Σ/B); may be negative. */
    public double signalToNoise() {
      return g / noise;
    }

    /**
     * The error of {@link #signalToNoise}, to first order: that of the mean of (a - b Σa/Σb)/b̄.
     * NaN below two batches.
     */
    public double signalToNoiseError() {
      double[] off = squares.all();
      double[] level = noises.all();
      double ratio = signalToNoise();
      double mean = noise / batches;
      Arrays.setAll(off, k -> (off[k] - ratio * level[k]) / mean);
      return Estimate.mean(off).error();
    }
  }
}
