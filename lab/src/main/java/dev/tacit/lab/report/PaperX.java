package dev.tacit.lab.report;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a figure for a paper has across. */
public enum PaperX {
  /** Passes over the training set. */
  EPOCH("epoch"),
  /** Steps of the optimizer. */
  STEP("step"),
  /** The training loss: what is compared is at the same stage. */
  LOSS("train/loss"),
  /** What the study varies; the values are those at its stage. */
  SETTING("setting");

  private final String word;

  PaperX(String word) {
    this.word = word;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static PaperX parse(String text) {
    return Arrays.stream(values())
        .filter(x -> x.word.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of "
                        + Arrays.stream(values()).map(x -> x.word).collect(Collectors.joining(", "))
                        + "; found '"
                        + text
                        + "'"));
  }

  @Override
  public String toString() {
    return word;
  }
}
