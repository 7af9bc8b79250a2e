package dev.tacit.lab.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The inputs of every target, the crashes that fuzzing found among them, as ordinary tests. */
class FuzzCorpusTest {
  private static final Duration LONGEST =
      Duration.ofMinutes(5); // native libraries load, on a busy machine
  private static final int MUTATIONS = 300;

  @TempDir Path scratch;

  static List<FuzzTarget> targets() {
    return FuzzTargets.all();
  }

  private static List<Path> inputs(FuzzTarget target) throws IOException, URISyntaxException {
    Path folder = Path.of(FuzzCorpusTest.class.getResource("experiment").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder.resolve(target.name()))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyInputIsReadOrRefusedInWords(FuzzTarget target) throws IOException, URISyntaxException {
    int accepted = 0;
    List<Path> inputs = inputs(target);
    for (Path input : inputs) {
      byte[] content = Files.readAllBytes(input);
      accepted +=
          assertTimeout(LONGEST, () -> target.accepts(content, scratch) ? 1 : 0, input.toString());
    }
    assertTrue(accepted > 0, "no input is accepted, so nothing is read to its end");
    assertTrue(accepted < inputs.size(), "no input is refused");
  }

  /** Seeded mutations of the inputs: what fuzzing does, in small. */
  @ParameterizedTest
  @MethodSource("targets")
  void everyMutationIsReadOrRefusedInWords(FuzzTarget target)
      throws IOException, URISyntaxException {
    SplittableRandom random = new SplittableRandom(9);
    List<Path> inputs = inputs(target);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] input = Files.readAllBytes(inputs.get(random.nextInt(inputs.size())));
      byte[] mutated = mutated(input, random);
      try {
        assertTimeout(LONGEST, () -> target.accepts(mutated, scratch));
      } catch (AssertionError e) {
        throw new AssertionError("mutation " + i + ": " + Arrays.toString(mutated), e);
      }
    }
  }

  private static byte[] mutated(byte[] input, SplittableRandom random) {
    byte[] bytes = Arrays.copyOf(input, Math.max(1, Math.min(input.length, 1000)));
    for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
        default -> bytes[at] = bytes[random.nextInt(bytes.length)];
      }
    }
    return bytes;
  }
}
