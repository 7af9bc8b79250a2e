package dev.tacit.optimizer;

/** A factor on the learning rate that depends only on how many steps were taken. */
public sealed interface LearningRateSchedule {

  /**
   * The factor of the step that follows.
   *
   * @param step steps taken, from 0
   * @param stepsPerEpoch steps in an epoch
   * @param totalSteps steps of the whole training
   */
  double factor(long step, int stepsPerEpoch, long totalSteps);

  /** Whether a longer training takes other steps from the start. */
  default boolean dependsOnLength() {
    return false;
  }

  /** Always 1. */
  record Constant() implements LearningRateSchedule {
    @Override
    public double factor(long step, int stepsPerEpoch, long totalSteps) {
      return 1;
    }
  }

  /**
   * factor^⌊epoch/every⌋, as PyTorch's {@code StepLR}.
   *
   * @param every epochs between drops
   * @param factor of each drop
   */
  record Step(int every, double factor) implements LearningRateSchedule {
    /** Checks both. */
    public Step {
      if (!(every >= 1)) {
        throw new IllegalArgumentException("every must be at least 1 epoch, found " + every);
      }
      if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("factor must be positive, found " + factor);
      }
    }

    @Override
    public double factor(long step, int stepsPerEpoch, long totalSteps) {
      return Math.pow(factor, Math.floor((double) step / stepsPerEpoch / every));
    }
  }

  /**
   * floor + (1-floor)·½(1 + cos(π step/totalSteps)): from 1 to the floor without restarts.
   *
   * @param floor in [0, 1]
   */
  record Cosine(double floor) implements LearningRateSchedule {
    /** Checks the floor. */
    public Cosine {
      if (!(floor >= 0 && floor <= 1)) {
        throw new IllegalArgumentException("floor must be in [0, 1], found " + floor);
      }
    }

    @Override
    public boolean dependsOnLength() {
      return floor < 1;
    }

    @Override
    public double factor(long step, int stepsPerEpoch, long totalSteps) {
      double part = Math.min(1, (double) step / totalSteps);
      return floor + (1 - floor) * 0.5 * (1 + StrictMath.cos(Math.PI * part));
    }
  }

  /**
   * Rises linearly over some epochs, (step+1)/(warm-up steps), times another schedule.
   *
   * @param epochs of warm-up
   * @param then what it multiplies
   */
  record WarmUp(double epochs, LearningRateSchedule then) implements LearningRateSchedule {
    /** Checks the length. */
    public WarmUp {
      if (!(epochs >= 0 && epochs < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("warm-up must be at least 0 epochs, found " + epochs);
      }
    }

    @Override
    public boolean dependsOnLength() {
      return then.dependsOnLength();
    }

    @Override
    public double factor(long step, int stepsPerEpoch, long totalSteps) {
      double steps = epochs * stepsPerEpoch;
      double rise = step + 1 >= steps ? 1 : (step + 1) / steps;
      return rise * then.factor(step, stepsPerEpoch, totalSteps);
    }
  }
}
