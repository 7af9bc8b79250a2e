package dev.tacit.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets in a directory, tried on the embedded files written out. */
class MnistFilesTest {
  private static final MnistFiles IN_A_DIRECTORY =
      new MnistFiles("small", 10_000, 0, 1, false, MnistFiles.MNIST_20K.sha256(), List.of());

  @TempDir Path directory;

  @BeforeEach
  void write() throws IOException {
    for (String file : MnistFiles.FILES) {
      try (InputStream in = MnistFiles.class.getResourceAsStream("mnist-20k/" + file + ".gz")) {
        Files.copy(in, directory.resolve(file + ".gz"));
      }
    }
  }

  private Dataset load() throws DataException {
    Options options = Options.of("small", IN_A_DIRECTORY.defaults(), Map.of());
    return IN_A_DIRECTORY.select(options).load(directory);
  }

  private void unpack(String file) throws IOException {
    Path packed = directory.resolve(file + ".gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, directory.resolve(file));
    }
    Files.delete(packed);
  }

  @Test
  void filesAreReadGzippedOrUnpacked() throws IOException {
    unpack(MnistFiles.FILES.get(0));
    unpack(MnistFiles.FILES.get(3));
    Dataset embedded = Datasets.load("mnist-20k", Map.of(), null);
    assertArrayEquals(embedded.train().inputs(), load().train().inputs());
    assertArrayEquals(embedded.test().labels(), load().test().labels());
    assertEquals(embedded.sha256(), load().sha256());
  }

  @Test
  void namesWithADotAndUnpackedFilesNamedGzAreReadToo() throws IOException {
    Dataset whole = load();
    for (String file : MnistFiles.FILES) {
      unpack(file);
      Files.move(directory.resolve(file), directory.resolve(file.replace("-idx", ".idx")));
    }
    assertEquals(whole.sha256(), load().sha256());
    String labels = MnistFiles.FILES.get(1);
    Files.move(
        directory.resolve(labels.replace("-idx", ".idx")), directory.resolve(labels + ".gz"));
    assertEquals(whole.sha256(), load().sha256());
  }

  @Test
  void aMissingDirectoryOrFileIsNamed() throws IOException {
    Path nowhere = directory.resolve("nowhere");
    assertEquals(
        nowhere + ": expected a directory with the files of mnist, found no directory",
        assertThrows(DataException.class, () -> Datasets.load("mnist", Map.of(), nowhere))
            .getMessage());
    Files.delete(directory.resolve("t10k-labels-idx1-ubyte.gz"));
    assertEquals(
        directory + ": expected t10k-labels-idx1-ubyte.gz or t10k-labels-idx1-ubyte, found neither",
        assertThrows(DataException.class, this::load).getMessage());
  }

  @Test
  void aChangedPixelIsFoundByTheChecksum() throws IOException {
    String file = MnistFiles.FILES.get(0);
    unpack(file);
    byte[] content = Files.readAllBytes(directory.resolve(file));
    content[5000] ^= 1;
    Files.write(directory.resolve(file), content);
    String message = assertThrows(DataException.class, this::load).getMessage();
    assertTrue(
        message.startsWith(
            directory.resolve(file)
                + ": expected unpacked content with SHA-256 2889698e6bc3614913e76901316712919d"
                + "1998fc2b44512451bfe65bc1e668b1, found "),
        message);
  }

  @Test
  void aSetOfAnotherSizeIsFoundByItsShape() {
    String message =
        assertThrows(DataException.class, () -> Datasets.load("mnist", Map.of(), directory))
            .getMessage();
    assertEquals(
        directory.resolve("train-labels-idx1-ubyte.gz") + ": expected shape 60000, found 10000",
        message);
  }

  @Test
  void anUnreadableFileIsNamed() throws IOException {
    Path file = directory.resolve("train-labels-idx1-ubyte.gz");
    Files.delete(file);
    Files.createDirectory(file);
    String message = assertThrows(DataException.class, this::load).getMessage();
    assertTrue(message.startsWith(file + ": expected "), message);
  }

  @Test
  void eachPublishedSetHasFourChecksumsOfItsOwn() {
    for (MnistFiles set :
        List.of(MnistFiles.MNIST_20K, MnistFiles.MNIST, MnistFiles.FASHION_MNIST)) {
      assertEquals(
          4, set.sha256().stream().filter(s -> s.matches("[0-9a-f]{64}")).distinct().count());
    }
  }
}
