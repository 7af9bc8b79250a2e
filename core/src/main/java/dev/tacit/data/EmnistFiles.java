package dev.tacit.data;

import dev.tacit.tensor.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * EMNIST (G. Cohen, S. Afshar, J. Tapson, A. van Schaik, 2017, arXiv:1702.05373) in its makers' IDX
 * files, {@code emnist-SPLIT-train-images-idx3-ubyte} and so on, gzipped or unpacked. They store
 * images column by column; here they are upright, as MNIST's. The labels of {@code letters} start
 * at 1 in the files and at 0 here. No checksum of single files is published: they are recorded.
 *
 * @param split one of {@link #SPLITS}
 */
record EmnistFiles(String split, Selection selection) implements Source {
  static final String NAME = "emnist";
  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;
  private static final int MOST_IMAGES = 1_000_000;
  private static final String LETTERS = "letters";

  /** The classes of each split. */
  private static final Map<String, Integer> CLASSES =
      Map.of("balanced", 47, "byclass", 62, "bymerge", 47, LETTERS, 26, "digits", 10, "mnist", 10);

  static final List<String> SPLITS = CLASSES.keySet().stream().sorted().toList();

  static Map<String, Object> defaults() {
    Map<String, Object> defaults = new LinkedHashMap<>();
    defaults.put("split", "balanced");
    Selection.defaults(defaults, false);
    return defaults;
  }

  static EmnistFiles from(Options options) {
    return new EmnistFiles(options.word("split", SPLITS), Selection.from(options));
  }

  @Override
  public Dataset load(Path directory) throws DataException {
    DataDirectory files = new DataDirectory(directory, NAME);
    Map<String, String> digests = new LinkedHashMap<>();
    Examples train = part(files, "train", digests);
    Examples test = part(files, "test", digests);
    int classes = CLASSES.get(split);
    return selection.of(new Dataset(NAME, train, test, classes, classes, digests), false, false);
  }

  private Examples part(DataDirectory files, String part, Map<String, String> digests)
      throws DataException {
    String start = "emnist-" + split + "-" + part;
    IdxArray labels = read(files, start + "-labels-idx1-ubyte", 1, digests);
    IdxArray images = read(files, start + "-images-idx3-ubyte", 3, digests);
    images.requireShape(labels.shape()[0], SIDE, SIDE);
    byte[] upright = new byte[images.values().length];
    for (int i = 0; i < upright.length; i++) {
      int row = i % PIXELS / SIDE;
      int column = i % SIDE;
      upright[i] = images.values()[i - i % PIXELS + column * SIDE + row];
    }
    float[] inputs = new float[upright.length];
    Pixels.scale(upright, inputs, 0);
    return new Examples(inputs, classes(labels), null, Shape.of(1, SIDE, SIDE));
  }

  private int[] classes(IdxArray labels) throws DataException {
    if (!split.equals(LETTERS)) {
      return labels.labels(CLASSES.get(split));
    }
    int[] classes = labels.labels(CLASSES.get(split) + 1);
    for (int i = 0; i < classes.length; i++) {
      if (classes[i]-- == 0) {
        throw new DataException(labels.name(), "labels from 1 to 26", "0 for example " + i);
      }
    }
    return classes;
  }

  private static IdxArray read(
      DataDirectory files, String file, int dimensions, Map<String, String> digests)
      throws DataException {
    int most = dimensions == 1 ? MOST_IMAGES : MOST_IMAGES * PIXELS;
    IdxArray array = files.read(file, (name, in) -> IdxReader.read(name, in, dimensions, most));
    digests.put(file, array.sha256());
    return array;
  }
}
