package dev.tacit.app.cli;

import dev.tacit.lab.experiment.Machine;
import dev.tacit.tensor.NativeLibrary;
import dev.tacit.tensor.Placement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine.Command;

/** {@code tacit doctor}: what is in effect on this machine. */
@Command(
    name = "doctor",
    description = "Show CPU, BLAS kernels and threads in use, measured GFLOP/s, memory, device.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private static final int SIDE = 1024;
  private static final int REPEATS = 7;

  @Override
  public Integer call() throws IOException, InterruptedException {
    row("Tacit", Machine.version() + " (" + Machine.commit() + ")");
    row("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    row("Java home", System.getProperty("java.home"));
    row("System", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    row("CPU", Machine.cpu() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
    row("Platform", NativeLibrary.platform());
    row(
        "Native cache",
        NativeLibrary.cache() + (NativeLibrary.cacheMayExecute() ? "" : " (forbids execution)"));
    NativeLibrary.load();
    row("LibTorch", NativeLibrary.version());
    row("BLAS kernels", kernels());
    for (String name :
        new String[] {
          "OPENBLAS_CORETYPE",
          "OPENBLAS_L2_SIZE",
          "OPENBLAS_NUM_THREADS",
          "OMP_NUM_THREADS",
          "OMP_WAIT_POLICY",
          "MALLOC_ARENA_MAX",
          "MALLOC_MMAP_THRESHOLD_",
          "MALLOC_TRIM_THRESHOLD_"
        }) {
      row(name, System.getenv().getOrDefault(name, "not set"));
    }
    row("LibTorch threads", Integer.toString(torch.get_num_threads()));
    row(
        "sgemm " + SIDE + "^3",
        String.format(Locale.ROOT, "%.0f GFLOP/s on one thread (median of %d)", rate(), REPEATS));
    row(
        "Memory",
        String.format(
            Locale.ROOT,
            "%.0f MB resident, Java heap up to %.0f MB",
            Pointer.physicalBytes() / 1e6,
            Runtime.getRuntime().maxMemory() / 1e6));
    row(
        "Limit of JavaCPP",
        Pointer.maxPhysicalBytes() > 0
            ? String.format(Locale.ROOT, "%.0f MB resident", Pointer.maxPhysicalBytes() / 1e6)
            : "none (maxPhysicalBytes=0): memory is not asked for at each allocation");
    row("Device", NativeLibrary.hasCuda() ? "cpu, cuda" : "cpu");
    String advice = advice();
    if (!advice.isEmpty()) {
      System.out.println();
      System.out.print(advice);
    }
    return 0;
  }

  private static void row(String name, String value) {
    System.out.printf(Locale.ROOT, "%-21s %s%n", name, value);
  }

  private static String advice() {
    StringBuilder advice = new StringBuilder();
    if (!"1".equals(System.getenv("OPENBLAS_NUM_THREADS"))
        || !"1".equals(System.getenv("OMP_NUM_THREADS"))) {
      advice.append(
          "OPENBLAS_NUM_THREADS and OMP_NUM_THREADS are not 1: runs side by side will fight for"
              + " cores. Start Tacit with its launcher, or set them.\n");
    }
    if (!Machine.blasAdvice().isEmpty()) {
      advice.append(Machine.blasAdvice()).append('\n');
    } else if (Machine.hasFeature("avx512f") && kernelsAreOld()) {
      advice.append(
          "This CPU has AVX-512 and OpenBLAS uses older kernels: set"
              + " OPENBLAS_CORETYPE=SkylakeX (the launcher does).\n");
    }
    if (Pointer.maxPhysicalBytes() > 0) {
      advice.append(
          "JavaCPP asks for the process's memory at each allocation, which may double the time of"
              + " small networks: set -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 (the launcher"
              + " does).\n");
    }
    return advice.toString();
  }

  private static boolean kernelsAreOld() {
    try {
      String kernels = kernels();
      return kernels.contains("Zen") || kernels.contains("Haswell");
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** OpenBLAS says which kernels it took only while it loads, so a second process loads it. */
  private static String kernels() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("org.bytedeco.javacpp."))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Kernels.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OPENBLAS_VERBOSE", "2");
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.lines()
        .filter(line -> line.startsWith("Core:"))
        .map(line -> "OpenBLAS " + line.substring(5).strip())
        .findFirst()
        .orElse("unknown");
  }

  /** Loads LibTorch and does nothing else. */
  static final class Kernels {
    private Kernels() {}

    /** Loads LibTorch. */
    public static void main(String[] arguments) {
      NativeLibrary.load();
    }
  }

  private static double rate() {
    double[] seconds = new double[REPEATS];
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor a = torch.ones(new long[] {SIDE, SIDE}, Placement.CPU_FLOAT32.options());
      Tensor c = torch.mm(a, a);
      for (int i = 0; i < REPEATS; i++) {
        long start = System.nanoTime();
        torch.mm_out(c, a, a);
        seconds[i] = (System.nanoTime() - start) * 1e-9;
      }
    }
    java.util.Arrays.sort(seconds);
    return 2.0 * SIDE * SIDE * SIDE / seconds[REPEATS / 2] / 1e9;
  }
}
