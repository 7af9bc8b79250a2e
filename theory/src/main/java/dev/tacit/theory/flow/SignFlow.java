package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.EpsilonPlacement;

/**
 * The flow of sign descent, ẇ = -sign(g). While the signs do not change, w ← w - h sign(g)
 * <em>is</em> this flow: there is no correction at any order, and no implicit penalty. At a change
 * of sign the iterate chatters within ±h, for good.
 */
public final class SignFlow extends NormalisedFlow {

  /** The flow of sign descent. */
  public SignFlow(Objective objective) {
    super(
        "sign",
        objective,
        1,
        new AdaptiveMoments(0, 0, 0, EpsilonPlacement.INSIDE, false, 0),
        Coefficients.NONE);
  }
}
