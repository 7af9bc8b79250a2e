package dev.tacit.lab.store;

import dev.tacit.network.Buffers;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.probe.ProbeMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Where a run stood at the end of an epoch: w, the optimizer's state, what probes remember, and how
 * far {@code metrics.csv} had been written. Randomness needs no place here: every stream is derived
 * from the seed and the epoch.
 *
 * @param epoch epochs completed
 * @param metricsBytes length of {@code metrics.csv} at that moment
 */
public record Checkpoint(int epoch, long metricsBytes) {
  private static final String RUN = "run";
  private static final String STATE = "state/";
  private static final String PROBE = "probe/";

  /**
   * Replaces the checkpoint of a run, or leaves the old one whole if writing fails.
   *
   * @param run the hash of the run's settings
   */
  public void save(
      Path file, String run, Tensor w, Buffers buffers, OptimizerState state, ProbeMemory memory)
      throws IOException {
    Map<String, Tensor> vectors = new LinkedHashMap<>();
    vectors.put("w", w);
    if (!buffers.isEmpty()) {
      vectors.put(SavedWeights.BUFFERS, buffers.vector());
    }
    state.tensors().forEach((name, slot) -> vectors.put(STATE + name, slot));
    memory.vectors().forEach((name, vector) -> vectors.put(PROBE + name, vector));
    Map<String, String> position = new LinkedHashMap<>(); // in a fixed order: the same bytes
    position.put(RUN, run);
    position.put("epoch", Integer.toString(epoch));
    position.put("step", Long.toString(state.step()));
    position.put("metricsBytes", Long.toString(metricsBytes));
    state.numbers().forEach((name, value) -> position.put(STATE + name, Double.toString(value)));
    WholeFile.write(file, fresh -> Safetensors.write(fresh, vectors, position));
  }

  /**
   * The epochs that were completed at a checkpoint.
   *
   * @throws IOException as {@link #load}
   */
  public static int epochOf(Path file, String run) throws IOException {
    try (Safetensors.Content content = Safetensors.read(file)) {
      return epoch(file, content, run);
    }
  }

  private static int epoch(Path file, Safetensors.Content content, String run) throws IOException {
    String found = content.metadata().get(RUN);
    if (!run.equals(found)) {
      throw new IOException(
          file + " belongs to a run with other settings (" + found + ", expected " + run + ")");
    }
    return (int) count(file, content, "epoch", Integer.MAX_VALUE);
  }

  /**
   * Reads a checkpoint into w, the running moments, the state and the memory.
   *
   * @throws IOException if the file is damaged or belongs to other settings; what is read into may
   *     then be partly overwritten
   */
  public static Checkpoint load(
      Path file, String run, Tensor w, Buffers buffers, OptimizerState state, ProbeMemory memory)
      throws IOException {
    try (Safetensors.Content content = Safetensors.read(file)) {
      int epoch = epoch(file, content, run);
      copy(file, content, "w", w);
      if (!buffers.isEmpty()) {
        copy(file, content, SavedWeights.BUFFERS, buffers.vector());
      }
      for (Map.Entry<String, Tensor> slot : state.tensors().entrySet()) {
        copy(file, content, STATE + slot.getKey(), slot.getValue());
      }
      content
          .vectors()
          .forEach(
              (name, vector) -> {
                if (name.startsWith(PROBE)) {
                  memory.remember(name.substring(PROBE.length()), vector);
                }
              });
      memory.commit();
      state.setStep(count(file, content, "step", Long.MAX_VALUE));
      for (String name : state.numbers().keySet()) {
        restore(file, state, name, number(file, content, STATE + name));
      }
      return new Checkpoint(epoch, count(file, content, "metricsBytes", Long.MAX_VALUE));
    }
  }

  private static void restore(Path file, OptimizerState state, String name, double value)
      throws IOException {
    try {
      state.restore(name, value);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: of its state, " + e.getMessage(), e);
    }
  }

  private static long count(Path file, Safetensors.Content content, String key, long most)
      throws IOException {
    String found = content.metadata().get(key);
    try {
      long count = Long.parseLong(found);
      if (count >= 0 && count <= most) {
        return count;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IOException(
        file + " is damaged: a whole number is expected as '" + key + "', found " + found);
  }

  private static double number(Path file, Safetensors.Content content, String key)
      throws IOException {
    String found = content.metadata().get(key);
    try {
      double number = found == null ? Double.NaN : Double.parseDouble(found);
      if (found != null) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IOException(
        file + " is damaged: a number is expected as '" + key + "', found " + found);
  }

  private static void copy(Path file, Safetensors.Content content, String name, Tensor target)
      throws IOException {
    Tensor source = content.vectors().get(name);
    if (source == null || source.numel() != target.numel()) {
      throw new IOException(
          file
              + " does not fit: expected the vector '"
              + name
              + "' of length "
              + target.numel()
              + ", found "
              + (source == null ? "none" : Long.toString(source.numel())));
    }
    try (Tensor flat = target.view(-1)) {
      flat.copy_(source);
    }
  }
}
