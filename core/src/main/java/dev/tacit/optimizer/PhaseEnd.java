package dev.tacit.optimizer;

/** When a phase of a {@link Switch} is over; what it goes by is counted from training's start. */
public sealed interface PhaseEnd {

  /**
   * At the end of an epoch.
   *
   * @param epoch counting from 1
   */
  record AtEpoch(int epoch) implements PhaseEnd {
    /** Checks the epoch. */
    public AtEpoch {
      atLeastOne("epoch", epoch);
    }
  }

  /**
   * After some steps.
   *
   * @param step how many
   */
  record AtStep(long step) implements PhaseEnd {
    /** Checks the step. */
    public AtStep {
      atLeastOne("step", step);
    }
  }

  /**
   * At the end of the first epoch of the phase at which a metric has reached a level.
   *
   * @param metric that is measured after every epoch
   * @param level it is to reach
   * @param falling whether it is to be at most the level, else at least
   */
  record Reaches(String metric, double level, boolean falling) implements PhaseEnd {
    /** Checks the level. */
    public Reaches {
      if (!Double.isFinite(level)) {
        throw new IllegalArgumentException("a level must be finite, found " + level);
      }
    }

    boolean reached(double value) {
      return falling ? value <= level : value >= level;
    }
  }

  /**
   * When a metric, of which less is better, has not fallen below its best value of the phase for
   * some epochs.
   *
   * @param metric that is measured after every epoch
   * @param patience epochs without progress
   * @param improvement by how much it must fall to count as progress
   */
  record Stalls(String metric, int patience, double improvement) implements PhaseEnd {
    /** Checks the patience and the improvement. */
    public Stalls {
      atLeastOne("patience", patience);
      Checks.notNegative("improvement", improvement);
    }
  }

  /**
   * SWATS's criterion: with p_k the phase's step and g_k its gradient, γ_k = pᵀp/(-pᵀg) is the rate
   * at which gradient descent's step, projected on p, would be p. With λ_k ← βλ_{k-1} + (1-β)γ_k
   * (from 0; unchanged where pᵀg = 0) and Λ = λ_k/(1-β^k), the phase is over when k > 1 and |Λ -
   * γ_k| &lt; tolerance, and Λ is the rate learned.
   *
   * <p>N. S. Keskar, R. Socher, arXiv:1712.07628, with β Adam's β2 and the tolerance absolute,
   * 1e-9. What they do not have: a tolerance relative to |Λ|, a least number of steps, and that Λ
   * must be positive, without which a switch could climb.
   *
   * @param tolerance above 0
   * @param relative whether it is in units of |Λ|
   * @param minimumSteps steps of the phase before it may end
   * @param decay β in [0, 1); NaN for the phase's own β2 (0.999 if it has none)
   * @param positive whether only Λ above 0 will do
   */
  record Swats(
      double tolerance, boolean relative, long minimumSteps, double decay, boolean positive)
      implements PhaseEnd {
    /** As published, but for the sign. */
    public static final Swats DEFAULT = new Swats(1e-9, false, 2, Double.NaN, true);

    /** Checks the numbers. */
    public Swats {
      if (!(tolerance > 0 && tolerance < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("tolerance must be positive, found " + tolerance);
      }
      atLeastOne("minimumSteps", minimumSteps);
      if (!Double.isNaN(decay)) {
        Checks.decay("decay", decay);
      }
    }

    boolean met(double learned, double latest, long steps) {
      double bound = relative ? tolerance * Math.abs(learned) : tolerance;
      return steps > 1
          && steps >= minimumSteps
          && Math.abs(learned - latest) < bound
          && (learned > 0 || !positive);
    }
  }

  private static void atLeastOne(String name, long value) {
    if (!(value >= 1)) {
      throw new IllegalArgumentException(name + " must be at least 1, found " + value);
    }
  }
}
