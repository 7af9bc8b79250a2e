package dev.tacit.data;

import dev.tacit.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CIFAR-10's binary version: five files to train on and one to test on, 10,000 colour images each.
 * Inputs are pixels/255, [n, 3, 32, 32]. Its makers publish a checksum of the archive only, so that
 * the six files' own are recorded and not compared.
 */
record CifarFiles(Selection selection) implements Source {
  static final String NAME = "cifar-10";
  static final List<String> TRAIN =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");
  static final String TEST = "test_batch.bin";

  static final Shape IMAGE = Shape.of(3, 32, 32);
  private static final int IN_A_FILE = 10_000;

  static Map<String, Object> defaults() {
    Map<String, Object> defaults = new LinkedHashMap<>();
    Selection.defaults(defaults, false);
    return defaults;
  }

  static CifarFiles from(Options options) {
    return new CifarFiles(Selection.from(options));
  }

  @Override
  public Dataset load(Path directory) throws DataException {
    DataDirectory files = new DataDirectory(directory, NAME);
    Map<String, String> digests = new LinkedHashMap<>();
    Examples train = read(files, TRAIN, digests);
    Examples test = read(files, List.of(TEST), digests);
    int classes = CifarReader.CLASSES;
    return selection.of(new Dataset(NAME, train, test, classes, classes, digests), false, false);
  }

  private static Examples read(
      DataDirectory directory, List<String> files, Map<String, String> digests)
      throws DataException {
    List<CifarReader.Batch> batches = new ArrayList<>();
    for (String file : files) {
      CifarReader.Batch batch =
          directory.read(file, (name, in) -> CifarReader.read(name, in, IN_A_FILE));
      digests.put(file, batch.sha256());
      batches.add(batch);
    }
    int n = batches.stream().mapToInt(batch -> batch.labels().length).sum();
    float[] inputs = new float[n * CifarReader.PIXELS];
    int[] labels = new int[n];
    int done = 0;
    for (CifarReader.Batch batch : batches) {
      System.arraycopy(batch.labels(), 0, labels, done, batch.labels().length);
      Pixels.scale(batch.pixels(), inputs, done * CifarReader.PIXELS);
      done += batch.labels().length;
    }
    return new Examples(inputs, labels, null, IMAGE);
  }
}
