package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where a lock may not be written; in ways that stop the superuser, too. */
class DirectoryLockTest {
  @TempDir Path folder;

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a directory cannot be opened as a file")
  void aLockThatOpensForReadingAloneIsSharedAndNotWritten() throws IOException {
    isSharedAndNotWritten(Files.createDirectory(folder.resolve("lock")), "Is a directory");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege")
  void aLockThatCannotBeMadeIsSharedAndNotWritten() throws IOException {
    Path link = folder.resolve("lock");
    isSharedAndNotWritten(
        Files.createSymbolicLink(link, folder.resolve("gone").resolve("lock")),
        "its directory is gone");
  }

  private void isSharedAndNotWritten(Path lock, String why) throws IOException {
    String expected = "cannot write " + folder.toRealPath().resolve("lock") + ": " + why;
    isRefused(expected, DirectoryLock::write);
    try (DirectoryLock using = DirectoryLock.use(folder).orElseThrow()) {
      isRefused(expected, DirectoryLock::write); // opened already, by who only reads
      isRefused(expected, DirectoryLock::alone);
      DirectoryLock.use(folder).orElseThrow().close();
    }
    Files.delete(lock);
    DirectoryLock.write(folder).orElseThrow().close();
  }

  @FunctionalInterface
  private interface Taking {
    Optional<DirectoryLock> of(Path directory) throws IOException;
  }

  private void isRefused(String expected, Taking taking) {
    String message = assertThrows(IOException.class, () -> taking.of(folder)).getMessage();
    assertTrue(message.startsWith(expected) && message.contains("--out"), message);
  }
}
