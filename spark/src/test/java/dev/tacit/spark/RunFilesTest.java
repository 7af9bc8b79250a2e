package dev.tacit.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
  private static final Set<String> ALL =
      Set.of(
          "manifest.json",
          "metrics.csv",
          "clock.csv",
          "checkpoint.safetensors",
          "status.json",
          "weights-epoch3.safetensors");

  @TempDir Path folder;

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new HashMap<>();
    ALL.forEach(name -> files.put(name, name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    return files;
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder).filter(Files::isRegularFile)) {
      Set<String> names = new TreeSet<>();
      all.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }

  @Test
  void whatIsARunsIsCarriedAndLocksAndHalfFilesAreNot() throws IOException {
    RunFiles.write(folder, files());
    Files.writeString(folder.resolve("lock"), "");
    Files.writeString(folder.resolve("metrics.csv.tmp"), "half");
    Files.createDirectory(folder.resolve("again"));
    Map<String, byte[]> read = RunFiles.read(folder);
    assertEquals(ALL, read.keySet());
    files().forEach((name, bytes) -> assertArrayEquals(bytes, read.get(name), name));
    assertEquals(Map.of(), RunFiles.read(folder.resolve("none")));
  }

  /** As if a kill came when the checkpoint was to be replaced. */
  private void cut() throws IOException {
    Files.createDirectories(folder.resolve("checkpoint.safetensors/in the way"));
    assertThrows(IOException.class, () -> RunFiles.write(folder, files()));
  }

  @Test
  void aNewRunThatIsCutOffIsOneThatBeginsAnew() throws IOException {
    cut();
    assertEquals(
        Set.of("manifest.json", "metrics.csv", "clock.csv", "weights-epoch3.safetensors"), names());
  }

  @Test
  void oneThatIsThereKeepsItsManifestUntilEverythingElseIsWritten() throws IOException {
    Path manifest = Files.writeString(folder.resolve("manifest.json"), "before");
    cut();
    assertEquals("before", Files.readString(manifest));
    Files.delete(folder.resolve("checkpoint.safetensors/in the way"));
    Files.delete(folder.resolve("checkpoint.safetensors"));
    RunFiles.write(folder, files());
    assertEquals("manifest.json", Files.readString(manifest));
    assertEquals(ALL, names());
  }
}
