package dev.tacit.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A user's own arrays, in IDX files, NumPy files or one NumPy archive: inputs and targets to train
 * on, and to test on unless these are split off.
 *
 * @param names of the arrays: training inputs and targets, test inputs and targets (empty for none)
 * @param archive the file that holds all of them; null where each is a file
 */
record ArrayFiles(Format format, ArraySet set, List<String> names, String archive)
    implements Source {
  private static final List<String> KEYS =
      List.of("trainInputs", "trainTargets", "testInputs", "testTargets");
  private static final String ARCHIVE = "file";

  /** Where the arrays are. */
  enum Format {
    IDX,
    NPY,
    NPZ;

    /** What the four arrays are called unless a file says otherwise. */
    private List<String> standard() {
      return switch (this) {
        case IDX -> MnistFiles.FILES;
        case NPY -> List.of("x_train.npy", "y_train.npy", "x_test.npy", "y_test.npy");
        case NPZ -> List.of("x_train", "y_train", "x_test", "y_test");
      };
    }

    /** The set's name. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    Map<String, Object> defaults() {
      Map<String, Object> defaults = new LinkedHashMap<>();
      if (this == NPZ) {
        defaults.put(ARCHIVE, "data.npz");
      }
      for (int i = 0; i < KEYS.size(); i++) {
        defaults.put(KEYS.get(i), standard().get(i));
      }
      ArraySet.defaults(defaults);
      return defaults;
    }

    ArrayFiles from(Options options) {
      return new ArrayFiles(
          this,
          ArraySet.from(toString(), options),
          List.of(
              options.needed(KEYS.get(0)),
              options.needed(KEYS.get(1)),
              options.text(KEYS.get(2)),
              options.text(KEYS.get(3))),
          this == NPZ ? options.needed(ARCHIVE) : null);
    }
  }

  @Override
  public void check() {
    if (names.get(2).isEmpty() != names.get(3).isEmpty()) {
      throw new IllegalArgumentException(
          "testInputs and testTargets: give both or neither (''), found '"
              + names.get(2)
              + "' and '"
              + names.get(3)
              + "'");
    }
    set.selection().requireTest(!split(), KEYS.get(2));
  }

  private boolean split() {
    return names.get(2).isEmpty();
  }

  @Override
  public Dataset load(Path directory) throws DataException {
    Map<String, NumberArray> arrays = read(new DataDirectory(directory, format.toString()));
    Map<String, String> digests = new LinkedHashMap<>();
    arrays.forEach((name, array) -> digests.put(archive == null ? name : archive, array.sha256()));
    return set.of(pair(arrays, 0), split() ? null : pair(arrays, 2), digests);
  }

  private ArraySet.Pair pair(Map<String, NumberArray> arrays, int first) throws DataException {
    return ArraySet.Pair.of(arrays.get(names.get(first)), arrays.get(names.get(first + 1)));
  }

  private Map<String, NumberArray> read(DataDirectory files) throws DataException {
    Set<String> wanted = new LinkedHashSet<>(split() ? names.subList(0, 2) : names);
    if (archive != null) {
      return files.read(
          archive, (name, in) -> NpzReader.read(name, in, wanted, ArraySet.MAX_VALUES));
    }
    Map<String, NumberArray> arrays = new LinkedHashMap<>();
    for (String file : wanted) {
      arrays.put(
          file,
          files.read(
              file,
              (name, in) ->
                  format == Format.IDX
                      ? IdxReader.readNumbers(name, in, ArraySet.MAX_VALUES)
                      : NpyReader.read(name, in, ArraySet.MAX_VALUES)));
    }
    return arrays;
  }
}
