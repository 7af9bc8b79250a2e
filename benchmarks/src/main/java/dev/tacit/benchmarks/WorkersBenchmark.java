package dev.tacit.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Two runs of the paper's SGD, measured as always, on two workers against one. */
public final class WorkersBenchmark {
  private WorkersBenchmark() {}

  /** Runs it; arguments are the experiment file, epochs (10) and rounds (3). */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    String text = Files.readString(Path.of(args.length > 0 ? args[0] : "experiments/paper.yaml"));
    int epochs = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    Bench.printMachine();
    Experiment two =
        ReproduceBenchmark.read(
            text,
            "train.epochs=" + epochs,
            "optimizers={sgd: {lr: 0.001}}",
            "claims=[]",
            "seeds=2");
    DataCache cache = new DataCache();
    Interleaved timed =
        new Interleaved()
            .add("two runs on one worker", () -> ReproduceBenchmark.run(two, 1, cache))
            .add("two runs on two workers", () -> ReproduceBenchmark.run(two, 2, cache))
            .run(1, rounds);
    timed.print();
    System.out.printf("    throughput of two workers: %.2f x%n", 1 / timed.ratio(1));
    printBusy(two, cache);
  }

  /** How busy two workers keep two cores, from opening the directory to the last run's end. */
  private static void printBusy(Experiment two, DataCache cache) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    ReproduceBenchmark.run(two, 2, cache);
    double wall = System.nanoTime() - start;
    System.out.printf(
        "    two cores busy: %.1f %% of the time%n",
        100 * (system.getProcessCpuTime() - cpu) / (2 * wall));
  }
}
