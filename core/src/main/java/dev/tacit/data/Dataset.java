package dev.tacit.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A training and a test set, and the proof of what they were made from.
 *
 * @param name as a file writes it
 * @param classes the number of classes; 0 for regression
 * @param outputs the number of a network's outputs: the classes, or the length of a target
 * @param sha256 SHA-256 in hex of each unpacked file by its name; of the generated arrays (float32
 *     and int32, big-endian, before standardising) for synthetic data
 */
public record Dataset(
    String name,
    Examples train,
    Examples test,
    int classes,
    int outputs,
    Map<String, String> sha256) {

  /** Checks that the two sets are alike. */
  public Dataset {
    if (!train.shape().equals(test.shape())) {
      throw new IllegalArgumentException(
          name
              + ": "
              + "examples of "
              + train.shape()
              + " to train on, of "
              + test.shape()
              + " to test");
    }
    if (!(outputs >= 1) || (classes > 0) != (train.labels() != null && test.labels() != null)) {
      throw new IllegalArgumentException(
          name + ": " + classes + " classes and " + outputs + " outputs do not fit the examples");
    }
    sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
  }

  /** The same set with other examples of the same shape. */
  Dataset with(Examples otherTrain, Examples otherTest) {
    return new Dataset(name, otherTrain, otherTest, classes, outputs, sha256);
  }
}
