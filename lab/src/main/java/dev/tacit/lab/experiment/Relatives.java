package dev.tacit.lab.experiment;

import dev.tacit.data.Dataset;
import dev.tacit.lab.store.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Runs that a person takes for the same and that are not: what tells them apart, in words. */
final class Relatives {
  private Relatives() {}

  /**
   * @param run about to start from nothing
   * @param data its data
   * @param found manifests of other runs, by directory
   */
  static Optional<String> remark(PlannedRun run, Dataset data, Map<String, Manifest> found) {
    Map<String, Object> mine = Identity.trajectory(run.settings());
    for (Map.Entry<String, Manifest> other : found.entrySet()) {
      Map<String, Object> others;
      int epochs;
      try {
        RunSettings settings = Manifests.settings(other.getValue(), other.getKey());
        others = Identity.trajectory(settings);
        epochs = settings.epochs();
      } catch (IOException | SettingsException e) {
        continue; // of a time when settings were others
      }
      if (mine.equals(others)) {
        return Optional.of(
            changed(data, other.getValue())
                + " since "
                + other.getKey()
                + " was trained; that run is kept and not gone on with, and this one starts anew");
      }
      if (withoutEpochs(mine).equals(withoutEpochs(others))) {
        return Optional.of(
            "the learning rate's schedule depends on the number of epochs: the "
                + epochs
                + " epochs of "
                + other.getKey()
                + " are kept and cannot be gone on with, and this run starts anew");
      }
    }
    return Optional.empty();
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
