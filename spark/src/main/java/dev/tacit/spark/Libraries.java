package dev.tacit.spark;

import dev.tacit.lab.sweep.Engines;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where Tacit's own classes are, for executors to have the same. In a release that is {@code lib/}
 * and this module's jar in {@code lib/spark/}, whose other jars every cluster has; elsewhere it is
 * this process's class path.
 */
final class Libraries {
  private Libraries() {}

  /** As a class path, to be looked up on other machines. */
  static String classPath() {
    Path mine = place(Libraries.class);
    Path lib = release();
    return lib == null
        ? System.getProperty("java.class.path")
        : lib.resolve("*") + File.pathSeparator + mine;
  }

  /**
   * The jars themselves, to be sent to machines that have none.
   *
   * @throws IOException if this process was not started from jars
   */
  static List<Path> jars() throws IOException {
    Path lib = release();
    if (lib == null) {
      throw new IOException(
          "Tacit was not started from a release, so that it cannot be sent to other machines");
    }
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(lib, "*.jar")) {
      files.forEach(jars::add);
    }
    Collections.sort(jars);
    jars.add(place(Libraries.class));
    return jars;
  }

  /** The folder lib of a release; null elsewhere. */
  private static Path release() {
    Path mine = place(Libraries.class);
    Path lib = place(Engines.class).getParent();
    return Files.isRegularFile(mine) && lib.equals(mine.getParent().getParent()) ? lib : null;
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
