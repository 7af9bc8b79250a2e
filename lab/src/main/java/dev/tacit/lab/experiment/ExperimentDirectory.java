package dev.tacit.lab.experiment;

import dev.tacit.data.Dataset;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunHead;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.Schedule;
import dev.tacit.lab.store.TuningRecord;
import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Where an experiment keeps its runs and its reports. It belongs to one experiment by name; results
 * that are there are kept, whatever else is run into it, and while it is open no other process
 * deletes anything in it.
 *
 * <p>A run is found by its hash, whatever its directory was called after. Each different command
 * leaves a record of its own (experiment.json, experiment-2.json, …), so that none replaces the
 * report of another.
 */
public final class ExperimentDirectory implements AutoCloseable {
  /** The file that says which experiment this is. */
  public static final String FILE = ExperimentRecord.FILE;

  private static final int LONGEST_NAME = 255; // bytes, of every file system in use
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path path;
  private final String asked; // before anything was chosen
  private final DirectoryLock using;
  private final Inventory inventory;
  private final Relatives relatives;
  private volatile Experiment experiment;
  private int number;

  private ExperimentDirectory(
      Path path, Experiment experiment, DirectoryLock using, Inventory inventory) {
    this.path = path;
    this.inventory = inventory;
    this.relatives = new Relatives(inventory.runs());
    this.experiment = experiment;
    this.asked = experiment.tuning() == null ? "" : Records.asked(experiment);
    this.using = using;
  }

  /** Opens the directory, keeping what is there; as {@link #open(Path, Experiment, boolean)}. */
  public static ExperimentDirectory open(Path path, Experiment experiment) throws IOException {
    return open(path, experiment, false);
  }

  /**
   * Makes the directory, or opens it if it is this experiment's, and writes its record.
   *
   * @param overwrite whether the results of these runs, and of no others, are deleted
   * @throws SettingsException if it holds something else
   * @throws IOException if it cannot be written, or something would be deleted that a living
   *     process trains, draws or reads
   */
  public static ExperimentDirectory open(Path path, Experiment experiment, boolean overwrite)
      throws IOException {
    check(path, experiment);
    WholeFile.directory(path);
    if (overwrite) {
      Overwriting.delete(path, doomed(path, experiment));
    }
    DirectoryLock using = using(path);
    try {
      ExperimentDirectory directory =
          new ExperimentDirectory(path, experiment, using, Inventory.of(path));
      directory.record();
      return directory;
    } catch (IOException | RuntimeException e) {
      using.close();
      throw e;
    }
  }

  /** The hashes of all runs of an experiment, and of those that an earlier tuning led to. */
  private static Set<String> doomed(Path path, Experiment experiment) throws IOException {
    Set<String> hashes = new LinkedHashSet<>();
    experiment.known().forEach(run -> hashes.add(run.hash()));
    if (experiment.tuning() != null) {
      String asked = Records.asked(experiment);
      for (int number : ExperimentRecord.all(path).keySet()) {
        ExperimentRecord record = ExperimentRecord.read(path, number);
        if (record.tuning() != null && asked.equals(record.tuning().asked())) {
          record.directories().stream()
              .map(path::resolve)
              .flatMap(run -> RunHead.read(run).stream())
              .forEach(head -> hashes.add(head.hash()));
        }
      }
    }
    return hashes;
  }

  /**
   * Opens the directory of an experiment for one run that was ordered from it, elsewhere or by
   * another process. Writes nothing but what the run does.
   *
   * @throws IOException if it is not there or another process deletes in it
   */
  public static ExperimentDirectory of(Path path, Order order) throws IOException {
    Experiment experiment = order.experiment();
    return new ExperimentDirectory(
        path, experiment, using(path), Inventory.ofOne(path, order.hash(), order.folder()));
  }

  private static DirectoryLock using(Path path) throws IOException {
    return DirectoryLock.use(path)
        .orElseThrow(
            () ->
                new IOException(
                    "another process deletes results in " + path + "; try again when it has"));
  }

  /**
   * Refuses a place that is not for this experiment; writes nothing.
   *
   * @throws SettingsException if it holds something else or its name is too long
   */
  public static void check(Path path, Experiment experiment) throws IOException {
    for (Path part : path) {
      int bytes = part.toString().getBytes(StandardCharsets.UTF_8).length;
      if (bytes > LONGEST_NAME) {
        throw new SettingsException(
            "--out", "a directory's name has at most " + LONGEST_NAME + " bytes, found " + bytes);
      }
    }
    SortedMap<Integer, Path> records = ExperimentRecord.all(path);
    if (records.isEmpty()) {
      if (Files.exists(path) && !isEmptyDirectory(path)) {
        throw new SettingsException(
            path.toString(),
            "exists and is not an experiment's directory; choose another --out or an empty one");
      }
      return;
    }
    ExperimentRecord.Owner owner = ExperimentRecord.owner(records.get(records.firstKey()));
    if (!experiment.name().equals(owner.name())) {
      throw new SettingsException(
          path.toString(),
          "holds the results of the experiment '"
              + owner.name()
              + "', not of '"
              + experiment.name()
              + "'; choose another --out");
    }
    if (owner.format() < ExperimentRecord.FORMAT) {
      throw new SettingsException(
          path.toString(),
          "was made by an earlier Tacit, whose runs are named after other things (format "
              + owner.format()
              + "); its report can be redrawn, but no run goes on in it: choose another --out");
    }
  }

  private static boolean isEmptyDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.allMatch(
          child ->
              child.endsWith(DirectoryLock.FILE)
                  || WholeFile.isBeingWritten(child, FILE)); // by another that starts just now
    }
  }

  private static Optional<Manifest> readable(Path run) {
    try {
      return Optional.of(Manifest.read(run));
    } catch (IOException e) {
      return Optional.empty(); // damaged: said when a run needs it
    }
  }

  /** Writes what this command asks for, under the number that the same command had before. */
  private void record() throws IOException {
    ExperimentRecord mine = Records.of(this, asked, List.of());
    try (DirectoryLock writing = writing()) {
      check(path, experiment); // another may have made it its own meanwhile
      SortedMap<Integer, Path> records = ExperimentRecord.all(path);
      Optional<Integer> same = mine.in(records);
      if (same.isPresent()) {
        number = same.get();
        return;
      }
      number = records.isEmpty() ? 1 : records.lastKey() + 1;
      for (int before : records.keySet()) {
        ExperimentRecord there = ExperimentRecord.read(path, before);
        if (mine.asksTheSame(there)) {
          number = before;
          if (there.tuning() != null) {
            return; // what was chosen stays until it is chosen again
          }
          break;
        }
      }
      mine.write(path, number);
    }
  }

  /**
   * Writes what tuning has come to.
   *
   * @param chosen the experiment with the settings that are chosen
   * @param searches what was tried so far
   */
  public void choose(Experiment chosen, List<TuningRecord.Search> searches) throws IOException {
    experiment = chosen;
    try (DirectoryLock writing = writing()) {
      Records.of(this, asked, searches).write(path, number);
    }
  }

  private DirectoryLock writing() throws IOException {
    return DirectoryLock.writeWithin(path, PATIENCE)
        .orElseThrow(
            () -> new IOException("another process holds " + path.resolve(DirectoryLock.FILE)));
  }

  /** The directory itself. */
  public Path path() {
    return path;
  }

  /** The experiment it belongs to. */
  public Experiment experiment() {
    return experiment;
  }

  /** Which of the commands in this directory this is, from 1. */
  public int number() {
    return number;
  }

  /** Where a run's files are. */
  public Path of(PlannedRun run) {
    return inventory.of(run);
  }

  /** The status of a run; null if it never started. */
  public RunStatus status(PlannedRun run) {
    return inventory.status(run);
  }

  /**
   * How a run ended, if there is nothing to train, as {@link Inventory#ended}.
   *
   * @param status of the run, or null
   */
  public Optional<RunStatus> ended(PlannedRun run, RunStatus status) {
    return inventory.ended(run, status);
  }

  /** How a run ended of which nothing is left to do, as {@link Inventory#complete}. */
  public Optional<RunStatus> complete(PlannedRun run, RunStatus status) {
    return inventory.complete(run, status);
  }

  /** Why a run starts from nothing although one much like it is here; empty if none is. */
  public Optional<String> remark(PlannedRun run, Dataset data) {
    return relatives.remark(run, data);
  }

  /**
   * The probes that are asked of a run and that it was trained without, or with more rarely; none
   * of a run that never started.
   */
  public Set<String> missing(PlannedRun run) {
    return inventory.missing(run);
  }

  /**
   * How all runs of the experiment ended, if nothing is left to do for any, as far as was seen when
   * the directory was opened.
   */
  public Optional<Settled> settled() {
    return settled(inventory);
  }

  /** The same as all files say now. */
  Optional<Settled> settledNow() throws IOException {
    return settled(Inventory.of(path));
  }

  private Optional<Settled> settled(Inventory there) {
    List<PlannedRun> runs = experiment.runs();
    if (!runs.stream().allMatch(there::wasMeasured)) {
      return Optional.empty();
    }
    List<Optional<RunStatus>> ends =
        runs.parallelStream().map(run -> there.ended(run, there.status(run))).toList();
    Map<PlannedRun, RunStatus> settled = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      if (ends.get(i).isEmpty()) {
        return Optional.empty();
      }
      settled.put(runs.get(i), ends.get(i).get());
    }
    return Optional.of(
        new Settled(
            number,
            settled,
            runs.stream().map(run -> there.of(run).getFileName().toString()).toList()));
  }

  /** A run with the sizes of measurements that it was begun with, since a curve has one of them. */
  public PlannedRun asBegun(PlannedRun run) {
    RunStatus status = status(run);
    boolean begun =
        Files.exists(of(run).resolve(Run.CHECKPOINT)) || (status != null && status.state().isEnd());
    Optional<Manifest> manifest = begun ? readable(of(run)) : Optional.empty();
    if (manifest.isEmpty()) {
      return run;
    }
    try {
      RunSettings settings = run.settings();
      ProbeSettings before = Manifests.settings(manifest.get(), of(run).toString()).probes();
      return settings.probes().sizes().equals(before.sizes())
          ? run
          : new PlannedRun(
              run.names(), settings.withProbes(settings.probes().sized(before)), run.hash());
    } catch (IOException | SettingsException e) {
      return run; // of a time when settings were others
    }
  }

  /**
   * Makes a run's directory with its manifest, or checks that the manifest there is the run's and
   * writes with what it goes on. One that has no checkpoint begins anew.
   *
   * @return the run with the probes that it has from its start; others are added when it is over
   * @throws IOException if it cannot be written or belongs to other settings
   */
  public PreparedRun begin(PlannedRun run, PreparedRun prepared, Dataset data) throws IOException {
    Path directory = of(run);
    boolean isThere = Files.exists(directory.resolve(Manifest.FILE));
    Manifest manifest = isThere ? own(run) : null;
    if (!isThere || !Files.exists(directory.resolve(Run.CHECKPOINT))) {
      Manifests.of(experiment.name(), run, prepared, data).write(directory);
      return prepared;
    }
    RunSettings settings = run.settings();
    Map<String, Schedule> probes = new LinkedHashMap<>(settings.probes().every());
    probes.keySet().removeAll(missing(run));
    PreparedRun same = prepared.measuring(prepared.plan().only(probes.keySet()));
    Manifests.goingOn(manifest, settings.withProbes(settings.probes().scheduled(probes)), same)
        .write(directory);
    return same;
  }

  private Manifest own(PlannedRun run) throws IOException {
    Path directory = of(run);
    Manifest manifest = Manifest.read(directory);
    if (!run.hash().equals(manifest.hash())) {
      throw new IOException(
          directory.resolve(Manifest.FILE)
              + " belongs to other settings (hash "
              + manifest.hash()
              + ")");
    }
    return manifest;
  }

  /** Writes that probes were added to what a run measured. */
  public void added(PlannedRun run, PreparedRun prepared, Set<String> probes) throws IOException {
    Manifests.adding(own(run), run.settings(), prepared, probes).write(of(run));
  }

  @Override
  public void close() throws IOException {
    using.close();
  }
}
