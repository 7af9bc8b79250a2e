package dev.tacit.lab.experiment;

import dev.tacit.tensor.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Where numbers are made: what a manifest records so that a difference can be explained. */
public final class Machine {
  /** OpenBLAS's names of kernels with AVX-512, in lower case. */
  private static final Set<String> AVX512_KERNELS =
      Set.of("skylakex", "cooperlake", "sapphirerapids");

  private Machine() {}

  /** Tacit's version, as in {@code 0.1.0}. */
  public static String version() {
    return build("git.build.version");
  }

  /** The commit this was built from, with {@code -dirty} if sources had changed; or unknown. */
  public static String commit() {
    return build("git.commit.id.describe");
  }

  private static String build(String key) {
    Properties properties = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    String value = properties.getProperty(key, "");
    return value.isBlank() || value.contains("${") ? "unknown" : value;
  }

  /** The processor's own name. */
  public static String cpu() {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try {
        for (String line : Files.readAllLines(info)) {
          if (line.startsWith("model name")) {
            return line.substring(line.indexOf(':') + 1).strip();
          }
        }
      } catch (IOException e) {
        return System.getProperty("os.arch");
      }
    }
    return System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", System.getProperty("os.arch"));
  }

  /**
   * Whether a processor says it has a feature, as in {@code avx512f}; false where it is unknown.
   */
  public static boolean hasFeature(String flag) {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return false;
    }
    try {
      return Files.readAllLines(info).stream()
          .filter(line -> line.startsWith("flags"))
          .anyMatch(line -> (line + " ").contains(" " + flag + " "));
    } catch (IOException e) {
      return false;
    }
  }

  /** What the environment tells OpenBLAS. */
  public static String blas() {
    String core = System.getenv("OPENBLAS_CORETYPE");
    return "OpenBLAS, kernels " + (core == null ? "chosen by itself" : "set to " + core);
  }

  /**
   * What slows OpenBLAS down in this environment, in a sentence; empty if nothing is known to.
   *
   * <p>The launcher leaves a kernel that the environment names as it is: a run that began with it
   * ends with the same bits only with the same kernels.
   */
  public static String blasAdvice() {
    return blasAdvice(System.getenv(), hasFeature("avx512f"));
  }

  static String blasAdvice(Map<String, String> environment, boolean avx512) {
    String core = environment.get("OPENBLAS_CORETYPE");
    if (core != null && avx512 && !AVX512_KERNELS.contains(core.toLowerCase(Locale.ROOT))) {
      return "OPENBLAS_CORETYPE="
          + core
          + " in the environment keeps OpenBLAS from this CPU's AVX-512, at about half the speed."
          + " Unset it, and OPENBLAS_L2_SIZE, before new runs.";
    }
    String size = environment.get("OPENBLAS_L2_SIZE");
    return size == null
        ? ""
        : "OPENBLAS_L2_SIZE="
            + size
            + " in the environment stands for the cache of some CPU, perhaps not of this one. Unset"
            + " it before new runs.";
  }

  /** All of it, for a manifest. */
  static Map<String, Object> describe(String device) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("tacit", version());
    map.put("commit", commit());
    map.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    map.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    map.put("cpu", cpu());
    map.put("blas", blas());
    map.put("threads", 1);
    map.put("device", device);
    map.put("libtorch", NativeLibrary.version());
    return map;
  }
}
