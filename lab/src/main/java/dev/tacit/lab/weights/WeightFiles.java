package dev.tacit.lab.weights;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Manifests;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.NamedWeights;
import dev.tacit.lab.store.NamedWeights.Part;
import dev.tacit.lab.store.SavedWeights;
import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of all runs of an experiment as plain safetensors files: {@code
 * RUN/weights.safetensors} from the last checkpoint, and {@code RUN/weights-epochN.safetensors}
 * where a run kept some on the way. An array a parameter, named as PyTorch names those of a list of
 * modules {@code layers} that holds the layers with parameters in the order of the forward pass,
 * counted from 0: {@code layers.0.weight}, {@code layers.0.bias}, and of a batch normalisation
 * {@code layers.1.running_mean} and {@code layers.1.running_var}. The scale of a normalisation is
 * its {@code weight} there. Shapes and the order of numbers are PyTorch's.
 */
public final class WeightFiles {
  private static final String LATEST = "weights.safetensors";

  /**
   * What was written.
   *
   * @param files in the order of the runs
   * @param without runs that have no weights yet
   */
  public record Written(List<Path> files, List<String> without) {}

  private WeightFiles() {}

  /**
   * Writes them.
   *
   * @param directory of an experiment
   * @param out where they go
   * @throws IOException if it is no experiment's directory, a file is damaged or cannot be written
   */
  public static Written write(Path directory, Path out) throws IOException {
    if (ExperimentRecord.all(directory).isEmpty()) {
      ExperimentRecord.read(directory); // says what is missing
    }
    DataCache cache = new DataCache();
    List<Path> files = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (Path run : Manifest.directories(directory)) {
      Map<String, Path> sources = sources(run);
      if (sources.isEmpty()) {
        without.add(run.getFileName().toString());
        continue;
      }
      Manifest manifest = Manifest.read(run);
      List<Part> parts = Manifests.parts(run, cache);
      Path place = WholeFile.directory(out.resolve(run.getFileName().toString()));
      for (Map.Entry<String, Path> source : sources.entrySet()) {
        Path target = place.resolve(source.getKey());
        NamedWeights.write(source.getValue(), manifest.hash(), parts, target, about(manifest));
        files.add(target);
      }
    }
    return new Written(List.copyOf(files), List.copyOf(without));
  }

  /** Files with weights, by the names that theirs get. */
  private static Map<String, Path> sources(Path run) throws IOException {
    Map<String, Path> sources = new LinkedHashMap<>();
    Path latest = run.resolve(Run.CHECKPOINT);
    if (Files.exists(latest)) {
      sources.put(LATEST, latest);
    }
    for (Path kept : SavedWeights.onTheWay(run).values()) {
      sources.put(kept.getFileName().toString(), kept);
    }
    return sources;
  }

  private static Map<String, String> about(Manifest manifest) {
    Map<String, String> about = new LinkedHashMap<>(); // in a fixed order: the same bytes
    about.put("run", manifest.hash());
    about.put("name", manifest.slug());
    about.put("optimizer", manifest.optimizer());
    about.put("seed", Long.toString(manifest.seed()));
    about.put("network", manifest.network());
    about.values().removeIf(text -> text == null);
    return about;
  }
}
