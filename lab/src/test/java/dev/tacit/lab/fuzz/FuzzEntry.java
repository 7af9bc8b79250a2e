package dev.tacit.lab.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Jazzer calls; {@code benchmarks/fuzz TARGET SECONDS} starts it. The target is named by the
 * property {@code tacit.fuzz}.
 */
public final class FuzzEntry {
  private static FuzzTarget target;
  private static Path scratch;

  private FuzzEntry() {}

  /** Called once. */
  public static void fuzzerInitialize() throws IOException {
    target = FuzzTargets.named(System.getProperty("tacit.fuzz"));
    scratch = Files.createTempDirectory("tacit-fuzz-");
  }

  /** Called for every input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    target.accepts(input, scratch);
  }
}
