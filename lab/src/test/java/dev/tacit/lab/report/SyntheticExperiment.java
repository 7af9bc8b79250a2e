package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tacit.lab.store.MetricRecord;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Writes run directories with plausible made-up curves, as a lab would have written them. */
final class SyntheticExperiment {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> ADAPTIVE = Set.of("rmsprop", "adam", "adamw", "adagrad");

  String name = "synthetic";
  String title = "";
  String description = "Made-up curves for tests.";
  Map<String, String> optimizers = new LinkedHashMap<>(); // label -> rule
  int seeds = 1;
  int epochs = 300;
  List<Map<String, Object>> variants = List.of(Map.of());
  List<Map<String, Object>> claims = new ArrayList<>();
  Set<String> without = new HashSet<>();
  Set<String> only = Set.of(); // all of them
  boolean layers = true;
  int further;

  /** A run that stops early. */
  record Stop(String optimizer, int seed, State state, int epoch, String reason) {}

  List<Stop> stops = new ArrayList<>();

  SyntheticExperiment(String... rules) {
    for (String rule : rules) {
      optimizers.put(rule, rule);
    }
  }

  /** An experiment with the paper's optimizers and claims. */
  static SyntheticExperiment paper(int seeds, int epochs) {
    SyntheticExperiment experiment = new SyntheticExperiment("sgd", "rmsprop", "adam");
    experiment.seeds = seeds;
    experiment.epochs = epochs;
    experiment.title = "Implicit regularization of SGD against adaptive methods";
    experiment.claim("train/error", "final", "adam", "sgd", "Adam trains to a lower error.");
    experiment.claim("test/error", "final", "sgd", "adam", "SGD generalises better than Adam.");
    experiment.claim("implicit/paper", "final", "rmsprop", "sgd", "The term is absent.");
    experiment.claim("norm/l2", "matched-loss", "sgd", "adam", "SGD has the smaller norm.");
    return experiment;
  }

  SyntheticExperiment claim(String metric, String at, String less, String than, String says) {
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put("metric", metric);
    claim.put("at", at);
    claim.put("less", less);
    claim.put("than", than);
    claim.put("says", says);
    claim.put("source", "paper, conclusion");
    claims.add(claim);
    return this;
  }

  /** Writes everything into a directory. */
  Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<String> runs = new ArrayList<>();
    int number = 0;
    for (int seed = 0; seed < seeds; seed++) {
      for (Map<String, Object> variant : variants) {
        for (String label : optimizers.keySet()) {
          String run =
              label + "-seed" + seed + String.format("-%08x", 0x1a2b3c4d + 7919 * number++);
          runs.add(run);
          write(directory.resolve(run), label, seed, variant);
        }
      }
    }
    Map<String, Object> experiment = new LinkedHashMap<>();
    experiment.put("format", 1);
    experiment.put("name", name);
    experiment.put("title", title);
    experiment.put("description", description);
    experiment.put("optimizers", optimizers.keySet());
    experiment.put("variants", variants);
    experiment.put("seeds", IntStream.range(0, seeds).boxed().toList());
    experiment.put("runs", runs);
    experiment.put("epochs", epochs);
    experiment.put("claims", claims);
    experiment.put("experiment", Map.of("name", name, "train", Map.of("batch", 64)));
    json(directory.resolve("experiment.json"), experiment);
    return directory;
  }

  private static void json(Path file, Object value) throws IOException {
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
  }

  private void write(Path run, String label, int seed, Map<String, Object> variant)
      throws IOException {
    Files.createDirectories(run);
    String rule = optimizers.get(label);
    Stop stop =
        stops.stream()
            .filter(s -> s.optimizer().equals(label) && s.seed() == seed)
            .findFirst()
            .orElse(new Stop(label, seed, State.finished, epochs, ""));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("format", 1);
    manifest.put("experiment", name);
    manifest.put("slug", label + "-seed" + seed);
    manifest.put("hash", "0123456789abcdef".repeat(4));
    manifest.put("optimizer", label);
    manifest.put("rule", rule);
    manifest.put("seed", seed);
    manifest.put("variant", variant);
    manifest.put(
        "settings",
        Map.of(
            "loss", "cross-entropy",
            "train", Map.of("batch", variant.getOrDefault("train.batch", 64), "order", "reshuffle"),
            "optimizer", Map.of("rule", rule, "lr", 0.001)));
    manifest.put("parameters", 400906);
    manifest.put("network", "784-256-256-256-256-10, relu");
    manifest.put("trainingExamples", 10000);
    manifest.put("testExamples", 10000);
    manifest.put("corruptedLabels", 3000);
    manifest.put("stepsPerEpoch", 157);
    manifest.put("data", Map.of("name", "mnist-20k", "sha256", Map.of("train-labels", "ab12")));
    manifest.put("probes", Map.of("norm/l2", Map.of("every", 1, "metrics", List.of("norm/l2"))));
    manifest.put("metrics", words());
    manifest.put("obstacles", Map.of("curvature/trace", "the model has no linear layers"));
    manifest.put("environment", Map.of("tacit", "0.1.0", "java", "17", "cpu", "AMD EPYC"));
    manifest.put("started", "2026-11-24T08:15:00Z");
    json(run.resolve("manifest.json"), manifest);
    Files.writeString(run.resolve("metrics.csv"), metrics(rule, seed, variant, stop));
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("state", stop.state());
    status.put("step", 157 * stop.epoch());
    status.put("epoch", stop.epoch());
    status.put("reason", stop.reason());
    status.put("lastFinite", Map.of());
    status.put("seconds", 100 + seed);
    status.put("measuringSeconds", 40);
    json(run.resolve("status.json"), status);
  }

  private static Map<String, MetricRecord> words() {
    Map<String, MetricRecord> words = new LinkedHashMap<>();
    for (Probe probe : Probes.all().values()) {
      probe.descriptions().forEach(metric -> words.put(metric.name(), MetricRecord.of(metric)));
    }
    return words;
  }

  private String metrics(String rule, int seed, Map<String, Object> variant, Stop stop) {
    boolean adaptive = ADAPTIVE.contains(rule);
    double batch = ((Number) variant.getOrDefault("train.batch", 64)).doubleValue();
    double speed = (adaptive ? 0.04 : 0.008) * (rule.equals("adam") ? 1.4 : 1) * 64 / batch;
    SplittableRandom random = new SplittableRandom(1000L * rule.hashCode() + seed);
    double own = Math.exp(0.08 * random.nextGaussian());
    StringBuilder text = new StringBuilder("step,epoch,metric,value,error\n");
    for (int epoch = 0; epoch <= stop.epoch(); epoch++) {
      Row row = new Row(text, epoch);
      double t = epoch * speed * own;
      double loss = 2.35 * Math.exp(-t) + 2e-4 * (1 + 0.5 * random.nextDouble());
      loss *= Math.exp(0.06 * random.nextGaussian());
      boolean last = stop.state() == State.diverged && epoch == stop.epoch();
      loss = last ? 40 : loss;
      double left = Math.min(1, loss / 2.3);
      double square = 4 * left * Math.exp(0.1 * random.nextGaussian()) + 1e-5;
      double noise = 0.3 + 0.7 * left;
      row.add("train/loss", loss);
      row.add("train/error", last ? 0.9 : 0.9 * left * (1 - 0.2 * (1 - left)));
      row.add("train/error_clean", 0.9 * left * left);
      row.add("train/error_corrupted", Math.min(1, 1 - left + 0.1));
      row.add("train/memorised", 1 - left);
      row.add("test/loss", 0.6 + 0.4 * left + 0.05 * t);
      row.add("test/error", last ? 0.9 : 0.1 + 0.8 * left * left + 0.2 * (1 - Math.exp(-t / 3)));
      row.add("norm/l2", (adaptive ? 25 + 2.5 * Math.log1p(t) : 25 + 0.8 * t) + 0.1 * own);
      row.add("norm/distance_from_init", (adaptive ? 6 : 3) * Math.log1p(t));
      row.add("implicit/sgd", 2.5e-4 * square);
      row.add("implicit/gd", 2.5e-4 * square * (1 - noise));
      row.add("implicit/batch_variance", 2.5e-4 * square * noise);
      row.add("gradient/norm", Math.sqrt(square * (1 - noise)));
      row.add("gradient/batch_norm_squared", square);
      if (epoch > 0) {
        row.add("implicit/running", 2.6e-4 * square);
      }
      row.add("implicit/rmsprop_paper", epoch == 0 ? 0 : 1e-10 * square * square * square);
      row.add("implicit/rmsprop_frozen", 5e-3 * Math.sqrt(square));
      if (adaptive) {
        row.add("implicit/adaptive_one_norm", -0.02 * Math.sqrt(square));
        row.add("implicit/omega", (epoch % 7 - 3) * square * square);
        row.add("implicit/chi", 3 * Math.exp(-t / 1.5));
      }
      if (epoch % 10 == 0) {
        double sharpness = 2000 * (1 - Math.exp(-t / 2)) + 20;
        row.add("curvature/lambda_max", sharpness * (adaptive ? 3 : 1.02), Double.NaN);
        row.add("curvature/trace", 9 * sharpness, 0.6 * sharpness);
      }
      for (int i = 0; i < further; i++) {
        row.add("complexity/measure_" + i, Math.exp(-i * t / 10) * (1 + i));
      }
      for (int layer = 1; layer <= 5 && layers; layer++) {
        row.add("norm/l2/layer" + layer + ".weight", 20 - layer + t);
        row.add("norm/l2/layer" + layer + ".bias", 0.01 * layer * t);
        row.add("norm/distance_from_init/layer" + layer + ".weight", layer * t);
        row.add("norm/distance_from_init/layer" + layer + ".bias", 0.01 * layer * t);
      }
      if (last) {
        row.add("implicit/running", Double.NaN);
      }
    }
    return text.toString();
  }

  /** Rows of one epoch. */
  private final class Row {
    private final StringBuilder text;
    private final int epoch;
    private final Set<String> written = new HashSet<>();

    Row(StringBuilder text, int epoch) {
      this.text = text;
      this.epoch = epoch;
    }

    void add(String metric, double value) {
      add(metric, value, Double.NaN);
    }

    void add(String metric, double value, double error) {
      boolean wanted = (only.isEmpty() || only.contains(metric)) && !without.contains(metric);
      if (wanted && written.add(metric)) {
        text.append(157 * epoch).append(',').append(epoch).append(',').append(metric).append(',');
        text.append(value).append(',').append(Double.isNaN(error) ? "" : "" + error).append('\n');
      }
    }
  }
}
