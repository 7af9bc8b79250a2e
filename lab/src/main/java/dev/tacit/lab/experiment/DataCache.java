package dev.tacit.lab.experiment;

import dev.tacit.data.Dataset;
import dev.tacit.data.Datasets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Data sets as published, each loaded once for all runs of a process; safe for several threads. */
public final class DataCache {
  private record Key(String name, Map<String, Object> options, String dir) {}

  private final Map<Key, Dataset> loaded = new HashMap<>();

  /**
   * The data set of a run, without noise; shared, not to be changed.
   *
   * @throws IOException if a file is missing or damaged
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
    return dataset;
  }
}
