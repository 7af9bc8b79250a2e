package dev.tacit.lab.experiment;

import dev.tacit.data.ClassGroups;
import dev.tacit.data.CornerPatch;
import dev.tacit.data.Dataset;
import dev.tacit.data.Datasets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Data sets, each loaded once for all runs of a process; safe for several threads. */
public final class DataCache {
  private record Key(String name, Map<String, Object> options, String dir) {}

  private record Transformed(Key key, ClassGroups groups, CornerPatch patch) {}

  private final Map<Key, Dataset> loaded = new HashMap<>();
  private final Map<Transformed, Dataset> transformed = new HashMap<>();

  /**
   * The data set of a run, with its classes taken together and its patch, without noise; shared,
   * not to be changed.
   *
   * @throws IOException if a file is missing or damaged
   * @throws SettingsException if the transforms do not fit it
   */
  public synchronized Dataset get(RunSettings settings) throws IOException {
    DataSettings data = settings.data();
    Key key = new Key(data.name(), data.options(), data.dir());
    Dataset dataset = loaded.get(key);
    if (dataset == null) {
      dataset =
          Datasets.load(
              data.name(), data.options(), data.dir() == null ? null : Path.of(data.dir()));
      loaded.put(key, dataset);
    }
    Transformed as = new Transformed(key, data.groups(), data.patch());
    if (!transformed.containsKey(as)) {
      transformed.put(as, data.transformed(dataset));
    }
    return transformed.get(as);
  }
}
