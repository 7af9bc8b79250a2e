package dev.tacit.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tacit.benchmarks.PyTorchOptimizers.Found;
import dev.tacit.benchmarks.PyTorchOptimizers.Job;
import dev.tacit.benchmarks.PyTorchOptimizers.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short version of docs/studies/pytorch.md. Skipped where Python has no torch. */
@Tag("processes")
class PyTorchOptimizersTest {
  private static final int STEPS = 12;

  @TempDir private Path out;

  /**
   * Rounding of a gradient is seen against √v itself in the first steps of an adaptive rule: up to
   * 2e-15 here. In float32 it may also decide a maximum or a ReLU, which no bound knows: 1e-3 holds
   * what is left of that after a few steps. The nearest miss among hyperparameters, AdaGrad's ε of
   * 1e-10 taken ten times as large, is at 2e-5 after one step.
   */
  @Test
  void everyRuleTakesPyTorchsSteps() throws Exception {
    Optional<String> python = PyTorch.python();
    assumeTrue(python.isPresent(), "skipped: no Python with torch (TACIT_PYTHON names another)");
    List<Job> jobs = PyTorchOptimizers.jobs();
    Path script = Path.of("..").resolve(PyTorchOptimizers.SCRIPT).toAbsolutePath();
    Found found = PyTorchOptimizers.find(script, python.get(), jobs, 96, STEPS / 3);
    List<Row> rows = found.rows();
    assertEquals(jobs.size() * (STEPS + 1), rows.size());
    for (Row row : rows) {
      boolean exact = row.job().precision().equals("float64");
      assertTrue(row.step() > 0 || row.relative() == 0, "the same start: " + row);
      assertTrue(row.relative() <= (exact ? 1e-13 : 1e-3), row.toString());
    }
    new PyTorchFigures(found).write(out);
    for (String name : List.of("optimizers", "conventions")) {
      assertTrue(Files.size(out.resolve(name + ".png")) > 1000, name);
      assertTrue(Files.size(out.resolve(name + ".csv")) > 1000, name);
    }
  }
}
