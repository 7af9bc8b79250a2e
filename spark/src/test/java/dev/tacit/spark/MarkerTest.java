package dev.tacit.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkerTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whoSeesItSharesTheDirectoryAndLeavesNothingBehind() throws IOException {
    try (Marker marker = Marker.put(folder)) {
      assertEquals("", Sight.obstacle(marker.token()));
      assertEquals(List.of(marker.token().name()), names());
    }
    assertEquals(List.of(), names());
  }

  @Test
  void noSuchDirectoryAndAnotherOneAtItsPlaceAreToldApart() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (Marker marker = Marker.put(other)) {
      Marker.Token token = marker.token();
      assertTrue(obstacle(folder.resolve("none"), token).contains("no such directory"));
      assertTrue(obstacle(folder, token).contains("another directory"));
      Marker.Token guessed = new Marker.Token(token.directory(), token.name(), "x");
      assertTrue(Sight.obstacle(guessed).contains("another directory"));
    }
  }

  private static String obstacle(Path directory, Marker.Token token) {
    return Sight.obstacle(new Marker.Token(directory.toString(), token.name(), token.content()));
  }

  @Test
  void oneThatAKilledDriverLeftGoesWithTheNext() throws IOException {
    Files.writeString(folder.resolve(".spark-left"), "");
    Marker.put(folder).close();
    assertEquals(List.of(), names());
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsRefusedWithTheReason() {
    IOException e =
        assertThrows(IOException.class, () -> Marker.put(folder.resolve("none")).close());
    assertTrue(e.getMessage().contains("none"), e.getMessage());
  }
}
