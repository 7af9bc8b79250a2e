package dev.tacit.lab.landscape;

import dev.tacit.data.BatchOrder;
import dev.tacit.objective.FiniteSum;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.LearningRateSchedule;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import java.util.function.BiConsumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Finds a curve of low loss between two solutions: the quadratic Bézier curve w(t) = (1-t)² a +
 * 2t(1-t) θ + t² b whose θ minimises the expected loss E_t C(w(t)), t uniform on [0, 1].
 *
 * <p>Every step draws one t and one batch; its gradient in θ is 2t(1-t) ∇Ĉ(w(t)). θ starts in the
 * middle. T. Garipov, P. Izmailov, D. Podoprikhin, D. Vetrov, A. G. Wilson, NeurIPS 2018,
 * arXiv:1802.10026 (there SGD with momentum; here Adam with a rate that falls to zero on a cosine).
 *
 * @param epochs passes over the training set
 * @param batch examples a step
 * @param learningRate Adam's first rate
 */
public record CurveFinding(int epochs, int batch, double learningRate) {

  /** 20 epochs of batches of 128 at 0.001. */
  public static final CurveFinding DEFAULT = new CurveFinding(20, 128, 0.001);

  /** Checks the numbers. */
  public CurveFinding {
    if (!(epochs >= 1 && batch >= 1)) {
      throw new IllegalArgumentException(
          "epochs and batch must be at least 1, found " + epochs + " and " + batch);
    }
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the rate must be positive, found " + learningRate);
    }
  }

  /**
   * θ, shape [p]; the caller closes it.
   *
   * @param train what is minimised
   * @param streams for batches and t
   * @param progress is told epochs done and their number
   */
  public Tensor between(
      FiniteSum train,
      Tensor a,
      Tensor b,
      RandomStreams streams,
      BiConsumer<Integer, Integer> progress) {
    Tensor theta = Vectors.copy(a);
    Curve.segment(a, b).at(0.5, theta);
    Curve curve = Curve.bezier(a, theta, b);
    int n = train.examples();
    int size = Math.min(batch, n);
    boolean rest = n % size != 1; // a last batch of one would weigh as much as any, or be none
    int perEpoch = BatchOrder.RESHUFFLE.batchesPerEpoch(n, size, !rest);
    LearningRateSchedule schedule = new LearningRateSchedule.Cosine(0);
    long total = (long) perEpoch * epochs;
    try (OptimizerState state = Adam.DEFAULT.newState(theta.numel(), train.placement());
        Tensor w = Vectors.zeros(theta.numel(), train.placement());
        Tensor gradient = Vectors.zeros(theta.numel(), train.placement())) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        UniformRandomProvider random = streams.stream("curve/t", epoch);
        for (int[] examples : BatchOrder.RESHUFFLE.batches(n, size, !rest, streams, epoch)) {
          double t = random.nextDouble();
          curve.at(t, w);
          train.batch(examples).gradient(w, gradient);
          try (NoGradGuard guard = new NoGradGuard()) {
            gradient.mul_(new Scalar(2 * t * (1 - t)));
          }
          Adam.DEFAULT.step(
              theta,
              gradient,
              state,
              learningRate * schedule.factor(state.step(), perEpoch, total));
        }
        progress.accept(epoch, epochs);
      }
    }
    return theta;
  }
}
