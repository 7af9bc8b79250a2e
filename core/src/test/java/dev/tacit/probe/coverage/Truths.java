package dev.tacit.probe.coverage;

import dev.tacit.measure.ExampleGram;
import dev.tacit.measure.NoiseMoments;
import dev.tacit.objective.AutogradObjective;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/** What sampled measurements estimate, written out from dense Hessians and single gradients. */
final class Truths {
  private static final int BATCHES = 3000; // for the means over batches: 1/15 of a mean of 12
  private static final int SHARPNESSES = 500; // 1/5 of a mean of 20, which is 1/50 in its square

  private Truths() {}

  /** Of all measurements that know the Hessian. */
  static Map<String, Double> ofCurvature(SmallTraining training) {
    double[][] h = training.hessian();
    int p = h.length;
    double[] diagonal = IntStream.range(0, p).mapToDouble(i -> h[i][i]).toArray();
    double trace = Arrays.stream(diagonal).sum();
    Map<String, Double> truths = new TreeMap<>();
    truths.put("curvature/trace", trace);
    truths.put("curvature/trace_hutchplusplus", trace);
    int from = 0;
    int layer = 1;
    for (long end : training.risk.network().layerEnds()) {
      truths.put("curvature/trace/layer" + layer++, Arrays.stream(diagonal, from, (int) end).sum());
      from = (int) end;
    }
    truths.put(
        "curvature/trace_root_diagonal",
        Arrays.stream(gaussNewtonDiagonal(training)).map(Math::sqrt).sum());
    double frobenius = Arrays.stream(h).mapToDouble(row -> dot(row, row)).sum();
    truths.put("curvature/diagonal_share", dot(diagonal, diagonal) / frobenius);
    try (Tensor preconditioner = Vectors.zeros(p, training.risk.placement())) {
      AdaptiveRule.within(Adam.DEFAULT)
          .orElseThrow()
          .preconditioner(training.state, preconditioner);
      double[] r = Vectors.toDoubles(preconditioner);
      truths.put("curvature/diagonal_correlation", correlation(r, diagonal));
    }
    double[][] g = gradients(training);
    double[] mean = mean(g);
    double noise = 0;
    for (double[] one : g) {
      double[] off = IntStream.range(0, p).mapToDouble(c -> one[c] - mean[c]).toArray();
      noise += quadratic(h, off) / g.length;
    }
    truths.put("gradient/noise_scale_hessian", noise / quadratic(h, mean));
    putSpectrum(h, truths);
    putRelativeFlatness(training, h, truths);
    for (double sigma : List.of(0.001, 0.01)) { // the fourth order is 1e-4 of it and less
      truths.put("flatness/random/" + sigma, sigma * sigma / 2 * trace);
    }
    return truths;
  }

  private static double[] gaussNewtonDiagonal(SmallTraining training) {
    int p = Math.toIntExact(training.w.numel());
    double[] diagonal = new double[p];
    try (LinearisedRisk here = training.risk.linearise(training.w);
        Tensor unit = Vectors.zeros(p, training.risk.placement());
        Tensor product = Vectors.zeros(p, training.risk.placement())) {
      double[] e = new double[p];
      for (int j = 0; j < p; j++) {
        Arrays.fill(e, 0);
        e[j] = 1;
        Vectors.set(unit, e);
        here.gaussNewton().apply(unit, product);
        diagonal[j] = Vectors.toDoubles(product)[j];
      }
    }
    return diagonal;
  }

  private static void putSpectrum(double[][] h, Map<String, Double> truths) {
    double[] eigenvalues =
        new EigenDecompositionSymmetric(new Array2DRowRealMatrix(h)).getEigenvalues();
    Arrays.sort(eigenvalues);
    int p = h.length;
    for (int percent : List.of(1, 10, 50, 90, 99)) {
      int at = Math.max(0, (int) Math.ceil(percent * p / 100.0 - 1e-9) - 1);
      truths.put(String.format(Locale.ROOT, "curvature/density/p%02d", percent), eigenvalues[at]);
    }
    double negligible = 0.01 * eigenvalues[p - 1];
    truths.put(
        "curvature/density/negative",
        Arrays.stream(eigenvalues).filter(v -> v <= -negligible).count() / (double) p);
  }

  /** κ_l = Σ ⟨w_s, w_s'⟩ tr(H_ss'), by its definition. */
  private static void putRelativeFlatness(
      SmallTraining training, double[][] h, Map<String, Double> truths) {
    double[] w = Vectors.toDoubles(training.w);
    double sum = 0;
    int layer = 0;
    for (Slice slice : training.risk.network().layout().slices()) {
      if (slice.isWeight()) {
        int out = Math.toIntExact(slice.shape().get(0));
        int in = Math.toIntExact(slice.shape().get(1));
        int start = Math.toIntExact(slice.offset());
        double kappa = 0;
        for (int s = 0; s < out; s++) {
          for (int t = 0; t < out; t++) {
            double product = 0;
            double trace = 0;
            for (int c = 0; c < in; c++) {
              int i = start + s * in + c;
              int j = start + t * in + c;
              product += w[i] * w[j];
              trace += h[i][j];
            }
            kappa += product * trace;
          }
        }
        truths.put("flatness/relative/layer" + ++layer, kappa);
        sum += kappa;
      }
    }
    truths.put("flatness/relative", sum);
  }

  /** Of noise over batches whose examples are drawn one by one, with replacement. */
  static Map<String, Double> ofNoise(SmallTraining training, int batch) {
    double[][] g = gradients(training);
    int p = g[0].length;
    Map<String, Double> truths = new TreeMap<>();
    putNoise(g, 0, p, batch, "", truths);
    int from = 0;
    int layer = 1;
    for (long end : training.risk.network().layerEnds()) {
      putNoise(g, from, (int) end, batch, "/layer" + layer++, truths);
      from = (int) end;
    }
    double[][] gram = new double[g.length][g.length];
    for (int i = 0; i < g.length; i++) {
      for (int j = 0; j < g.length; j++) {
        gram[i][j] = dot(g[i], g[j]);
      }
    }
    UniformRandomProvider random = training.streams.stream("truth", 0);
    NoiseMoments[] moments = new NoiseMoments[BATCHES];
    Arrays.setAll(moments, k -> moments(gram, random.ints(batch, 0, g.length).toArray()));
    truths.put("gradient/norm_test", mean(moments, NoiseMoments::normTest));
    truths.put("gradient/inner_product_test", mean(moments, NoiseMoments::innerProductTest));
    truths.put("gradient/orthogonality_test", mean(moments, NoiseMoments::orthogonalityTest));
    truths.put("curvature/batch_sharpness", batchSharpness(training, batch));
    return truths;
  }

  /** E gᵀHg/‖g‖² by autograd. */
  private static double batchSharpness(SmallTraining training, int batch) {
    UniformRandomProvider random = training.streams.stream("truth", 1);
    double mean = 0;
    try (Tensor g = Vectors.zeros(training.w.numel(), training.risk.placement());
        Tensor product = Vectors.zeros(training.w.numel(), training.risk.placement())) {
      for (int k = 0; k < SHARPNESSES; k++) {
        AutogradObjective drawn =
            training.risk.expression(random.ints(batch, 0, training.risk.examples()).toArray());
        drawn.gradient(training.w, g);
        drawn.hessianVector(training.w, g, product);
        mean += Vectors.dot(g, product) / Vectors.squaredNorm(g) / SHARPNESSES;
      }
    }
    return mean;
  }

  private static void putNoise(
      double[][] g, int from, int to, int batch, String suffix, Map<String, Double> truths) {
    double[] mean = mean(g);
    double square = 0;
    double meanSquare = 0;
    for (int c = from; c < to; c++) {
      square += mean[c] * mean[c];
      for (double[] one : g) {
        meanSquare += one[c] * one[c] / g.length;
      }
    }
    double trace = meanSquare - square;
    truths.put("gradient/variance_trace" + suffix, trace);
    truths.put("gradient/snr" + suffix, square / (trace / batch));
    truths.put("gradient/noise_scale" + suffix, trace / square);
  }

  private static NoiseMoments moments(double[][] gram, int[] batch) {
    double squares = 0;
    double all = 0;
    double projections = 0;
    for (int i : batch) {
      double along = 0;
      for (int j : batch) {
        along += gram[i][j] / batch.length;
      }
      squares += gram[i][i];
      all += along / batch.length;
      projections += along * along;
    }
    return new NoiseMoments(batch.length, squares, all, projections);
  }

  private static double mean(NoiseMoments[] moments, ToDoubleFunction<NoiseMoments> number) {
    return Arrays.stream(moments).mapToDouble(number).average().orElseThrow();
  }

  /** Of the agreement between the gradients of all examples. */
  static Map<String, Double> ofCoherence(SmallTraining training) {
    int n = training.risk.examples();
    ExampleGram gram = ExampleGram.at(training.risk, training.w, IntStream.range(0, n).toArray());
    int[] labels = training.risk.labels();
    double cosines = 0;
    double positive = 0;
    double same = 0;
    long samePairs = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double product = gram.product(i, j);
        double cosine = product / Math.sqrt(gram.product(i, i) * gram.product(j, j));
        cosines += cosine;
        positive += product > 0 ? 1 : 0;
        same += labels[i] == labels[j] ? cosine : 0;
        samePairs += labels[i] == labels[j] ? 1 : 0;
      }
    }
    double pairs = n * (n - 1) / 2.0;
    Map<String, Double> truths = new TreeMap<>();
    double own = IntStream.range(0, n).mapToDouble(i -> gram.product(i, i)).sum() / n;
    double mean = gram.squaredNorm(IntStream.range(0, n).toArray());
    double trace = (own - mean) * n / (n - 1); // of batches without repetition
    truths.put("gradient/noise_scale_pair", trace / (mean - trace / n));
    truths.put("gradient/coherence", cosines / pairs);
    truths.put("gradient/coherence/positive", positive / pairs);
    truths.put("gradient/coherence/same_class", same / samePairs);
    return truths;
  }

  private static double[][] gradients(SmallTraining training) {
    double[][] g = new double[training.risk.examples()][];
    try (Tensor one = Vectors.zeros(training.w.numel(), training.risk.placement())) {
      for (int i = 0; i < g.length; i++) {
        training.risk.expression(i).gradient(training.w, one);
        g[i] = Vectors.toDoubles(one);
      }
    }
    return g;
  }

  private static double[] mean(double[][] rows) {
    double[] mean = new double[rows[0].length];
    for (double[] row : rows) {
      for (int c = 0; c < mean.length; c++) {
        mean[c] += row[c] / rows.length;
      }
    }
    return mean;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }

  private static double quadratic(double[][] h, double[] v) {
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      sum += v[i] * dot(h[i], v);
    }
    return sum;
  }

  private static double correlation(double[] a, double[] b) {
    double ofA = Arrays.stream(a).average().orElseThrow();
    double ofB = Arrays.stream(b).average().orElseThrow();
    double[] x = Arrays.stream(a).map(v -> v - ofA).toArray();
    double[] y = Arrays.stream(b).map(v -> v - ofB).toArray();
    return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
  }
}
