package dev.tacit.probe;

import dev.tacit.probe.Setting.Labels;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Losses and 0-1 errors, each in [0, 1]. With label noise, the training error splits three ways:
 *
 * <ul>
 *   <li>{@code train/error}: against the labels as given, noise included;
 *   <li>{@code train/error_clean}: on the examples whose label is right;
 *   <li>{@code train/memorised}: the share of corrupted examples predicted with their wrong label;
 *   <li>{@code train/error_corrupted}: on the corrupted examples, against the truth.
 * </ul>
 */
final class ErrorProbes {
  private static final String TRAIN_COST =
      "one forward pass over the training set; free beside implicit/sgd";
  private static final String TEST_COST = "one forward pass over the test set";

  private ErrorProbes() {}

  static List<Probe> all() {
    return List.of(
        new ScalarProbe(
            "train/loss",
            "mean loss on the training set as labelled",
            TRAIN_COST,
            setting -> Optional.empty(),
            s -> s.train().loss()),
        new ScalarProbe(
            "train/error",
            "0-1 error on the training set as labelled",
            TRAIN_COST,
            ErrorProbes::needsClasses,
            s -> s.train().error(s.setting().train().labels())),
        new ScalarProbe(
            "train/error_clean",
            "0-1 error on the training examples whose label is right",
            TRAIN_COST,
            needs(Labels::clean, "every training label is corrupted"),
            s -> s.train().error(s.setting().labels().truth(), s.setting().labels().clean())),
        new ScalarProbe(
            "train/error_corrupted",
            "0-1 error against the truth on the training examples whose label is wrong",
            TRAIN_COST,
            needs(Labels::corrupted, "no training label is corrupted"),
            s -> s.train().error(s.setting().labels().truth(), s.setting().labels().corrupted())),
        new ScalarProbe(
            "train/memorised",
            "share of wrongly labelled training examples predicted with their wrong label",
            TRAIN_COST,
            needs(Labels::corrupted, "no training label is corrupted"),
            s ->
                1
                    - s.train()
                        .error(s.setting().train().labels(), s.setting().labels().corrupted())),
        new ScalarProbe(
            "test/loss",
            "mean loss on the test set",
            TEST_COST,
            setting -> Optional.empty(),
            s -> s.test().loss()),
        new ScalarProbe(
            "test/error",
            "0-1 error on the test set",
            TEST_COST,
            ErrorProbes::needsClasses,
            s -> s.test().error(s.setting().test().labels())));
  }

  static Optional<String> needsClasses(Setting setting) {
    return setting.classifies()
        ? Optional.empty()
        : Optional.of("the data set has no classes (regression)");
  }

  private static Function<Setting, Optional<String>> needs(
      Function<Labels, int[]> examples, String otherwise) {
    return setting ->
        needsClasses(setting)
            .or(
                () ->
                    examples.apply(setting.labels()).length == 0
                        ? Optional.of(otherwise)
                        : Optional.empty());
  }
}
