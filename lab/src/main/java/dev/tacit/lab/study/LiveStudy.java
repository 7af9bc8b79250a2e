package dev.tacit.lab.study;

import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A study whose runs may still be on their way. Each look reads what was added since the one
 * before; a run whose files cannot be read keeps what was read of it, and its fault is told. Safe
 * for use by several threads.
 */
public final class LiveStudy {
  private final Path directory;
  private final int number;
  private final Map<String, RunWatch> watches = new LinkedHashMap<>();
  private final Map<String, Long> changes = new HashMap<>();
  private ExperimentRecord experiment;
  private FileTime recorded;
  private Look last;

  /**
   * How a study stood at a look.
   *
   * @param version rises with every change
   * @param study then
   * @param changes the version in which each run changed last, by its directory's name
   * @param faults why files of a run could not be read, by its directory's name
   */
  public record Look(
      long version, Study study, Map<String, Long> changes, Map<String, String> faults) {
    /** Copies the maps. */
    public Look {
      changes = Map.copyOf(changes);
      faults = Map.copyOf(faults);
    }
  }

  /**
   * Of what one command asked for.
   *
   * @param directory of an experiment
   * @param number of the command, from 1
   */
  public LiveStudy(Path directory, int number) {
    this.directory = directory;
    this.number = number;
  }

  /**
   * Looks at the files.
   *
   * @throws IOException when the experiment's record is missing or damaged and none was read before
   */
  public synchronized Look look() throws IOException {
    boolean other = record();
    List<RunWatch> all = List.copyOf(watches.values());
    List<Boolean> changed = all.parallelStream().map(RunWatch::refresh).toList();
    if (last != null && !other && !changed.contains(true)) {
      return last;
    }
    long version = last == null ? 1 : last.version() + 1;
    Map<String, String> faults = new HashMap<>();
    List<String> names = new ArrayList<>(watches.keySet());
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (changed.get(i) || !changes.containsKey(name)) {
        changes.put(name, version);
      }
      if (!all.get(i).fault().isEmpty()) {
        faults.put(name, all.get(i).fault());
      }
    }
    Study study = new Study(experiment, this::run);
    last = new Look(version, study, changes, faults);
    return last;
  }

  private Optional<RunRecord> run(String name) {
    return watches.get(name).run();
  }

  /** Reads what was asked for where that has changed. */
  private boolean record() throws IOException {
    FileTime time;
    try {
      time = Files.getLastModifiedTime(ExperimentRecord.file(directory, number));
      if (time.equals(recorded)) {
        return false;
      }
      experiment = ExperimentRecord.read(directory, number);
    } catch (IOException e) {
      if (experiment == null) {
        ExperimentRecord.read(directory, number); // says what is missing
        throw e;
      }
      return false; // being replaced, or gone with its directory: what was known stays
    }
    recorded = time;
    Set<String> names = new LinkedHashSet<>();
    experiment.runs().forEach(run -> names.add(run.directory()));
    watches.keySet().retainAll(names);
    changes.keySet().retainAll(names);
    for (String name : names) {
      watches.computeIfAbsent(name, key -> new RunWatch(directory.resolve(key)));
    }
    return true;
  }
}
