package dev.tacit.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that users bring, against files that NumPy and a script wrote (formats/make.py). */
class UserFilesTest {
  private static final int MOST = 1 << 20;

  @TempDir Path directory;

  private static byte[] resource(String file) throws IOException {
    try (InputStream in = UserFilesTest.class.getResourceAsStream("formats/" + file)) {
      return in.readAllBytes();
    }
  }

  private static NumberArray npy(String file) throws IOException {
    return NpyReader.read(file, new ByteArrayInputStream(resource(file)), MOST);
  }

  private static double[] numbers(NumberArray array) {
    return IntStream.range(0, array.size()).mapToDouble(array::number).toArray();
  }

  /** 8 i + j, as the script makes it. */
  private static double[] table() {
    return IntStream.range(0, 24).mapToDouble(k -> 8 * (k / 4) + k % 4).toArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"float32", "float64", "int64", "int32", "int16", "int8", "uint8", "big-endian"})
  void readsWhatNumpyWrote(String type) throws IOException {
    NumberArray array = npy(type + ".npy");
    assertArrayEquals(new int[] {6, 4}, array.shape());
    assertArrayEquals(table(), numbers(array));
  }

  @Test
  void theChecksumIsThatOfTheFile() throws IOException {
    assertEquals(
        "2b50520a022e2018d44167b312678d8f133bd4aeb1ff322e1861157b55ecf0f7",
        npy("float32.npy").sha256());
    assertEquals(
        "b41d0f68f765605290f5aa6d86be547bffa9beefb46fc66dbb206f527b9cfb4b",
        npz("packed.npz", "x_train").get("x_train").sha256());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "fortran.npy|expected C order",
        "objects.npy|found Python objects",
        "records.npy|found one of records",
        "complex.npy|found NumPy's type '<c8'",
        "cifar.bin|expected a NumPy file",
        "packed.npz|found a zip archive"
      })
  void whatIsNoArrayOfPlainNumbersIsRefused(String file, String says) {
    refused(says, () -> npy(file));
  }

  /** Also one that no long holds. */
  @ParameterizedTest
  @ValueSource(strings = {"99999999999", "211111111111111111111111111111111111", "0"})
  void anExtentThatCannotBeIsRefused(String extent) throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + extent + ", 3), }";
    byte[] head = (header + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] file = new byte[10 + head.length];
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) head.length, 0};
    System.arraycopy(start, 0, file, 0, start.length);
    System.arraycopy(head, 0, file, start.length, head.length);
    refused(
        "expected extents of 1 or more with a product of at most",
        () -> NpyReader.read("f", new ByteArrayInputStream(file), MOST));
  }

  @Test
  void aNumpyFileCutOffAnywhereIsRefused() throws IOException {
    byte[] whole = resource("int16.npy");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      refused("f: expected", () -> NpyReader.read("f", new ByteArrayInputStream(cut), MOST));
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    refused("found more", () -> NpyReader.read("f", new ByteArrayInputStream(longer), MOST));
  }

  @Test
  void whatFloat32CannotHoldIsNamedByItsRow() throws IOException {
    NumberArray nan = npy("nan.npy");
    refused("nan.npy: expected finite numbers", () -> nan.floats(true));
    refused("found NaN in row 4, number 1 of it", () -> nan.floats(true));
    NumberArray large = npy("large.npy");
    refused("found 16777217 in row 2", () -> large.floats(true));
    assertArrayEquals(
        new long[] {(1L << 53) + 1, 1L << 53, (1L << 53) + 1, -5}, npy("far-labels.npy").wholes());
    refused("whole numbers as class labels", () -> npy("nan.npy").wholes());
  }

  private static Map<String, NumberArray> npz(String file, String... wanted) throws IOException {
    return NpzReader.read(file, new ByteArrayInputStream(resource(file)), Set.of(wanted), MOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.npz", "packed.npz"})
  void anArchiveIsReadPackedOrNot(String file) throws IOException {
    Files.write(directory.resolve(file), resource(file));
    Dataset set = Datasets.load("npz", Map.of("file", file), directory);
    assertEquals(Shape.of(1, 2, 3), set.train().shape());
    assertEquals(3, set.classes());
    assertArrayEquals(new int[] {1, 0, 0, 2, 1, 2}, set.train().labels());
    for (int k = 0; k < 36; k++) {
      assertEquals(k * 7 % 256 / 255f, set.train().inputs()[k]);
    }
    assertEquals(2, set.test().size());
    assertEquals(List.of(file), List.copyOf(set.sha256().keySet()));
    refused("expected an array 'X', found only", () -> npz(file, "X"));
    refused(
        "expected examples of 3×2×2, as shape says, found examples of 1×2×3",
        () -> Datasets.load("npz", Map.of("file", file, "shape", "3x2x2"), directory));
  }

  @Test
  void idxOfOtherTypesIsRead() throws IOException {
    NumberArray doubles =
        IdxReader.readNumbers("f", new ByteArrayInputStream(resource("float.idx")), MOST);
    assertArrayEquals(Arrays.stream(table()).map(x -> x / 8).toArray(), numbers(doubles));
  }

  @Test
  void aTestSetIsSplitOffByASeedOfItsOwn() throws IOException {
    Files.write(directory.resolve("x.npy"), resource("float64.npy"));
    Files.write(directory.resolve("y.npy"), resource("int64.npy"));
    Map<String, Object> options = new HashMap<>();
    options.put("trainInputs", "x.npy");
    options.put("trainTargets", "y.npy");
    options.put("testInputs", "");
    options.put("testTargets", "");
    wrong("testExamples", () -> Datasets.load("npy", options, directory));
    options.put("testExamples", 2);
    Dataset set = Datasets.load("npy", options, directory);
    assertEquals(4, set.train().size());
    assertEquals(2, set.test().size());
    assertEquals(4, set.outputs()); // a row of targets is a regression
    float[] all = new float[6];
    for (int i = 0; i < 6; i++) {
      Examples part = i < 4 ? set.train() : set.test();
      all[i] = part.inputs()[4 * (i < 4 ? i : i - 4)];
      assertEquals(all[i], part.targets()[4 * (i < 4 ? i : i - 4)]);
    }
    Arrays.sort(all);
    assertArrayEquals(new float[] {0, 8, 16, 24, 32, 40}, all);
    options.put("testExamples", 6);
    refused("more examples than the 6", () -> Datasets.load("npy", options, directory));
  }

  @Test
  void cifarIsReadPlaneByPlane() throws IOException {
    byte[] file = resource("cifar.bin");
    CifarReader.Batch batch = CifarReader.read("b", new ByteArrayInputStream(file), 10);
    assertArrayEquals(new int[] {9, 8, 7}, batch.labels());
    assertEquals((1024 + 5 + 20) % 251, Byte.toUnsignedInt(batch.pixels()[2 * 3072 + 1024 + 5]));
    assertEquals(
        "f1ef0c160f493833d39384a977673de95aac3e8d934266fb678c222557bb1a7b", batch.sha256());
    refused(
        "b: expected images of 3073 bytes",
        () -> CifarReader.read("b", new ByteArrayInputStream(Arrays.copyOf(file, 3074)), 10));
    file[3073] = 10;
    refused(
        "found 10 for image 1", () -> CifarReader.read("b", new ByteArrayInputStream(file), 10));
    refused("found more", () -> CifarReader.read("b", new ByteArrayInputStream(file), 2));
    for (String name : CifarFiles.TRAIN) {
      Files.write(directory.resolve(name), resource("cifar.bin"));
    }
    Files.write(directory.resolve(CifarFiles.TEST), resource("cifar.bin"));
    Dataset set = Datasets.load("cifar-10", Map.of(), directory);
    assertEquals(15, set.train().size());
    assertEquals(Shape.of(3, 32, 32), set.train().shape());
    assertEquals(1 / 255f, set.test().inputs()[1]);
    assertEquals(6, set.sha256().size());
  }

  @Test
  void emnistIsUprightAndItsLettersStartAtZero() throws IOException {
    byte[] images = new byte[16 + 784];
    images[2] = 8;
    images[3] = 3;
    images[7] = 1;
    images[11] = 28;
    images[15] = 28;
    images[16 + 3 * 28 + 5] = (byte) 255; // stored at row 3, column 5
    byte[] labels = {0, 0, 8, 1, 0, 0, 0, 1, 26};
    for (String part : new String[] {"train", "test"}) {
      String start = "emnist-letters-" + part;
      Files.write(directory.resolve(start + "-images-idx3-ubyte"), images);
      Files.write(directory.resolve(start + "-labels-idx1-ubyte"), labels);
    }
    Dataset set = Datasets.load("emnist", Map.of("split", "letters"), directory);
    assertEquals(26, set.classes());
    assertEquals(25, set.train().labels()[0]);
    assertEquals(1, set.train().inputs()[5 * 28 + 3]);
    assertEquals(0, set.train().inputs()[3 * 28 + 5]);
    labels[8] = 0;
    Files.write(directory.resolve("emnist-letters-test-labels-idx1-ubyte"), labels);
    refused(
        "expected labels from 1 to 26, found 0",
        () -> Datasets.load("emnist", Map.of("split", "letters"), directory));
  }

  private Dataset csv(String text, Object... options) throws IOException {
    Files.writeString(directory.resolve("train.csv"), text);
    Map<String, Object> map = new HashMap<>(Map.of("testFile", "train.csv"));
    for (int i = 0; i < options.length; i += 2) {
      map.put((String) options[i], options[i + 1]);
    }
    return Datasets.load("csv", map, directory);
  }

  @Test
  void aTableIsReadByTheTypesOfItsColumns() throws IOException {
    String text = "a, colour ,id,y\n1.5,red,x7,no\n\n-2e1,\"blue\",x8,yes\n+3,red,x9,no";
    Dataset set = csv(text, "target", "y", "types", Map.of("colour", "category", "id", "ignore"));
    assertArrayEquals(new float[] {1.5f, 0, 1, -20, 1, 0, 3, 0, 1}, set.train().inputs());
    assertArrayEquals(new int[] {0, 1, 0}, set.train().labels());
    Dataset numbers =
        csv(
            "1;10;5\n2;9;6\n",
            "header",
            false,
            "separator",
            ";",
            "task",
            "regression",
            "target",
            "2");
    assertArrayEquals(new float[] {1, 5, 2, 6}, numbers.train().inputs());
    assertArrayEquals(new float[] {10, 9}, numbers.train().targets());
    assertEquals(1, numbers.outputs());
    assertArrayEquals( // and are the same number however written
        new int[] {1, 0, 1}, csv("x,y\n1,10\n2,9.0\n3,1e1\n").train().labels());
    refused(
        "found 'x'; if this line has the columns' names, say header: true",
        () -> csv("x,y\n1,10\n2,9\n", "header", false));
    assertArrayEquals( // classes that are whole numbers are in the order of numbers
        new int[] {1, 0}, csv("x,y\n1,10\n2,9\n").train().labels());
  }

  @Test
  void everyColumnIsStandardisedByItself() throws IOException {
    float[] x = csv("a,b,c,y\n1,100,7,0\n3,500,7,1\n", "standardise", true).train().inputs();
    assertArrayEquals(new float[] {-1, -1, 0, 1, 1, 0}, x);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a,y;1,0;x,1|train.csv:3: expected a finite number in column 'a', found 'x'",
        "a,y;1,0;,1|train.csv:3: expected a finite number in column 'a', found nothing",
        "a,y;nan,0;1,1|train.csv:2: expected a finite number in column 'a', found 'nan'",
        "a,y;1e999,0;1,1|found '1e999'",
        "a,y;0x1p3,0;1,1|found '0x1p3'",
        "a,y;1,0;1,1,1|train.csv:3: expected 2 cells, as many as the first line has, found 3",
        "a,a;1,0|found 'a' twice",
        "a,z;1,0;1,1|expected a column 'y', found only a, z",
        "a/y;1/0|found only a/y (if another character separates cells, say separator)",
        "a,y|expected rows, found none",
        "a,y;1,0;1,0.5|train.csv:3: expected a class, a word or a whole number, in column 'y'",
        "1,0.5;1,0|train.csv:1: expected the columns' names (if there are none, say header: false)",
        "7,0;1,0|train.csv:1: expected the columns' names",
        "1,2;1,0|train.csv:1: expected a column 'y', found only 1, 2",
        "<html>;<p>|train.csv: expected separated values, found a web page",
        "a,y;1,0;1,0|expected 2 to 10000 classes, found 1 different labels"
      })
  void aTableThatDoesNotFitIsRefused(String text, String says) {
    refused(says, () -> csv(text.replace(';', '\n'), "target", "y"));
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] bytes = "a,y\n1,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    CsvFormat format = new CsvFormat(',', true, List.of(), true, Map.of());
    refused("UTF-8", () -> CsvReader.read("f", new ByteArrayInputStream(bytes), format, MOST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../train.csv", "/etc/hostname", "."})
  void nothingOutsideTheDirectoryIsOpened(String file) {
    refused("a file inside this directory", () -> csv("a,y\n1,0\n", "trainFile", file));
  }

  @Test
  void aFileWithADotInItsNameIsTaken() throws IOException {
    Files.write(directory.resolve("train-images.idx3-ubyte"), new byte[1]);
    refused("train-images.idx3-ubyte: expected", () -> Datasets.load("idx", Map.of(), directory));
  }

  @ParameterizedTest
  @CsvSource({
    "csv,types,'{a=number of}',unknown column type",
    "csv,separator,ab,separator must be one character",
    "csv,shape,28x,1 to 3 extents",
    "npy,task,guess,'one of auto, classification, regression'",
    "emnist,split,greek,'one of balanced, byclass, bymerge, digits, letters, mnist'",
    "idx,trainExamples,none,a whole number of at least 1"
  })
  void impossibleOptionsAreRefused(String set, String key, String value, String says) {
    Object typed = key.equals("types") ? Map.of("a", "number of") : value;
    wrong(says, () -> Datasets.checkOption(set, key, typed));
  }

  private static void refused(String says, Executable request) {
    String message = assertThrows(DataException.class, request).getMessage();
    assertTrue(message.contains(says), message);
  }

  private static void wrong(String says, Executable request) {
    String message = assertThrows(IllegalArgumentException.class, request).getMessage();
    assertTrue(message.contains(says), message);
  }
}
