package dev.tacit.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the launcher sets for the native libraries (docs/architecture.md, "Native set-up"), for
 * executors, which no launcher of ours starts. What is set here holds there, a kernel of OpenBLAS
 * included: the same bits need the same kernels.
 */
final class NativeEnvironment {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "OPENBLAS_NUM_THREADS", "1",
          "OMP_NUM_THREADS", "1",
          "OMP_WAIT_POLICY", "PASSIVE",
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_THRESHOLD_", "33554432",
          "MALLOC_TRIM_THRESHOLD_", "1073741824",
          "LC_ALL", "C.UTF-8");

  private static final List<String> IF_SET = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private NativeEnvironment() {}

  /**
   * Variables for executors.
   *
   * @param here this process's environment
   */
  static Map<String, String> variables(Map<String, String> here) {
    Map<String, String> variables = new LinkedHashMap<>();
    DEFAULTS.forEach((name, value) -> variables.put(name, here.getOrDefault(name, value)));
    for (String name : IF_SET) {
      if (here.containsKey(name)) {
        variables.put(name, here.get(name));
      }
    }
    return variables;
  }

  /** Flags of an executor's virtual machine. */
  static String flags() {
    StringBuilder flags = new StringBuilder();
    flags.append("-XX:TieredStopAtLevel=1 -Djava.awt.headless=true");
    flags.append(" -Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    flags.append(" -Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    String cache = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (cache != null) {
      flags.append(" \"-Dorg.bytedeco.javacpp.cachedir=").append(cache).append('"');
    }
    return flags.toString();
  }
}
