package dev.tacit.tensor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;

/**
 * Brings LibTorch into the process, once.
 *
 * <p>The libraries are unpacked into JavaCPP's cache before the first of them is loaded, under a
 * lock that other processes respect: loading while unpacking crashed (docs/decisions.md, "Native
 * set-up"). What can be done where they do not load stands in README.md, "If it does not start".
 *
 * <p>LibTorch is set to one thread: one run is one thread, and parallelism is across runs. The
 * OpenBLAS below it reads its own thread count from the environment ({@code
 * OPENBLAS_NUM_THREADS=1}) before any of this runs; the launcher sets it.
 */
public final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * Loads LibTorch if it is not loaded yet.
   *
   * @throws NativeLibraryException if the platform has no native library or it cannot be loaded
   */
  public static void load() {
    Holder.ensure();
  }

  /** LibTorch's version and how it was built, one line each. */
  public static String description() {
    load();
    try (BytePointer text = torch.show_config()) {
      return text.getString().strip();
    }
  }

  /** The version of LibTorch in this process, as in {@code 2.10.0}. */
  public static String version() {
    String built = description();
    int at = built.indexOf("TORCH_VERSION=");
    return at < 0 ? "unknown" : built.substring(at + 14, built.indexOf(',', at));
  }

  /** The platform's name in JavaCPP's terms, as in {@code linux-x86_64}. */
  public static String platform() {
    return Loader.getPlatform();
  }

  /** The folder that the native libraries are unpacked into and loaded from. */
  public static Path cache() {
    return NativeCache.directory();
  }

  /** Whether what is unpacked into the cache may be loaded: false on a file system without. */
  public static boolean cacheMayExecute() {
    return NativeCache.mayExecute(cache());
  }

  /** Whether LibTorch sees a CUDA device. */
  public static boolean hasCuda() {
    load();
    return torch.hasCUDA() && torch.cuda_is_available();
  }

  private static final class Holder {
    private static final String PROBLEM = loadAll();

    static void ensure() {
      if (PROBLEM != null) {
        throw new NativeLibraryException(PROBLEM);
      }
    }

    /** Null when all is well, otherwise what is wrong. */
    private static String loadAll() {
      String platform = Loader.getPlatform();
      try {
        if (!unpack(platform)) {
          return "no LibTorch for this platform ("
              + platform
              + ") is on the class path. Tacit knows linux-x86_64, macosx-arm64, macosx-x86_64 and"
              + " windows-x86_64; build it on the machine it runs on.";
        }
        torch.set_num_threads(1);
        torch.globalContext().setUserEnabledNNPACK(false); // absent here, and complains each time
        try (PointerScope scope = new PointerScope()) {
          return torch.ones(1).item_float() == 1f ? null : "LibTorch loaded, but computes nonsense";
        }
      } catch (IOException | LinkageError | RuntimeException e) {
        return NativeCache.problem(platform, cache(), cacheMayExecute(), e);
      }
    }

    private static boolean unpack(String platform) throws IOException {
      Path cache = cache();
      Files.createDirectories(cache);
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve("tacit.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("no lock on " + cache);
        }
        Loader.cacheResource("/org/bytedeco/javacpp/" + platform + "/");
        Loader.cacheResource("/org/bytedeco/openblas/" + platform + "/");
        boolean plain = Loader.cacheResource("/org/bytedeco/pytorch/" + platform + "/") != null;
        boolean cuda = Loader.cacheResource("/org/bytedeco/pytorch/" + platform + "-gpu/") != null;
        return plain || cuda;
      }
    }
  }

  /** LibTorch is not there or does not load. */
  public static final class NativeLibraryException extends IllegalStateException {
    NativeLibraryException(String message) {
      super(message);
    }
  }
}
