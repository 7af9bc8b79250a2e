package dev.tacit.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;

/** JavaCPP's cache: the folder that native libraries are unpacked into and loaded from. */
final class NativeCache {
  /** JavaCPP's own property for it; the launcher sets it from TACIT_CACHE. */
  static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  private NativeCache() {}

  static Path directory() {
    try {
      return Loader.getCacheDir().toPath();
    } catch (IOException e) {
      return Path.of(System.getProperty("user.home"), ".javacpp", "cache");
    }
  }

  /**
   * Whether the file system of a folder lets files be executed, found by making one. A file's
   * permissions do not say it: a file system that is mounted with {@code noexec} overrules them.
   */
  static boolean mayExecute(Path folder) {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return true;
    }
    try {
      Path trial = Files.createTempFile(folder, "tacit", ".trial");
      try {
        return trial.toFile().setExecutable(true) && Files.isExecutable(trial);
      } finally {
        Files.delete(trial);
      }
    } catch (IOException e) {
      return true; // not known to forbid it
    }
  }

  /** What is wrong, and what to do, when the libraries could not be unpacked or loaded. */
  static String problem(String platform, Path cache, boolean mayExecute, Throwable e) {
    String what = "LibTorch could not be loaded on " + platform + ": ";
    String move =
        "Move the cache to another folder: TACIT_CACHE=DIR for Tacit's launcher, or -D"
            + PROPERTY
            + "=DIR for Java.";
    if (!mayExecute) {
      return what
          + "JavaCPP's cache, "
          + cache
          + ", is on a file system that forbids execution (noexec). "
          + move;
    }
    if (e instanceof IOException) {
      return what + "JavaCPP's cache, " + cache + ", cannot be written (" + e + "). " + move;
    }
    return what
        + e.getMessage()
        + ". If a library in JavaCPP's cache is damaged, removing "
        + cache
        + " has it unpacked again; README.md, \"If it does not start\", says more.";
  }
}
