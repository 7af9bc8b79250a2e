package dev.tacit.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {
  private static final Path CACHE = Path.of("some", "cache");

  @TempDir Path folder;

  @Test
  void aTrialTellsWhetherTheFileSystemExecutesAndLeavesNothing() throws IOException {
    assertTrue(NativeCache.mayExecute(folder));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
    assertTrue(NativeCache.mayExecute(folder.resolve("missing")), "not known to forbid it");
  }

  /** Only where the machine has such a file system; most have one. */
  @Test
  void aFileSystemMountedWithoutExecutionIsFound() throws IOException {
    Optional<Path> mounted = withoutExecution();
    assumeTrue(mounted.isPresent(), "no writable file system is mounted with noexec");
    assertFalse(NativeCache.mayExecute(mounted.get()));
  }

  private static Optional<Path> withoutExecution() throws IOException {
    Path mounts = Path.of("/proc/mounts");
    if (!Files.isReadable(mounts)) {
      return Optional.empty();
    }
    return Files.readAllLines(mounts).stream()
        .map(line -> line.split(" "))
        .filter(words -> words[2].equals("tmpfs"))
        .filter(words -> Arrays.asList(words[3].split(",")).contains("noexec"))
        .map(words -> Path.of(words[1].replace("\\040", " ")))
        .filter(Files::isWritable)
        .findFirst();
  }

  @Test
  void aMessageNamesTheCauseTheFolderAndTheProperty() {
    Throwable e = new UnsatisfiedLinkError("no jnitorch in java.library.path");
    String noexec = NativeCache.problem("linux-x86_64", CACHE, false, e);
    assertTrue(noexec.contains("noexec") && noexec.contains(CACHE.toString()), noexec);
    assertTrue(noexec.contains("-Dorg.bytedeco.javacpp.cachedir=DIR"), noexec);
    assertTrue(noexec.contains("TACIT_CACHE=DIR"), noexec);

    String full =
        NativeCache.problem("linux-x86_64", CACHE, true, new IOException("No space left"));
    assertTrue(full.contains("cannot be written") && full.contains("No space left"), full);
    assertTrue(full.contains("TACIT_CACHE=DIR") && full.contains(CACHE.toString()), full);

    String other = NativeCache.problem("linux-x86_64", CACHE, true, e);
    assertTrue(other.contains("no jnitorch") && other.contains(CACHE.toString()), other);
    assertFalse(other.contains("noexec"), other);
  }

  @Test
  void theMessageNamesASectionThatTheReadmeHas() throws IOException {
    String other = NativeCache.problem("x", CACHE, true, new LinkageError("broken"));
    assertTrue(other.contains("\"If it does not start\""), other);
    assertTrue(Files.readString(Path.of("../README.md")).contains("\n## If it does not start\n"));
  }
}
