package dev.tacit.data;

import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * A set in MNIST's format: four IDX files under their published names, gzipped or unpacked; grey
 * images of 28 x 28 pixels in ten classes. Inputs are pixels/255, row by row, [n, 784].
 *
 * <p>Every unpacked file must have the SHA-256 it was published with. Those of MNIST and
 * Fashion-MNIST were computed from copies whose gzip files have the MD5 sums that their makers
 * publish; KMNIST's gzip files are compared with these sums themselves, its unpacked ones are only
 * recorded.
 *
 * @param name as a file writes it
 * @param trainSize the number of training images
 * @param mean of the training inputs, to standardise with, as commonly rounded; NaN to compute it
 * @param deviation their standard deviation, likewise
 * @param embedded whether the files are resources of this library
 * @param sha256 of {@link #FILES}, in their order; empty where only MD5 sums are published
 * @param md5 of the gzipped {@link #FILES}, in their order; empty if not looked at
 */
record MnistFiles(
    String name,
    int trainSize,
    double mean,
    double deviation,
    boolean embedded,
    List<String> sha256,
    List<String> md5) {
  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;
  private static final Shape IMAGE = Shape.of(1, SIDE, SIDE);
  private static final int CLASSES = 10;
  private static final int TEST_SIZE = 10_000;

  /** The published names, without {@code .gz}. */
  static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private static final String MNIST_TEST_IMAGES =
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7";
  private static final String MNIST_TEST_LABELS =
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2";

  /** The first 10,000 training images of MNIST and its test set, in this library. */
  static final MnistFiles MNIST_20K =
      new MnistFiles(
          "mnist-20k",
          10_000,
          0.1307,
          0.3081,
          true,
          List.of(
              "2889698e6bc3614913e76901316712919d1998fc2b44512451bfe65bc1e668b1",
              "651e38e2ac0632f5113ec18f1df4977117f953197819034009971a6675a0df78",
              MNIST_TEST_IMAGES,
              MNIST_TEST_LABELS),
          List.of());

  /** MNIST: Y. LeCun, C. Cortes, C. J. C. Burges. */
  static final MnistFiles MNIST =
      new MnistFiles(
          "mnist",
          60_000,
          0.1307,
          0.3081,
          false,
          List.of(
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
              MNIST_TEST_IMAGES,
              MNIST_TEST_LABELS),
          List.of());

  /** Fashion-MNIST: H. Xiao, K. Rasul, R. Vollgraf, 2017, arXiv:1708.07747. */
  static final MnistFiles FASHION_MNIST =
      new MnistFiles(
          "fashion-mnist",
          60_000,
          0.2860,
          0.3530,
          false,
          List.of(
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
          List.of());

  /** Kuzushiji-MNIST: T. Clanuwat and others, 2018, arXiv:1812.01718. */
  static final MnistFiles KMNIST =
      new MnistFiles(
          "kmnist",
          60_000,
          Double.NaN,
          Double.NaN,
          false,
          List.of(),
          List.of(
              "bdb82020997e1d708af4cf47b453dcf7",
              "e144d726b3acfaa3e44228e80efcd344",
              "5c965bf0a639b31b8f53240b1b52f4d7",
              "7320c461ea6c1c855c0b718fb2a4b134"));

  /** Every option with its default. */
  Map<String, Object> defaults() {
    Map<String, Object> defaults = new LinkedHashMap<>();
    defaults.put("trainExamples", trainSize);
    defaults.put("testExamples", TEST_SIZE);
    defaults.put("subsetSeed", Options.NONE);
    defaults.put("standardise", false);
    return defaults;
  }

  /** Checks the options. */
  Source select(Options options) {
    int train = options.count("trainExamples", 1, trainSize);
    int test = options.count("testExamples", 1, TEST_SIZE);
    OptionalLong seed = options.optionalSeed("subsetSeed");
    boolean standardise = options.flag("standardise");
    return directory -> {
      Map<String, String> digests = new LinkedHashMap<>();
      Examples trainSet =
          part(directory, 0, trainSize, choice("train", trainSize, train, seed), digests);
      Examples testSet =
          part(directory, 2, TEST_SIZE, choice("test", TEST_SIZE, test, seed), digests);
      Dataset set = new Dataset(name, trainSet, testSet, CLASSES, CLASSES, digests);
      return standardise ? standardised(set) : set;
    };
  }

  private Dataset standardised(Dataset set) {
    return Double.isNaN(mean)
        ? Standardisation.whole(set)
        : set.with(
            set.train().standardised(mean, deviation), set.test().standardised(mean, deviation));
  }

  /** Which examples to take, ascending: the first, or a random subset. */
  private static int[] choice(String part, int n, int k, OptionalLong seed) {
    return seed.isEmpty()
        ? IntStream.range(0, k).toArray()
        : Draws.subset(n, k, new RandomStreams(seed.getAsLong()).stream("subset/" + part, 0));
  }

  private Examples part(Path directory, int file, int n, int[] chosen, Map<String, String> digests)
      throws DataException {
    IdxArray labels = read(directory, file + 1, 1, n);
    labels.requireShape(n);
    int[] classes = labels.labels(CLASSES);
    IdxArray images = read(directory, file, 3, n * PIXELS);
    images.requireShape(n, SIDE, SIDE);
    if (!sha256.isEmpty()) {
      images.requireSha256(sha256.get(file));
      labels.requireSha256(sha256.get(file + 1));
    }
    digests.put(FILES.get(file), images.sha256());
    digests.put(FILES.get(file + 1), labels.sha256());
    return subset(images.values(), classes, chosen);
  }

  /** Pixels/255 and labels of some examples. */
  private static Examples subset(byte[] pixels, int[] classes, int[] chosen) {
    float[] grey = new float[256];
    for (int value = 0; value < grey.length; value++) {
      grey[value] = value / 255f;
    }
    float[] inputs = new float[Math.multiplyExact(chosen.length, PIXELS)];
    int[] labels = new int[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      labels[i] = classes[chosen[i]];
      for (int j = 0; j < PIXELS; j++) {
        inputs[i * PIXELS + j] = grey[Byte.toUnsignedInt(pixels[chosen[i] * PIXELS + j])];
      }
    }
    return new Examples(inputs, labels, null, IMAGE);
  }

  private IdxArray read(Path directory, int file, int dimensions, int maxValues)
      throws DataException {
    String plain = FILES.get(file);
    if (embedded) {
      String resource = name + "/" + plain + ".gz";
      try (InputStream in = MnistFiles.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new DataException(resource, "a resource of this library", "none");
        }
        return IdxReader.readGzip(resource, in, dimensions, maxValues);
      } catch (DataException e) {
        throw e;
      } catch (IOException e) {
        throw new DataException(resource, "a resource of this library", e);
      }
    }
    return new DataDirectory(directory, name)
        .read(
            plain,
            md5.isEmpty() ? null : md5.get(file),
            (path, in) -> IdxReader.read(path, in, dimensions, maxValues));
  }
}
