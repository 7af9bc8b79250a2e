package dev.tacit.lab.store;

import dev.tacit.network.ForeignNetwork;
import dev.tacit.network.Network;
import dev.tacit.network.ParametricLayer.Running;
import dev.tacit.network.Unit;
import dev.tacit.tensor.ParameterLayout.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights for other programs: w and the running moments of a checkpoint, or of a file of {@link
 * SavedWeights#onTheWay}, cut into one array for each of their parts.
 */
public final class NamedWeights {
  /** What arrays are cut from. */
  public enum Source {
    /** All parameters. */
    W("w"),
    /** The running moments of batch normalisations. */
    MOMENTS(SavedWeights.BUFFERS);

    private final String vector;

    Source(String vector) {
      this.vector = vector;
    }
  }

  /**
   * One array.
   *
   * @param name that it gets
   * @param source what it is cut from
   * @param offset where it begins there
   * @param shape its extents, row-major
   */
  public record Part(String name, Source source, long offset, List<Long> shape) {
    /** Copies the shape. */
    public Part {
      shape = List.copyOf(shape);
    }

    /** How many numbers it has. */
    public long size() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Where it ends. */
    private long end() {
      return offset + size();
    }
  }

  private NamedWeights() {}

  /**
   * All arrays of a network: those of w, then running moments. A module of PyTorch has its own
   * names, of which several may be of one array; those of other networks are the names that PyTorch
   * gives a list of modules {@code layers} that holds the layers with parameters in the order of
   * the forward pass, counted from 0.
   */
  public static List<Part> parts(Network network) {
    List<Part> parts = new ArrayList<>();
    List<Part> moments = new ArrayList<>();
    long offset = 0;
    long moment = 0;
    boolean foreign = network instanceof ForeignNetwork;
    for (int layer = 0; layer < network.units().size(); layer++) {
      Unit unit = network.units().get(layer);
      String prefix = foreign ? "" : "layers." + layer + ".";
      for (int slot = 0; slot < unit.slots().size(); slot++) {
        Unit.Slot array = unit.slots().get(slot);
        Part last = null;
        for (String name : names(network, slot, array)) {
          last = new Part(prefix + name, Source.W, offset, array.shape());
          parts.add(last);
        }
        offset = last.end();
      }
      for (Running running : unit.layer().running(unit.input())) {
        Part part = new Part(prefix + running.name(), Source.MOMENTS, moment, running.shape());
        moments.add(part);
        moment = part.end();
      }
    }
    parts.addAll(moments);
    return parts;
  }

  private static List<String> names(Network network, int slot, Unit.Slot array) {
    return network instanceof ForeignNetwork foreign
        ? foreign.module().parameters().get(slot).names()
        : List.of(array.role() == Role.BIAS ? "bias" : "weight");
  }

  /**
   * Writes the parts of a file of weights to another, whole or not at all; numbers keep their bits.
   *
   * @param file a checkpoint or a file of {@link SavedWeights#onTheWay}
   * @param run whose it must be: its hash; null for anybody's
   * @param about put beside the arrays as text, before what the file says of its epoch
   * @throws IOException if the file is missing, damaged, another run's or without the parts, or the
   *     other cannot be written
   */
  public static void write(
      Path file, String run, List<Part> parts, Path target, Map<String, String> about)
      throws IOException {
    try (Safetensors.Content content = Safetensors.read(file);
        PointerScope scope = new PointerScope()) {
      SavedWeights.checkRun(file, content, run);
      Map<String, Tensor> arrays = new LinkedHashMap<>();
      for (Part part : parts) {
        arrays.put(part.name(), cut(file, content, part));
      }
      Map<String, String> texts = new LinkedHashMap<>(about);
      for (String key : List.of("epoch", "step")) {
        if (content.metadata().containsKey(key)) {
          texts.put(key, content.metadata().get(key));
        }
      }
      WholeFile.write(target, fresh -> Safetensors.writeShaped(fresh, arrays, texts));
    }
  }

  private static Tensor cut(Path file, Safetensors.Content content, Part part) throws IOException {
    Tensor whole = content.vectors().get(part.source().vector);
    if (whole == null || part.end() > whole.numel()) {
      throw new IOException(
          file
              + " holds no '"
              + part.name()
              + "': of its vector '"
              + part.source().vector
              + "' "
              + part.end()
              + " numbers are needed, found "
              + (whole == null ? "none" : Long.toString(whole.numel())));
    }
    long[] shape = part.shape().stream().mapToLong(Long::longValue).toArray();
    return whole.narrow(0, part.offset(), part.size()).view(shape);
  }
}
