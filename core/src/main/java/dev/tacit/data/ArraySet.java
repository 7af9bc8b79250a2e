package dev.tacit.data;

import dev.tacit.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A set whose inputs and targets are arrays of a user's files. The first extent counts examples;
 * inputs of [n, h, w] are images of one channel. Targets are class labels if they are whole numbers
 * and one for each example, unless {@code task} says otherwise.
 *
 * @param name of the set
 * @param shape of an example, or null for the arrays' own
 * @param task one of {@link #TASKS}
 * @param scaleBytes whether unsigned bytes are divided by 255
 */
record ArraySet(String name, Shape shape, String task, boolean scaleBytes, Selection selection) {
  private static final String AUTO = "auto";
  private static final String CLASSIFICATION = "classification";
  static final List<String> TASKS = List.of(AUTO, CLASSIFICATION, "regression");

  /** The most numbers that a file may hold: 2 GiB of float32. */
  static final int MAX_VALUES = 1 << 29;

  /** Adds the options with their defaults. */
  static void defaults(Map<String, Object> defaults) {
    defaults.put("shape", "");
    defaults.put("task", AUTO);
    defaults.put("scaleBytes", true);
    Selection.defaults(defaults, true);
  }

  static ArraySet from(String name, Options options) {
    return new ArraySet(
        name,
        options.shape("shape"),
        options.word("task", TASKS),
        options.flag("scaleBytes"),
        Selection.from(options));
  }

  /** Inputs with their targets. */
  record Pair(NumberArray inputs, NumberArray targets) {

    /** Checks that there is a target for each example. */
    static Pair of(NumberArray inputs, NumberArray targets) throws DataException {
      if (inputs.examples() != targets.examples()) {
        throw new DataException(
            targets.name(),
            inputs.examples() + " targets, as many as " + inputs.name() + " has inputs",
            String.valueOf(targets.examples()));
      }
      return new Pair(inputs, targets);
    }
  }

  /**
   * The set.
   *
   * @param test null if it is to be split off
   * @param digests of the files
   */
  Dataset of(Pair train, Pair test, Map<String, String> digests) throws DataException {
    NumberArray first = train.targets();
    boolean one = first.size() == first.examples();
    boolean classes =
        task.equals(CLASSIFICATION) || (task.equals(AUTO) && first.type().isWhole() && one);
    if (classes && !one) {
      throw new DataException(
          first.name(), "one class label for each example", IdxArray.text(first.shape()));
    }
    Dataset all = classes ? classified(train, test, digests) : targeted(train, test, digests);
    return selection.of(all, test == null, false);
  }

  private Dataset classified(Pair train, Pair test, Map<String, String> digests)
      throws DataException {
    long[] trainLabels = train.targets().wholes();
    long[] testLabels = test == null ? null : test.targets().wholes();
    ClassNumbers<Long> numbers = ClassNumbers.of(train.targets().name(), trainLabels, testLabels);
    Examples trainPart =
        new Examples(
            inputs(train.inputs()),
            numbers.of(trainLabels.length, i -> trainLabels[i]),
            null,
            shape(train.inputs()));
    Examples testPart =
        test == null
            ? trainPart
            : new Examples(
                inputs(test.inputs()),
                numbers.of(testLabels.length, i -> testLabels[i]),
                null,
                shape(test.inputs()));
    return set(trainPart, testPart, numbers.count(), numbers.count(), digests);
  }

  private Dataset targeted(Pair train, Pair test, Map<String, String> digests)
      throws DataException {
    int outputs = train.targets().size() / train.targets().examples();
    Examples trainPart = regression(train);
    Examples testPart = test == null ? trainPart : regression(test);
    if (testPart.targets().length != testPart.size() * outputs) {
      throw new DataException(
          test.targets().name(),
          outputs + " numbers for each example",
          IdxArray.text(test.targets().shape()));
    }
    return set(trainPart, testPart, 0, outputs, digests);
  }

  private Examples regression(Pair pair) throws DataException {
    return new Examples(
        inputs(pair.inputs()), null, pair.targets().floats(false), shape(pair.inputs()));
  }

  private Dataset set(
      Examples train, Examples test, int classes, int outputs, Map<String, String> digests)
      throws DataException {
    if (!train.shape().equals(test.shape())) {
      throw new DataException(
          name, "test examples of " + train.shape() + ", as in training", test.shape().toString());
    }
    return new Dataset(name, train, test, classes, outputs, digests);
  }

  private float[] inputs(NumberArray array) throws DataException {
    return array.floats(scaleBytes);
  }

  private Shape shape(NumberArray array) throws DataException {
    int[] extents = array.shape();
    Shape own =
        switch (extents.length) {
          case 1 -> Shape.of(1);
          case 3 -> Shape.of(1, extents[1], extents[2]);
          default -> new Shape(IntStream.of(extents).skip(1).boxed().toList());
        };
    if (shape == null) {
      return own;
    }
    if (shape.size() != own.size()) {
      throw new DataException(
          array.name(), "examples of " + shape + ", as shape says", "examples of " + own);
    }
    return shape;
  }
}
