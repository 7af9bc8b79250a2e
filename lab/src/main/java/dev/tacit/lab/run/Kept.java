package dev.tacit.lab.run;

import dev.tacit.lab.store.Checkpoint;
import dev.tacit.lab.store.MetricRows;
import dev.tacit.lab.store.SavedWeights;
import dev.tacit.probe.Probe;
import dev.tacit.probe.ProbeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * What a finished run left of itself, to take measurements of: its start, which its seed gives; the
 * weights that it kept; and at its last checkpoint the optimizer's memory, too.
 */
final class Kept {
  private final String run;
  private final PreparedRun prepared;
  private final int end;
  private final SortedMap<Integer, Path> weights;
  private final Path checkpoint;
  private final int checkpointEpoch; // -1 without

  private Kept(
      String run,
      PreparedRun prepared,
      int end,
      SortedMap<Integer, Path> weights,
      Path checkpoint,
      int checkpointEpoch) {
    this.run = run;
    this.prepared = prepared;
    this.end = end;
    this.weights = weights;
    this.checkpoint = checkpoint;
    this.checkpointEpoch = checkpointEpoch;
  }

  /**
   * @param prepared the probes that are asked for
   * @param end epochs that the run completed
   */
  static Kept of(Path directory, String run, PreparedRun prepared, int end) throws IOException {
    Path checkpoint = directory.resolve(Run.CHECKPOINT);
    SortedMap<Integer, Path> weights = new TreeMap<>(SavedWeights.onTheWay(directory));
    int epoch = Files.exists(checkpoint) ? Checkpoint.epochOf(checkpoint, run) : -1;
    return new Kept(run, prepared, end, weights.headMap(end + 1), checkpoint, epoch);
  }

  /** Epochs of which there is something, in order. */
  SortedSet<Integer> epochs() {
    SortedSet<Integer> epochs = new TreeSet<>(weights.keySet());
    epochs.add(0);
    if (checkpointEpoch >= 0) {
      epochs.add(checkpointEpoch);
    }
    return epochs;
  }

  /** Why a probe cannot be taken at an epoch; empty if it can. */
  private Optional<String> obstacle(Probe probe, int epoch) {
    if (epoch == 0) {
      return Optional.empty();
    }
    boolean follows = probe.followsEpochs();
    if (epoch == checkpointEpoch && !follows) {
      return Optional.empty();
    }
    return weights.containsKey(epoch) || follows
        ? probe.unknownFromWeights(prepared.problem())
        : Optional.of("is due at epoch " + epoch + ", of which no weights were kept");
  }

  /** Why a probe cannot be taken wherever it is due, by its name, for those that cannot. */
  Map<String, String> obstacles() {
    Map<String, String> obstacles = new LinkedHashMap<>();
    for (ProbePlan.Entry entry : prepared.plan().entries()) {
      if (entry.dueWithin() != null) {
        obstacles.put(entry.probe().name(), "is due within epochs, of which no weights were kept");
        continue;
      }
      IntStream.rangeClosed(0, end)
          .filter(entry.dueAt())
          .mapToObj(epoch -> obstacle(entry.probe(), epoch))
          .flatMap(Optional::stream)
          .findFirst()
          .ifPresent(why -> obstacles.put(entry.probe().name(), why));
    }
    return obstacles;
  }

  /** What can be taken; where that is not all, only what is not there. */
  ProbePlan plan(MetricRows there) {
    boolean all = obstacles().isEmpty();
    List<ProbePlan.Entry> possible =
        prepared.plan().entries().stream()
            .map(
                entry ->
                    entry.at(
                        epoch ->
                            entry.dueAt().test(epoch)
                                && obstacle(entry.probe(), epoch).isEmpty()
                                && (all || !isThere(there, entry.probe(), epoch))))
            .toList();
    return new ProbePlan(possible, prepared.plan().beside(), prepared.plan().obstacles());
  }

  private boolean isThere(MetricRows there, Probe probe, int epoch) {
    long step = (long) prepared.stepsPerEpoch() * epoch;
    return probe.metrics(prepared.problem()).stream().allMatch(m -> there.has(step, m));
  }

  /** Brings a training to where the run stood at the end of an epoch. */
  void restore(Training training, int epoch) throws IOException {
    if (epoch == checkpointEpoch) {
      try (ProbeMemory others = new ProbeMemory(prepared.problem().loss().placement())) {
        Checkpoint.load(
            checkpoint, run, training.w(), training.buffers(), training.state(), others);
      }
    } else if (epoch > 0) {
      Path file = weights.get(epoch);
      try (Tensor w = SavedWeights.read(file, run)) {
        if (w.numel() != training.w().numel()) {
          throw new IOException(
              file + " holds " + w.numel() + " weights, expected " + training.w().numel());
        }
        training.w().copy_(w);
      }
      SavedWeights.readBuffers(file, training.buffers());
      training.state().setStep((long) prepared.stepsPerEpoch() * epoch);
    }
    prepared.problem().loss().network().adopt(training.buffers());
    training.resumeAfter(epoch);
  }

  /** As in "its start, weights kept of epochs 2, 4 and its last checkpoint". */
  String inWords() {
    String kept =
        weights.keySet().stream()
            .filter(epoch -> epoch > 0 && epoch != checkpointEpoch)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return "its start"
        + (kept.isEmpty() ? "" : ", the weights kept of epochs " + kept)
        + (checkpointEpoch > 0 ? " and its checkpoint at epoch " + checkpointEpoch : "");
  }
}
