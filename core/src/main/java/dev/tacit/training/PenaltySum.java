package dev.tacit.training;

import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * What several penalties do to a step: they add to the gradient before the rule is given it, and to
 * w once the rule has taken its step. Each sees the gradient of the loss alone.
 */
public final class PenaltySum implements AutoCloseable {
  private final List<Penalty> penalties;
  private final Tensor sum; // [p], null for a penalty alone
  private final Tensor displacement; // [p], null if no step is displaced
  private boolean displaced;

  /**
   * For many steps.
   *
   * @param rule that takes them
   * @param p the number of parameters
   */
  public PenaltySum(List<Penalty> penalties, UpdateRule rule, long p, Placement placement) {
    this.penalties = List.copyOf(penalties);
    sum = penalties.size() == 1 ? null : Vectors.zeros(p, placement);
    boolean any =
        rule.phases().stream()
            .anyMatch(phase -> penalties.stream().anyMatch(each -> each.displaces(phase)));
    displacement = any ? Vectors.zeros(p, placement) : null;
  }

  /**
   * Adds to the gradient of a step that is not taken yet, and keeps what the rule is not to see.
   *
   * @param gradient what {@code at.gradient()} is, shape [p]; changed when all have seen it
   */
  public void add(Step at, Tensor gradient) {
    displaced = false;
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (Penalty penalty : penalties) {
        if (penalty.displaces(at.rule())) {
          displace(penalty, at);
        }
      }
      if (penalties.size() == 1) {
        penalties.get(0).add(at, gradient);
        return;
      }
      sum.zero_();
      for (Penalty penalty : penalties) {
        penalty.add(at, sum);
      }
      gradient.add_(sum);
    }
  }

  private void displace(Penalty penalty, Step at) {
    if (!displaced) {
      displacement.zero_();
      displaced = true;
    }
    penalty.displace(at, displacement);
  }

  /** Moves w, shape [p], by what went past the rule in its step; mostly by nothing. */
  public void displace(Tensor w) {
    if (displaced) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        w.add_(displacement);
      }
    }
  }

  @Override
  public void close() {
    if (displacement != null) {
      displacement.close();
    }
    if (sum != null) {
      sum.close();
    }
  }
}
