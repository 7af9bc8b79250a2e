package dev.tacit.probe;

import dev.tacit.measure.ExampleStatistics;
import dev.tacit.network.Layer.Ability;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import java.util.Optional;

/** What a training must have for a probe to apply to it. */
public enum Requirement {
  /** Every training will do. */
  NOTHING("") {
    @Override
    public Optional<String> missing(Problem problem) {
      return Optional.empty();
    }
  },
  /** Examples have classes. */
  CLASSES("classes") {
    @Override
    public Optional<String> missing(Problem problem) {
      return unless(problem.classifies(), "the data set has no classes (regression)");
    }
  },
  /** Some training labels are right. */
  CLEAN_LABELS("training labels that are right") {
    @Override
    public Optional<String> missing(Problem problem) {
      return CLASSES
          .missing(problem)
          .or(
              () ->
                  unless(problem.labels().clean().length > 0, "every training label is corrupted"));
    }
  },
  /** Some training labels are wrong. */
  CORRUPTED_LABELS("label noise") {
    @Override
    public Optional<String> missing(Problem problem) {
      return CLASSES
          .missing(problem)
          .or(
              () ->
                  unless(
                      problem.labels().corrupted().length > 0, "no training label is corrupted"));
    }
  },
  /** Training examples are kept for validation. */
  VALIDATION("data.validation") {
    @Override
    public Optional<String> missing(Problem problem) {
      return unless(problem.validation() != null, "no training examples are kept for validation");
    }
  },
  /** Training examples with classes are kept for validation. */
  VALIDATION_CLASSES("data.validation and classes") {
    @Override
    public Optional<String> missing(Problem problem) {
      return VALIDATION.missing(problem).or(() -> CLASSES.missing(problem));
    }
  },
  /** Training examples are kept for validation, and labels of both sets are disturbed. */
  VALIDATION_NOISE("data.validation and label noise") {
    @Override
    public Optional<String> missing(Problem problem) {
      return VALIDATION_CLASSES
          .missing(problem)
          .or(
              () ->
                  unless(
                      problem.labels().corrupted().length > 0 || problem.validation().corrupted(),
                      "no label is corrupted"));
    }
  },
  /** The rule divides its step coordinate by coordinate. */
  PRECONDITIONER("an adaptive rule") {
    @Override
    public Optional<String> missing(Problem problem) {
      return unless(
          problem.rule().phases().stream().anyMatch(r -> AdaptiveRule.within(r).isPresent()),
          "the rule " + problem.rule().name() + " has no preconditioner");
    }
  },
  /** An adaptive rule has the flow of RMSProp and Adam; others are given RMSProp's. */
  FADING_MEMORY("a rule other than AdaGrad, AMSGrad and RMSProp centred or with momentum") {
    @Override
    public Optional<String> missing(Problem problem) {
      return problem.rule().phases().stream()
          .flatMap(rule -> unlikeItsFlow(rule).stream())
          .findFirst();
    }

    private Optional<String> unlikeItsFlow(UpdateRule rule) {
      return SecondMoment.rule(rule)
          .unlikeItsFlow()
          .map(why -> rule.name() + " " + why + ": it has no stationary form");
    }
  },
  /** It is derived above which curvature the rule's step is unstable. */
  STABILITY_THRESHOLD("a rule with a derived stability threshold") {
    @Override
    public Optional<String> missing(Problem problem) {
      return unless(
          problem.rule().phases().stream().anyMatch(r -> r.stabilityThreshold(1).isPresent()),
          "no stability threshold is derived for " + problem.rule().name());
    }
  },
  /** Something is added to the loss's gradient. */
  PENALTY("a penalty") {
    @Override
    public Optional<String> missing(Problem problem) {
      return unless(!problem.activePenalties().isEmpty(), "no penalty is added to the loss");
    }
  },
  /** What is added to the loss is a function of w. */
  PENALTY_WITH_CURVATURE("a penalty that is a function of the parameters") {
    @Override
    public Optional<String> missing(Problem problem) {
      return PENALTY
          .missing(problem)
          .or(
              () ->
                  problem.activePenalties().stream()
                      .filter(penalty -> !isFunction(penalty, problem))
                      .findFirst()
                      .map(p -> "the penalty " + p.name() + " is no function of the parameters"));
    }

    private boolean isFunction(Penalty penalty, Problem problem) {
      return problem.rule().phases().stream()
          .map(rule -> new Penalty.Part(problem.loss(), problem.batch(), rule, 1))
          .allMatch(part -> penalty.objective(part).isPresent());
    }
  },
  /** The optimizer's own implicit term is added to the loss. */
  DIAL("the penalty implicit") {
    @Override
    public Optional<String> missing(Problem problem) {
      return unless(
          problem.activePenalties().stream().anyMatch(Penalty::isImplicit),
          "the implicit term is not dialled");
    }
  },
  /** An example has a gradient of its own. */
  SINGLE_EXAMPLES("a network without batch normalisation") {
    @Override
    public Optional<String> missing(Problem problem) {
      return problem.loss().network().lacks(Ability.SINGLE_EXAMPLES);
    }
  },
  /** A batch has a variance. */
  TWO_IN_A_BATCH("batches of 2 examples or more, and a network without batch normalisation") {
    @Override
    public Optional<String> missing(Problem problem) {
      return SINGLE_EXAMPLES
          .missing(problem)
          .or(() -> unless(problem.batch() > 1, "batches of one example say nothing of noise"));
    }
  },
  /** Inner products of all pairs in a batch are affordable. */
  PAIRS_OF_A_BATCH(
      "batches of 2 to "
          + ExampleStatistics.LARGEST_FOR_PRODUCTS
          + " examples, and a network without batch normalisation") {
    @Override
    public Optional<String> missing(Problem problem) {
      return TWO_IN_A_BATCH
          .missing(problem)
          .or(
              () ->
                  unless(
                      problem.batch() <= ExampleStatistics.LARGEST_FOR_PRODUCTS,
                      "batches of "
                          + problem.batch()
                          + " have too many pairs for inner products (up to "
                          + ExampleStatistics.LARGEST_FOR_PRODUCTS
                          + ")"));
    }
  },
  /** Sums over paths are defined. */
  PATHS("a network without max pooling or normalisation") {
    @Override
    public Optional<String> missing(Problem problem) {
      return problem.loss().network().lacks(Ability.PATHS);
    }
  },
  /** Sums over paths are defined, and so are margins. */
  PATHS_AND_CLASSES("classes, and a network without max pooling or normalisation") {
    @Override
    public Optional<String> missing(Problem problem) {
      return CLASSES.missing(problem).or(() -> PATHS.missing(problem));
    }
  },
  /** Dense layers one after the other. */
  DENSE_LAYERS("a network of dense layers") {
    @Override
    public Optional<String> missing(Problem problem) {
      return problem.loss().network().lacks(Ability.RELATIVE_FLATNESS);
    }
  },
  /** It is known which parameters make which layer. */
  LAYERS("layers that are known") {
    @Override
    public Optional<String> missing(Problem problem) {
      return problem.loss().network().lacks(Ability.LAYERS);
    }
  },
  /** The same, and margins. */
  LAYERS_AND_CLASSES("classes, and layers that are known") {
    @Override
    public Optional<String> missing(Problem problem) {
      return CLASSES.missing(problem).or(() -> LAYERS.missing(problem));
    }
  },
  /** The network has features. */
  HIDDEN_LAYER("a hidden layer") {
    @Override
    public Optional<String> missing(Problem problem) {
      return LAYERS
          .missing(problem)
          .or(
              () ->
                  unless(problem.loss().network().depth() > 1, "the network has no hidden layer"));
    }
  };

  private final String words;

  Requirement(String words) {
    this.words = words;
  }

  /** Why a training does not have it; empty if it has. */
  public abstract Optional<String> missing(Problem problem);

  private static Optional<String> unless(boolean fulfilled, String why) {
    return fulfilled ? Optional.empty() : Optional.of(why);
  }

  /** What is there only if somebody asks for it; presets measure of it where it is. */
  public enum Option {
    /** None: it may be found of any training. */
    ANY,
    /** Examples for validation. */
    VALIDATION,
    /** Something that is added to the loss. */
    PENALTY,
    /** The optimizer's own implicit term among that. */
    DIAL
  }

  /** Of which option it is. */
  public Option of() {
    return switch (this) {
      case VALIDATION, VALIDATION_CLASSES, VALIDATION_NOISE -> Option.VALIDATION;
      case PENALTY, PENALTY_WITH_CURVATURE -> Option.PENALTY;
      case DIAL -> Option.DIAL;
      default -> Option.ANY;
    };
  }

  /** In words, as in "label noise"; empty for nothing. */
  @Override
  public String toString() {
    return words;
  }
}
