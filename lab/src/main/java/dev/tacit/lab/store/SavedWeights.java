package dev.tacit.lab.store;

import dev.tacit.network.Buffers;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * The weights that a run leaves behind: those of its last checkpoint, and with {@code
 * train.keepWeightsEvery} those of some epochs on the way, as {@code weights-epochN.safetensors}.
 */
public final class SavedWeights {
  /** Name of the network's running moments beside {@code w}, where it has some. */
  static final String BUFFERS = "buffers";

  private static final Pattern NAME = Pattern.compile("weights-epoch([0-9]{1,9})\\.safetensors");

  private static final String RUN = "run";

  private SavedWeights() {}

  /** Writes w and running moments at the end of an epoch, whole or not at all. */
  public static void write(Path directory, int epoch, String run, Tensor w, Buffers buffers)
      throws IOException {
    Path file = directory.resolve("weights-epoch" + epoch + ".safetensors");
    Map<String, String> whose = new LinkedHashMap<>(); // in a fixed order: the same bytes
    whose.put(RUN, run);
    whose.put("epoch", Integer.toString(epoch));
    Map<String, Tensor> vectors = new LinkedHashMap<>();
    vectors.put("w", w);
    if (!buffers.isEmpty()) {
      vectors.put(BUFFERS, buffers.vector());
    }
    WholeFile.write(file, fresh -> Safetensors.write(fresh, vectors, whose));
  }

  /** The files of weights on the way, by epoch; empty if the run kept none. */
  public static SortedMap<Integer, Path> onTheWay(Path runDirectory) throws IOException {
    SortedMap<Integer, Path> files = new TreeMap<>();
    try (Stream<Path> children = Files.list(runDirectory)) {
      children.forEach(
          file -> {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches()) {
              files.put(Integer.valueOf(name.group(1)), file);
            }
          });
    }
    return files;
  }

  /**
   * Overwrites running moments with those of a checkpoint or of a file of {@link #onTheWay}; does
   * nothing where the network has none.
   *
   * @throws IOException if the file is missing, damaged or holds none that fit
   */
  public static void readBuffers(Path file, Buffers buffers) throws IOException {
    if (buffers.isEmpty()) {
      return;
    }
    try (Safetensors.Content content = Safetensors.read(file)) {
      Tensor found = content.vectors().get(BUFFERS);
      if (found == null || found.numel() != buffers.vector().numel()) {
        throw new IOException(
            file
                + " holds "
                + (found == null ? "no" : Long.toString(found.numel()))
                + " running moments, expected "
                + buffers.vector().numel());
      }
      buffers.vector().copy_(found);
    }
  }

  /**
   * All that a checkpoint or a file of {@link #onTheWay} keeps beside w; none where there is
   * nothing.
   *
   * @throws IOException if the file is missing or damaged
   */
  public static double[] buffers(Path file) throws IOException {
    try (Safetensors.Content content = Safetensors.read(file)) {
      Tensor found = content.vectors().get(BUFFERS);
      return found == null ? new double[0] : Vectors.toDoubles(found);
    }
  }

  /**
   * The w of a checkpoint or of a file of {@link #onTheWay}, on the CPU. The caller closes it.
   *
   * @throws IOException if the file is missing, damaged or holds no w
   */
  public static Tensor read(Path file) throws IOException {
    return read(file, null);
  }

  /**
   * The same, of a certain run.
   *
   * @param run its hash
   * @throws IOException also if it is another run's
   */
  public static Tensor read(Path file, String run) throws IOException {
    try (Safetensors.Content content = Safetensors.read(file)) {
      checkRun(file, content, run);
      Tensor w = content.vectors().get("w");
      if (w == null) {
        throw new IOException(file + " holds no vector 'w'");
      }
      return Vectors.copy(w);
    }
  }

  static void checkRun(Path file, Safetensors.Content content, String run) throws IOException {
    String found = content.metadata().get(RUN);
    if (run != null && !run.equals(found)) {
      throw new IOException(
          file + " belongs to a run with other settings (" + found + ", expected " + run + ")");
    }
  }
}
