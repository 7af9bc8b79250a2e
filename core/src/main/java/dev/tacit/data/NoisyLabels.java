package dev.tacit.data;

import java.util.stream.IntStream;

/**
 * Labels after noise, beside the truth. Arrays are not copied and not to be changed.
 *
 * @param labels as given to the learner, [n]
 * @param truth without noise, [n]
 * @param clean examples whose label is the true one, ascending
 * @param corrupted examples whose label is not the true one, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose: as long as the training set
public record NoisyLabels(int[] labels, int[] truth, int[] clean, int[] corrupted) {

  /** Labels without noise. */
  public static NoisyLabels none(int[] truth) {
    return of(truth, truth);
  }

  /** Those of some examples, in the order given. */
  public NoisyLabels chosen(int[] indices) {
    return of(
        IntStream.of(indices).map(i -> labels[i]).toArray(),
        IntStream.of(indices).map(i -> truth[i]).toArray());
  }

  static NoisyLabels of(int[] labels, int[] truth) {
    return new NoisyLabels(
        labels,
        truth,
        IntStream.range(0, truth.length).filter(i -> labels[i] == truth[i]).toArray(),
        IntStream.range(0, truth.length).filter(i -> labels[i] != truth[i]).toArray());
  }
}
