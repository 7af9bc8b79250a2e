package dev.tacit.spark;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Whether this process has a driver's directory before it and may write there. */
final class Sight {
  private static final Map<Marker.Token, String> SEEN = new ConcurrentHashMap<>();

  private Sight() {}

  /** Why it does not share the directory; empty if it does. Looked at once a process. */
  static String obstacle(Marker.Token token) {
    return SEEN.computeIfAbsent(token, Sight::look);
  }

  private static String look(Marker.Token token) {
    try {
      Path directory = Path.of(token.directory());
      Path marker = directory.resolve(token.name());
      if (!Files.isDirectory(directory)) {
        return "there is no such directory";
      }
      if (!Files.exists(marker) || !Files.readString(marker).equals(token.content())) {
        return "another directory is at that place";
      }
      Files.delete(Files.createTempFile(directory, token.name(), ""));
      return "";
    } catch (FileSystemException e) {
      return "nothing can be written into it"
          + (e.getReason() == null ? ": permission denied" : ": " + e.getReason());
    } catch (IOException | InvalidPathException e) {
      return e.getMessage() == null ? e.toString() : e.getMessage();
    }
  }
}
