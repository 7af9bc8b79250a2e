package dev.tacit.probe;

import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.optimizer.NormalisedGradient;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The s of terms that were proposed for RMSProp, so that they can be measured along any optimizer's
 * path and like is compared with like. An adaptive rule has an s of its own. For the others stands
 * RMSProp with its defaults (γ = 0.99, ε = 1e-8 outside the root), as if it had run at this w for
 * long: s = (1/m) Σ_k g_k ⊙ g_k, the value its average settles at when w is held still.
 */
public final class SecondMoment {

  /** What is measured along the path of a rule that has no s. */
  static final AdaptiveRule STAND_IN = RmsProp.DEFAULT;

  private SecondMoment() {}

  /** The adaptive rule whose β and ε count: the training's own, or the stand-in. */
  public static AdaptiveRule rule(UpdateRule rule) {
    return AdaptiveRule.within(rule).orElse(STAND_IN);
  }

  /** Whether there is an s: an adaptive rule has none before its first step. */
  public static boolean known(Snapshot snapshot) {
    return own(snapshot).isEmpty() || snapshot.ruleState().step() > 0;
  }

  /** s as the optimizer keeps it, without bias correction; shape [p], not to be changed. */
  public static Tensor uncorrected(Snapshot snapshot) {
    return own(snapshot)
        .map(rule -> rule.secondMoment(snapshot.ruleState()))
        .orElseGet(() -> snapshot.statistics().secondMoment());
  }

  /**
   * P, by which the optimizer's last step divided: √s + ε or √(s + ε), with the rule's bias
   * corrections (for Adam also the factor 1-β1^t). Float64, shape [p]; belongs to the caller's
   * scope.
   */
  public static Tensor preconditioner(Snapshot snapshot) {
    Optional<AdaptiveRule> own = own(snapshot);
    if (own.isEmpty()) {
      return inDouble(snapshot.statistics().secondMoment())
          .sqrt() // a copy: in float64 the line before is the statistics' own
          .add_(new Scalar(STAND_IN.epsilon()));
    }
    Tensor p = torch.empty_like(snapshot.w());
    own.get().preconditioner(snapshot.ruleState(), p);
    return inDouble(p);
  }

  /** A float64 copy, or the tensor itself if it is float64; belongs to the caller's scope. */
  public static Tensor inDouble(Tensor tensor) {
    return tensor.to(torch.ScalarType.Double);
  }

  /** What the flow of full-batch RMSProp and Adam is made of at a snapshot; made in a scope. */
  public static NormalisedGradient normalisedGradient(Snapshot snapshot) {
    return new NormalisedGradient(rule(snapshot.rule()), snapshot.statistics().mean());
  }

  private static Optional<AdaptiveRule> own(Snapshot snapshot) {
    return AdaptiveRule.within(snapshot.rule());
  }
}
