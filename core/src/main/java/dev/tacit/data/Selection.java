package dev.tacit.data;

import dev.tacit.tensor.RandomStreams;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Which examples of a user's files are taken: the first so many, or, with a {@code subsetSeed}, a
 * random subset that only this seed decides. Where there is no file of test examples, {@code
 * testExamples} of them are split off from the training file at random, by {@code splitSeed}.
 *
 * @param train how many to train on, 0 for all
 * @param test how many to test on, 0 for all
 */
record Selection(
    int train, int test, OptionalLong subsetSeed, long splitSeed, boolean standardise) {
  private static final String TRAIN = "trainExamples";
  private static final String TEST = "testExamples";

  /** Adds the options with their defaults. */
  static void defaults(Map<String, Object> defaults, boolean maySplit) {
    defaults.put(TRAIN, Options.ALL);
    defaults.put(TEST, Options.ALL);
    if (maySplit) {
      defaults.put("splitSeed", 0);
    }
    defaults.put("subsetSeed", Options.NONE);
    defaults.put("standardise", false);
  }

  static Selection from(Options options) {
    return new Selection(
        options.countOrAll(TRAIN),
        options.countOrAll(TEST),
        options.optionalSeed("subsetSeed"),
        options.values().containsKey("splitSeed") ? options.seed("splitSeed") : 0,
        options.flag("standardise"));
  }

  /**
   * Refuses a set without test examples.
   *
   * @param key the option that would name their file
   */
  void requireTest(boolean given, String key) {
    if (!given && test == 0) {
      throw new IllegalArgumentException(
          TEST
              + ": without "
              + key
              + ", say how many examples are to be split off for testing; found "
              + Options.ALL);
    }
  }

  /**
   * The set of what is taken.
   *
   * @param all as read; its test part is not looked at if it is to be split off
   * @param split whether the test set comes out of the training set
   * @param byColumn whether every number of an input is standardised by itself
   */
  Dataset of(Dataset all, boolean split, boolean byColumn) throws DataException {
    List<String> files = List.copyOf(all.sha256().keySet());
    Examples trainPart = all.train();
    Examples testPart = all.test();
    if (split) {
      int n = trainPart.size();
      if (!(test < n)) {
        throw new DataException(
            files.get(0), "more examples than the " + test + " of " + TEST, String.valueOf(n));
      }
      int[] taken = Draws.subset(n, test, new RandomStreams(splitSeed).stream("split/test", 0));
      testPart = trainPart.chosen(taken);
      trainPart = trainPart.chosen(Draws.others(n, taken));
    } else {
      testPart = chosen(files.get(files.size() - 1), "test", TEST, testPart, test);
    }
    trainPart = chosen(files.get(0), "train", TRAIN, trainPart, train);
    Dataset set = all.with(trainPart, testPart);
    return standardise ? byColumn ? Standardisation.columns(set) : Standardisation.whole(set) : set;
  }

  private Examples chosen(String file, String part, String key, Examples all, int k)
      throws DataException {
    int n = all.size();
    if (k > n) {
      throw new DataException(file, "at least the " + k + " examples of " + key, n + " examples");
    }
    if (k == 0 || k == n) {
      return all;
    }
    return all.chosen(
        subsetSeed.isEmpty()
            ? IntStream.range(0, k).toArray()
            : Draws.subset(
                n, k, new RandomStreams(subsetSeed.getAsLong()).stream("subset/" + part, 0)));
  }
}
