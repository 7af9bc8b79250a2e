package dev.tacit.lab.experiment;

import dev.tacit.data.Dataset;
import dev.tacit.lab.store.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Runs that a person takes for the same and that are not: what tells them apart, in words. */
final class Relatives {
  private final List<Path> directories;
  private Map<Map<String, Object>, Relative> alike; // by trajectory; null until somebody asks
  private Map<Map<String, Object>, Relative> longer; // by trajectory without its length

  /** A run that is there. */
  private record Relative(
      int place, String directory, Manifest manifest, int epochs, Map<String, Object> trajectory) {}

  /**
   * @param directories of other runs, of which the first that is like one is named
   */
  Relatives(List<Path> directories) {
    this.directories = List.copyOf(directories);
  }

  /**
   * @param run about to start from nothing
   * @param data its data
   */
  synchronized Optional<String> remark(PlannedRun run, Dataset data) {
    if (alike == null) {
      read();
    }
    Map<String, Object> trajectory = Identity.trajectory(run.settings());
    Relative same = alike.get(trajectory);
    Relative other = longer.get(withoutEpochs(trajectory));
    if (same == null && other == null) {
      return Optional.empty();
    }
    if (same != null && (other == null || same.place <= other.place)) {
      return Optional.of(
          changed(data, same.manifest)
              + " since "
              + same.directory
              + " was trained; that run is kept and not gone on with, and this one starts anew");
    }
    return Optional.of(
        "the learning rate's schedule depends on the number of epochs: the "
            + other.epochs
            + " epochs of "
            + other.directory
            + " are kept and cannot be gone on with, and this run starts anew");
  }

  private void read() {
    alike = new HashMap<>();
    longer = new HashMap<>();
    for (int i = 0; i < directories.size(); i++) {
      read(i, directories.get(i))
          .ifPresent(
              relative -> {
                alike.putIfAbsent(relative.trajectory, relative);
                longer.putIfAbsent(withoutEpochs(relative.trajectory), relative);
              });
    }
  }

  private static Optional<Relative> read(int place, Path directory) {
    String name = directory.getFileName().toString();
    try {
      Manifest manifest = Manifest.read(directory);
      RunSettings settings = Manifests.settings(manifest, name);
      Map<String, Object> trajectory = Identity.trajectory(settings);
      return Optional.of(new Relative(place, name, manifest, settings.epochs(), trajectory));
    } catch (IOException | SettingsException e) {
      return Optional.empty(); // of a time when settings were others
    }
  }

  /** As in "t10k-images has changed". */
  private static String changed(Dataset data, Manifest before) {
    List<String> files = new ArrayList<>();
    data.sha256()
        .forEach(
            (file, sha256) -> {
              if (!Objects.equals(sha256, before.data().path("sha256").path(file).asText(null))) {
                files.add(file);
              }
            });
    return String.join(", ", files)
        + (files.size() == 1 ? " has" : " have")
        + " changed in "
        + before.data().path("dir").asText("data.dir");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> withoutEpochs(Map<String, Object> trajectory) {
    Map<String, Object> without = new LinkedHashMap<>(trajectory);
    Map<String, Object> train = new LinkedHashMap<>((Map<String, Object>) without.get("train"));
    train.remove(Identity.EPOCHS);
    without.put("train", train);
    return without;
  }
}
