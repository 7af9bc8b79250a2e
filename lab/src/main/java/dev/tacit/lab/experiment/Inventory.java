package dev.tacit.lab.experiment;

import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunHead;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which runs lie in an experiment's directory, and how far each of them is. Writes and locks
 * nothing.
 *
 * <p>A run is found by its hash, whatever its directory was called after, among those that were
 * there at the first look; how far it is is asked of its files each time.
 */
public final class Inventory {
  private final Path path;
  private final List<Path> runs;
  private final Map<String, String> directories = new HashMap<>(); // by hash
  private final Map<String, RunHead> heads = new HashMap<>(); // by hash

  private Inventory(Path path, List<Path> runs) {
    this.path = path;
    this.runs = List.copyOf(runs);
  }

  /** Looks at a directory; a damaged manifest is complained of when a run needs it. */
  public static Inventory of(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return new Inventory(path, List.of());
    }
    Inventory inventory = new Inventory(path, Manifest.directories(path));
    List<Optional<RunHead>> read = inventory.runs.parallelStream().map(RunHead::read).toList();
    for (int i = 0; i < read.size(); i++) {
      String name = inventory.runs.get(i).getFileName().toString();
      read.get(i)
          .ifPresent(
              head -> {
                if (inventory.directories.putIfAbsent(head.hash(), name) == null) {
                  inventory.heads.put(head.hash(), head);
                }
              });
    }
    return inventory;
  }

  /** One run, whose folder is known. */
  static Inventory ofOne(Path path, String hash, String folder) {
    Inventory inventory = new Inventory(path, List.of());
    inventory.directories.put(hash, folder);
    return inventory;
  }

  /** The directories of all runs that were there, sorted. */
  List<Path> runs() {
    return runs;
  }

  /** Where a run's files are, or will be. */
  public Path of(PlannedRun run) {
    String name = directories.get(run.hash());
    return path.resolve(name == null ? run.directoryName() : name);
  }

  /** The status of a run; null if it never started. */
  public RunStatus status(PlannedRun run) {
    return RunStatus.read(of(run));
  }

  /**
   * How a run ended, if there is nothing to train: it diverged, or went as far as it is to go, be
   * that by a rule that ends it before its last epoch. One that is on its way further has finished
   * what is asked.
   *
   * @param status of the run, or null
   */
  public Optional<RunStatus> ended(PlannedRun run, RunStatus status) {
    if (status == null) {
      return Optional.empty();
    }
    RunSettings settings = run.settings();
    if (status.state().isEnd()) {
      boolean there =
          status.state() == RunStatus.State.diverged
              || status.epoch() >= settings.epochs()
              || isEndedByRule(run, status);
      return Optional.of(status).filter(end -> there);
    }
    boolean beyond = status.epoch() > settings.epochs() || isEndedByRule(run, status);
    return beyond ? Optional.of(status.ended(RunStatus.State.finished, "")) : Optional.empty();
  }

  /**
   * How a run ended of which nothing is left to do: there is nothing to train, and all is measured
   * that is asked.
   *
   * @param status of the run, or null
   */
  public Optional<RunStatus> complete(PlannedRun run, RunStatus status) {
    return ended(run, status).filter(end -> missing(run).isEmpty());
  }

  /** Whether its rules end a run, as far as its measurements can be read. */
  private boolean isEndedByRule(PlannedRun run, RunStatus status) {
    Until rules = run.settings().until();
    if (rules.isNever()) {
      return false;
    }
    if (status.state().isEnd() && rules.equals(status.until())) {
      return true;
    }
    try {
      return RunRecord.read(of(run))
          .flatMap(read -> read.end(rules, run.settings().epochs()))
          .isPresent();
    } catch (IOException e) {
      return false; // damaged: said when the run goes on
    }
  }

  /**
   * The probes that are asked of a run and that it was trained without, or with more rarely; none
   * of a run that never started.
   */
  public Set<String> missing(PlannedRun run) {
    return RunHead.read(of(run)).map(head -> missing(run, head)).orElse(Set.of());
  }

  private static Set<String> missing(PlannedRun run, RunHead head) {
    Set<String> missing = new LinkedHashSet<>();
    run.settings()
        .probes()
        .every()
        .forEach(
            (probe, when) -> {
              if (!head.covers(probe, when)) {
                missing.add(probe);
              }
            });
    return missing;
  }

  /** Whether a run measured all that is asked of it, as it was at the first look. */
  boolean wasMeasured(PlannedRun run) {
    RunHead head = heads.get(run.hash());
    return head != null
        && run.settings().probes().hasSizesOf(head.asked())
        && missing(run, head).isEmpty();
  }
}
