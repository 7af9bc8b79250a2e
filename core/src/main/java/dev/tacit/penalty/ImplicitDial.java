package dev.tacit.penalty;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Step;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/**
 * The dial: φ times the term by which backward error analysis says that the optimizer itself
 * changes the loss ({@link FilterTerm}, {@link AdaptiveTerm}), added explicitly. φ = -1 takes the
 * implicit term away to the order of the theory, 0 leaves it, +1 doubles it.
 *
 * <p>What φ = -1 leaves is of second order in η, so that it is about ηλ ≪ 1; past ηλ_max ≈ 1 a
 * negative term of full strength can itself destabilise the steepest directions.
 *
 * @param factor φ
 */
public record ImplicitDial(double factor) implements Penalty {
  /** As a file writes it. */
  public static final String NAME = "implicit";

  /** Checks φ. */
  public ImplicitDial {
    Bounds.finite("factor", factor);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean active() {
    return factor != 0;
  }

  @Override
  public Optional<String> obstacle(Conditions training) {
    for (UpdateRule rule : training.rule().phases()) {
      Optional<ImplicitTerm> term = ImplicitTerm.of(rule);
      Optional<String> why =
          term.isEmpty()
              ? Optional.of(
                  "no implicit term is derived for it; it is for sgd, heavy-ball, ema-momentum,"
                      + " nesterov, rmsprop and adam, plain and without weight decay")
              : term.get().obstacle(training);
      if (why.isPresent()) {
        return Optional.of("the rule " + rule.name() + " cannot be dialled: " + why.get());
      }
    }
    return Optional.empty();
  }

  @Override
  public String cost(Conditions training) {
    return training.rule().phases().stream()
        .map(rule -> term(rule).cost(training))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  @Override
  public boolean isImplicit() {
    return true;
  }

  @Override
  public boolean multiplies() {
    return true;
  }

  @Override
  public void add(Step at, Tensor sum) {
    term(at.rule()).add(at, factor, sum);
  }

  @Override
  public boolean displaces(UpdateRule rule) {
    return term(rule).displaces();
  }

  @Override
  public void displace(Step at, Tensor displacement) {
    term(at.rule()).displace(at, factor, displacement);
  }

  @Override
  public Optional<String> valueless(Problem problem, UpdateRule rule) {
    return term(rule).displaces()
        ? Optional.of("the implicit term of " + rule.name() + " is the gradient of no function")
        : Optional.empty();
  }

  @Override
  public double value(Problem problem, Tensor w, GradientNorms norms) {
    return factor * term(norms.rule()).value(norms);
  }

  @Override
  public Optional<Objective> objective(Part part) {
    return term(part.rule()).objective(part, factor);
  }

  private static ImplicitTerm term(UpdateRule rule) {
    return ImplicitTerm.of(rule).orElseThrow(); // obstacle has seen to it
  }
}
