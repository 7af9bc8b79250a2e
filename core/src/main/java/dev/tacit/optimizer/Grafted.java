package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.Placement;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The direction of one rule with the step length of another: with d and l the displacements that
 * the two would make,
 *
 * <pre>
 *   w ← w + (‖l‖/‖d‖) d        no step where d = 0
 * </pre>
 *
 * for all of w or for each of its parts (a layer's weights, its biases). Both rules are shown the
 * gradients along the path that is taken. The direction is taken from a step with η = 1, so that it
 * is not lost in the rounding of w where steps are short; the length from one with training's η. N.
 * Agarwal et al., arXiv:2002.11803.
 *
 * @param direction whose direction, made of no other rules
 * @param length whose step length, made of no other rules
 * @param perPart whether each part of w has a length of its own
 */
public record Grafted(UpdateRule direction, UpdateRule length, boolean perPart)
    implements UpdateRule {
  /** As a file writes it. */
  public static final String NAME = "grafted";

  private static final String DIRECTION = "direction";
  private static final String LENGTH = "length";

  /** Checks that both take steps of their own. */
  public Grafted {
    check(DIRECTION, direction);
    check(LENGTH, length);
  }

  private static void check(String part, UpdateRule rule) {
    if (rule instanceof Switch || rule instanceof Grafted) {
      throw new IllegalArgumentException(
          "the "
              + part
              + " of a grafted rule cannot be "
              + rule.name()
              + ", made of others itself");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    return new OptimizerState(layout)
        .child(DIRECTION, direction.newState(layout, placement))
        .child(LENGTH, length.newState(layout, placement));
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor d = displacement(direction, DIRECTION, w, gradient, state, 1);
      Tensor l = displacement(length, LENGTH, w, gradient, state, learningRate);
      if (perPart) {
        for (Slice slice : state.layout().slices()) {
          add(slice.of(w), slice.of(d), slice.of(l));
        }
      } else {
        add(w, d, l);
      }
    }
    state.advance();
  }

  /** What a rule would add to w, [p]. */
  private static Tensor displacement(
      UpdateRule rule, String part, Tensor w, Tensor g, OptimizerState state, double rate) {
    Tensor moved = w.detach().clone(); // of the scope around
    rule.step(moved, g, state.child(part), rate);
    return moved.sub_(w);
  }

  private static void add(Tensor w, Tensor d, Tensor l) {
    double along = d.norm().item_double();
    if (along != 0) {
      w.add_(d, new Scalar(l.norm().item_double() / along));
    }
  }
}
