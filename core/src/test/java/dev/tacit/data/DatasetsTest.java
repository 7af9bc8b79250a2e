package dev.tacit.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry and its options; mnist-20k against what a Python program read from its files. */
class DatasetsTest {

  @Test
  void mnist20kIsWhatAnotherProgramReads() throws IOException {
    Dataset set = Datasets.load("mnist-20k", Map.of(), null);
    Properties facts = new Properties();
    try (InputStream in = DatasetsTest.class.getResourceAsStream("mnist_20k_facts.properties")) {
      facts.load(in);
    }
    check(set.train(), facts, "train");
    check(set.test(), facts, "test");
    assertEquals(10, set.classes());
    assertEquals(10, set.outputs());
    assertEquals(
        "2889698e6bc3614913e76901316712919d1998fc2b44512451bfe65bc1e668b1",
        set.sha256().get("train-images-idx3-ubyte"));
    assertEquals(Set.copyOf(MnistFiles.FILES), set.sha256().keySet());
  }

  private static void check(Examples examples, Properties facts, String part) {
    assertEquals(number(facts, part, "count"), examples.size());
    assertEquals(784, examples.features());
    int[] labels = examples.labels();
    long[] rowSums = new long[labels.length];
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < 784; j++) {
        rowSums[i] += pixel(examples, i, j);
      }
    }
    long weighted = 0;
    for (int i = 0; i < labels.length; i++) {
      weighted += i % 1009 * rowSums[i];
    }
    assertEquals(number(facts, part, "pixelSum"), Arrays.stream(rowSums).sum());
    assertEquals(number(facts, part, "weightedPixelSum"), weighted);
    assertArrayEquals(
        numbers(facts, part, "rowSums"),
        new long[] {rowSums[0], rowSums[1], rowSums[4999], rowSums[9999]});
    long[] perClass = new long[10];
    for (int label : labels) {
      perClass[label]++;
    }
    assertArrayEquals(numbers(facts, part, "perClass"), perClass);
    assertArrayEquals(
        numbers(facts, part, "firstLabels"), Arrays.stream(labels, 0, 10).asLongStream().toArray());
    assertArrayEquals(
        numbers(facts, part, "lastLabels"),
        Arrays.stream(labels, labels.length - 10, labels.length).asLongStream().toArray());
    long[] middle = new long[28];
    Arrays.setAll(middle, j -> pixel(examples, 0, 14 * 28 + j));
    assertArrayEquals(numbers(facts, part, "middleRowOfFirst"), middle);
  }

  /** The byte that an input came from; it must be exactly that byte over 255. */
  private static int pixel(Examples examples, int i, int j) {
    float x = examples.inputs()[784 * i + j];
    int pixel = Math.round(255 * x);
    assertEquals(pixel / 255f, x, 0f);
    return pixel;
  }

  private static long number(Properties facts, String part, String key) {
    return numbers(facts, part, key)[0];
  }

  private static long[] numbers(Properties facts, String part, String key) {
    return Arrays.stream(facts.getProperty(part + "." + key).split(",", -1))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  @Test
  void aSubsetIsTheFirstExamplesOrASeededChoiceOfThem() throws IOException {
    Dataset all = Datasets.load("mnist-20k", Map.of(), null);
    Dataset first =
        Datasets.load("mnist-20k", Map.of("trainExamples", 30, "testExamples", 20), null);
    assertArrayEquals(Arrays.copyOf(all.train().labels(), 30), first.train().labels());
    assertArrayEquals(Arrays.copyOf(all.train().inputs(), 30 * 784), first.train().inputs());
    assertEquals(20, first.test().size());

    Map<String, Object> chosen = Map.of("trainExamples", 500, "subsetSeed", 7);
    Dataset once = Datasets.load("mnist-20k", chosen, null);
    Dataset again = Datasets.load("mnist-20k", chosen, null);
    assertArrayEquals(once.train().inputs(), again.train().inputs());
    assertTrue(!Arrays.equals(once.train().inputs(), 0, 784, all.train().inputs(), 0, 784));
    assertEquals(500, once.train().size());
    assertArrayEquals(all.test().labels(), once.test().labels()); // all of them, in their order
    assertEquals(all.sha256(), once.sha256());
  }

  @Test
  void standardisingMnistUsesItsCustomaryMeanAndDeviation() throws IOException {
    Dataset set = Datasets.load("mnist-20k", Map.of("standardise", true, "trainExamples", 3), null);
    assertEquals((float) (-0.1307 / 0.3081), set.train().inputs()[0], 0f); // a black corner
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussian-mixture", "linear-teacher"})
  void generatedSetsAreTheSameEachTimeAndTheirFirstExamplesDoNotDependOnTheirSize(String name)
      throws IOException {
    Dataset small = Datasets.load(name, Map.of("trainExamples", 5, "testExamples", 4), null);
    Dataset large = Datasets.load(name, Map.of("trainExamples", 50, "testExamples", 40), null);
    int d = small.train().features();
    assertArrayEquals(Arrays.copyOf(large.train().inputs(), 5 * d), small.train().inputs());
    assertArrayEquals(Arrays.copyOf(large.test().inputs(), 4 * d), small.test().inputs());
    assertEquals(
        large.sha256(),
        Datasets.load(name, Map.of("trainExamples", 50, "testExamples", 40), null).sha256());
    Dataset other = Datasets.load(name, Map.of("seed", 1), null);
    assertTrue(!Arrays.equals(other.train().inputs(), 0, d, small.train().inputs(), 0, d));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussian-mixture", "linear-teacher"})
  void standardisedTrainingInputsHaveMeanZeroAndDeviationOne(String name) throws IOException {
    float[] x = Datasets.load(name, Map.of("standardise", true), null).train().inputs();
    double mean = 0;
    double square = 0;
    for (float v : x) {
      mean += v / x.length;
      square += (double) v * v / x.length;
    }
    assertEquals(0, mean, 1e-7); // rounding of 20,000 float32 numbers
    assertEquals(1, square, 1e-6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "mnist-20k|trainExamples|0|trainExamples must be a whole number from 1 to 10000, found '0'",
        "mnist-20k|testExamples|10001|from 1 to 10000, found '10001'",
        "mnist-20k|trainExamples|2.5|whole number from 1 to 10000, found '2.5'",
        "mnist-20k|subsetSeed|some|a whole number or none, found 'some'",
        "mnist-20k|standardise|1|true or false, found '1'",
        "mnist-20k|sigma|1|has no option 'sigma'; it has trainExamples, testExamples, subsetSeed",
        "gaussian-mixture|classes|1|from 2 to 1000, found '1'",
        "gaussian-mixture|separation|NaN|a finite number, 0 or more, found 'NaN'",
        "linear-teacher|noise|-1|a finite number, 0 or more, found '-1'",
        "cifar|seed|1|unknown data set 'cifar'; known: mnist-20k, mnist, fashion-mnist"
      })
  void impossibleOptionsAreRefusedBeforeAnythingIsRead(
      String name, String option, String value, String says) {
    Object typed = value.equals("some") ? value : Double.valueOf(value);
    if (typed instanceof Double d && d == Math.rint(d)) {
      typed = d.intValue();
    }
    Map<String, Object> options = Map.of(option, typed);
    assertMessage(says, () -> Datasets.resolve(name, options));
  }

  @Test
  void resolvingFillsInTheDefaults() {
    Map<String, Object> resolved = Datasets.resolve("mnist", Map.of("trainExamples", 600));
    assertEquals(600, resolved.get("trainExamples"));
    assertEquals(10_000, resolved.get("testExamples"));
    assertEquals(
        List.of("trainExamples", "testExamples", "subsetSeed", "standardise"),
        List.copyOf(resolved.keySet()));
  }

  @Test
  void aDirectoryIsGivenExactlyToSetsThatReadOne() {
    assertMessage("mnist needs data.dir", () -> Datasets.load("mnist", Map.of(), null));
    assertMessage(
        "mnist-20k reads no directory",
        () -> Datasets.load("mnist-20k", Map.of(), Path.of("anywhere")));
  }

  private static void assertMessage(
      String says, org.junit.jupiter.api.function.Executable request) {
    String message = assertThrows(IllegalArgumentException.class, request).getMessage();
    assertTrue(message.contains(says), message);
  }
}
