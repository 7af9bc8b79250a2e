package dev.tacit.penalty;

import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Step;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Labels that are wrong afresh at every step: each example of the batch, with probability {@code
 * rate}, counts for another class, drawn uniformly; targets of a regression get Gaussian noise of a
 * given {@code deviation}. The loss that is measured is that of the labels as they are. From the
 * run's stream {@code fresh-label-noise} of the step; before {@code after} epochs nothing is drawn.
 *
 * <p>Flips change the mean of a target, too: from e_y to (1 - rate) e_y + rate/(K-1) Σ_{c≠y} e_c, K
 * classes, so that the loss which is made small in the mean is that of smoother labels. {@code
 * centred} takes that change off, and leaves noise of mean zero around the labels as they are,
 * which is what the theory of a drift along the set of fits is about. It needs a loss whose targets
 * are vectors.
 *
 * <p>G. Blanc, N. Gupta, G. Valiant, P. Valiant, COLT 2020, arXiv:1904.09080.
 *
 * @param rate probability in [0, 1], for classes
 * @param deviation σ ≥ 0, for regression
 * @param after epochs of training with the labels as they are, at least 0: to ask where noise
 *     drives a network that has fitted
 * @param centred whether the mean of a target stays what it is
 */
public record LabelNoisePenalty(double rate, double deviation, double after, boolean centred)
    implements Penalty {

  /** Checks the numbers. */
  public LabelNoisePenalty {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("rate must be in [0, 1], found " + rate);
    }
    Bounds.notNegative("deviation", deviation);
    Bounds.notNegative("after", after);
  }

  /** From the first step on. */
  public LabelNoisePenalty(double rate, double deviation) {
    this(rate, deviation, 0, false);
  }

  @Override
  public String name() {
    return "label-noise";
  }

  @Override
  public boolean active() {
    return rate > 0 || deviation > 0;
  }

  @Override
  public Optional<String> obstacle(Conditions training) {
    if (training.classifies() && rate == 0) {
      return Optional.of("the data have classes, so that it is 'rate' that disturbs them");
    }
    if (!training.classifies() && deviation == 0) {
      return Optional.of("the data are a regression, so that it is 'deviation' that disturbs them");
    }
    if (centred && training.classNumbers()) {
      return Optional.of(
          "'centred' needs targets that are vectors, as squared-error has them; those of this loss are"
              + " class numbers");
    }
    return training.classifies() && training.network().outputs() < 2
        ? Optional.of("there is no other class to flip to")
        : Optional.empty();
  }

  @Override
  public String cost(Conditions training) {
    return Costs.BACKWARD;
  }

  @Override
  public boolean multiplies() {
    return true; // not with the Hessian, but from the same passes
  }

  @Override
  public Optional<String> valueless(Problem problem, UpdateRule rule) {
    return problem.classifies()
        ? Optional.of("wrong labels change the loss by chance")
        : Optional.empty();
  }

  @Override
  public double value(Problem problem, Tensor w, GradientNorms norms) {
    return problem.classifies() ? Double.NaN : 0;
  }

  @Override
  public void add(Step at, Tensor sum) {
    if (at.taken() < after * at.batches()) {
      return;
    }
    UniformRandomProvider random = at.random("fresh-label-noise");
    int classes = at.network().outputs();
    at.addChangeOfTargets(
        (targets, classifies) ->
            classifies ? flipped(targets, classes, random) : noisy(targets, random),
        sum);
  }

  /** Some rows move on by 1 to classes - 1 classes, in a circle. */
  private Tensor flipped(Tensor targets, int classes, UniformRandomProvider random) {
    long[] moves = new long[Math.toIntExact(targets.size(0))];
    for (int i = 0; i < moves.length; i++) {
      moves[i] = random.nextDouble() < rate ? 1 + random.nextInt(classes - 1) : 0;
    }
    Scalar circle = new Scalar((long) classes);
    Tensor by = Tensor.create(moves, moves.length).to(targets.device(), ScalarType.Long);
    if (targets.dim() == 1) { // class numbers
      return targets.add(by).remainder_(circle);
    }
    Tensor from =
        torch
            .arange(circle, by.options())
            .unsqueeze(0)
            .sub(by.unsqueeze(1)) // [n, classes]
            .remainder_(circle);
    Tensor flipped = targets.gather(1, from);
    if (!centred) {
      return flipped;
    }
    double others = rate / (classes - 1);
    Tensor mean = targets.mul(new Scalar(1 - rate - others)).add_(new Scalar(others));
    return flipped.add_(targets).sub_(mean);
  }

  private Tensor noisy(Tensor targets, UniformRandomProvider random) {
    Placement placement = new Placement(Precision.of(targets), "cpu");
    try (Tensor z = RandomVectors.gaussian(random, targets.numel(), placement)) {
      return z.to(targets.device(), targets.scalar_type())
          .view_as(targets)
          .mul(new Scalar(deviation))
          .add_(targets);
    }
  }
}
