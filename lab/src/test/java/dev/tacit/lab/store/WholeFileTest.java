package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;

  @Test
  void aFullDiskLeavesTheOldFileAndNamesIt() throws IOException {
    Path full = Path.of("/dev/full"); // every write to it finds no space
    Assumptions.assumeTrue(Files.exists(full));
    Path file = Files.writeString(folder.resolve("report.html"), "old");
    Files.createSymbolicLink(folder.resolve("report.html.tmp"), full);
    String message =
        assertThrows(IOException.class, () -> WholeFile.write(file, "new")).getMessage();
    assertEquals(
        "cannot write "
            + file
            + ": No space left on device; make room there or name another place (--out), and run"
            + " the same command again",
        message);
    assertEquals("old", Files.readString(file));
    assertFalse(
        Files.exists(folder.resolve("report.html.tmp"), LinkOption.NOFOLLOW_LINKS), "no leftovers");
  }

  @Test
  void aReadOnlyFileSystemIsSaidToBeOne() {
    Path file = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/report.html");
    assertEquals(
        "cannot write /modules/report.html: the file system is read-only; name another place"
            + " (--out) or make this one writable",
        assertThrows(IOException.class, () -> WholeFile.write(file, "new")).getMessage());
  }

  @Test
  void aFileThatFailsHalfWayIsAbsent() {
    Path file = folder.resolve("figure.png");
    assertThrows(
        IOException.class,
        () ->
            WholeFile.write(
                file,
                fresh -> {
                  Files.writeString(fresh, "half");
                  throw new IOException("pulled the plug");
                }));
    assertEquals(0, folder.toFile().list().length);
  }

  @Test
  void aFileInTheWayOfADirectoryIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "a file");
    String message =
        assertThrows(IOException.class, () -> WholeFile.directory(file.resolve("out")))
            .getMessage();
    assertTrue(message.contains("taken") && message.contains("--out"), message);
  }
}
