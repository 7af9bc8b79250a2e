package dev.tacit.benchmarks;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whole trainings with the presets' measurements against the same trainings bare: 784-512-256-128-
 * 64-10, batches of 64, one worker, each preset with its own schedules. Between {@code cheap} and
 * {@code standard} it adds one family at a time, to say where the time goes. Measurements are also
 * taken before the first step, so that short trainings pay more for rare ones.
 */
public final class PresetBenchmark {
  private static final String MODEL =
      """
      name: presets
      data:   {name: mnist-20k, labelNoise: {rate: 0.3}}
      model:  {name: mlp, widths: [512, 256, 128, 64], activation: relu}
      train:  {batch: 64}
      """;

  /** What standard has and cheap has not, in families. */
  private static final List<String> FAMILIES =
      List.of(
          "gradient/sample_norm, gradient/noise_scale",
          "gradient/inner_product_test",
          "curvature/lambda_max, curvature/lambda_max_preconditioned",
          "curvature/trace");

  private PresetBenchmark() {}

  /** Runs it; arguments are epochs (50), rounds (2) and rules (sgd adam). */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 50;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    List<String> rules =
        args.length > 2 ? List.of(args).subList(2, args.length) : List.of("sgd", "adam");
    Bench.printMachine();
    for (String rule : rules) {
      System.out.printf("%n%s, %d epochs, learning rate 0.001%n", rule, epochs);
      time(rule, epochs, rounds);
    }
  }

  private static void time(String rule, int epochs, int rounds) {
    Map<String, String> configurations = new LinkedHashMap<>();
    configurations.put("none", "{preset: none}");
    configurations.put("cheap", "{preset: cheap}");
    for (String family : FAMILIES) {
      configurations.put("cheap + " + family, "{preset: cheap, " + scheduled(family) + "}");
    }
    configurations.put("standard", "{preset: standard}");
    configurations.put("cheap, every 2 epochs", "{preset: cheap, every: 2}");
    configurations.put("standard, every 2 epochs", "{preset: standard, every: 2}");
    DataCache cache = new DataCache();
    Interleaved timed = new Interleaved();
    configurations.forEach(
        (name, probes) -> {
          ReproduceBenchmark.run(experiment(rule, probes, 2), 1, cache); // compile what is hot
          Experiment experiment = experiment(rule, probes, epochs);
          timed.add(name, () -> ReproduceBenchmark.run(experiment, 1, cache));
        });
    timed.run(0, rounds).print();
  }

  private static Experiment experiment(String rule, String probes, int epochs) {
    return ReproduceBenchmark.read(
        MODEL + "optimizers: {one: {rule: " + rule + ", lr: 0.001}}\nprobes: " + probes,
        "train.epochs=" + epochs);
  }

  private static String scheduled(String family) {
    String every = family.startsWith("curvature") ? "every 10 epochs" : "every epoch";
    return family.replace(",", ": " + every + ",") + ": " + every;
  }
}
