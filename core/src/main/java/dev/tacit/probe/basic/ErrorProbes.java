package dev.tacit.probe.basic;

import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.ScalarProbe;
import java.util.List;

/**
 * Losses and 0-1 errors, each in [0, 1]. With label noise, the training error splits three ways:
 *
 * <ul>
 *   <li>{@code train/error}: against the labels as given, noise included;
 *   <li>{@code train/error_clean}: on the examples whose label is right;
 *   <li>{@code train/memorised}: the share of corrupted examples predicted with their wrong label;
 *   <li>{@code train/error_corrupted}: on the corrupted examples, against the truth.
 * </ul>
 *
 * <p>The validation error likewise: {@code validation/error} against the labels as given, {@code
 * validation/error_truth} against the truth.
 */
public final class ErrorProbes {
  private static final String TRAIN_COST =
      "0.4 gradients (a forward pass); free beside implicit/sgd";
  private static final String TEST_COST =
      "0.4 gradients (a forward pass over the test set, if as large)";

  private static final String VALIDATION_COST =
      "0.4 gradients (a forward pass over the validation set, if as large)";

  private ErrorProbes() {}

  public static List<Probe> all() {
    return List.of(
        new ScalarProbe(
            MetricDescription.size(
                "train/loss",
                "Training loss",
                "C(w)",
                "Mean loss on the training set as labelled."),
            TRAIN_COST,
            Requirement.NOTHING,
            s -> s.train().loss()),
        new ScalarProbe(
            MetricDescription.share(
                "train/error",
                "Training error",
                "share of training examples misclassified",
                "0–1 error on the training set against its labels as given, wrong ones included."),
            TRAIN_COST,
            Requirement.CLASSES,
            s -> s.train().error(s.problem().loss().labels())),
        new ScalarProbe(
            MetricDescription.share(
                "train/error_clean",
                "Error on clean labels",
                "share misclassified",
                "0–1 error on the training examples whose label is right."),
            TRAIN_COST,
            Requirement.CLEAN_LABELS,
            s -> s.train().error(s.problem().labels().truth(), s.problem().labels().clean())),
        new ScalarProbe(
            MetricDescription.share(
                "train/error_corrupted",
                "Truth missed on corrupted labels",
                "share not given their true class",
                "Of the training examples whose label is wrong: the share predicted as something else than"
                    + " their true class. Low means that the network saw through the noise."),
            TRAIN_COST,
            Requirement.CORRUPTED_LABELS,
            s -> s.train().error(s.problem().labels().truth(), s.problem().labels().corrupted())),
        new ScalarProbe(
            MetricDescription.share(
                "train/memorised",
                "Memorised noise",
                "share given their wrong label",
                "Of the training examples whose label is wrong: the share predicted with that wrong label."),
            TRAIN_COST,
            Requirement.CORRUPTED_LABELS,
            s ->
                1 - s.train().error(s.problem().loss().labels(), s.problem().labels().corrupted())),
        new ScalarProbe(
            MetricDescription.size(
                "test/loss", "Testing loss", "mean loss", "Mean loss on the test set."),
            TEST_COST,
            Requirement.NOTHING,
            s -> s.test().loss()),
        new ScalarProbe(
            MetricDescription.share(
                "test/error",
                "Testing error",
                "share of test examples misclassified",
                "0–1 error on the test set, whose labels are right."),
            TEST_COST,
            Requirement.CLASSES,
            s -> s.test().error(s.problem().test().labels())),
        new ScalarProbe(
            MetricDescription.size(
                "validation/loss",
                "Validation loss",
                "mean loss",
                "Mean loss on the training examples kept for validation, as labelled."),
            VALIDATION_COST,
            Requirement.VALIDATION,
            s -> s.validation().loss()),
        new ScalarProbe(
            MetricDescription.share(
                "validation/error",
                "Validation error",
                "share of validation examples misclassified",
                "0–1 error on the training examples kept for validation, against their labels as"
                    + " given, wrong ones included."),
            VALIDATION_COST,
            Requirement.VALIDATION_CLASSES,
            s -> s.validation().error(s.problem().validation().loss().labels())),
        new ScalarProbe(
            MetricDescription.share(
                "validation/error_truth",
                "Validation error against the truth",
                "share of validation examples misclassified",
                "0–1 error on the training examples kept for validation, against their true classes:"
                    + " what is not known where labels are really noisy."),
            VALIDATION_COST,
            Requirement.VALIDATION_NOISE,
            s -> s.validation().error(s.problem().validation().truth())));
  }
}
