package dev.tacit.probe;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * What measurements of a run leave for the next: named vectors, such as the eigenvector at which
 * the next Lanczos begins. A checkpoint keeps them with w, so that a run that is cut and resumed
 * measures the same bits as one that was not.
 *
 * <p>What is remembered counts from the next {@link #commit} only. A measurement is therefore a
 * function of its snapshot: taken twice, it gives the same bits.
 */
public final class ProbeMemory implements AutoCloseable {
  private final Placement placement;
  private final Map<String, Tensor> vectors = new LinkedHashMap<>();
  private final Map<String, Tensor> fresh = new LinkedHashMap<>();

  /** Empty memory for vectors of one placement. */
  public ProbeMemory(Placement placement) {
    this.placement = placement;
  }

  /** A vector that an earlier measurement left; not to be changed or closed. */
  public Optional<Tensor> recall(String name) {
    return Optional.ofNullable(vectors.get(name));
  }

  /** Keeps a copy of a vector, shape [any], for after the next {@link #commit}. */
  public void remember(String name, Tensor vector) {
    Tensor copy = Vectors.zeros(vector.numel(), placement);
    try (NoGradGuard guard = new NoGradGuard()) {
      copy.copy_(vector);
    }
    replace(fresh, name, copy);
  }

  /** Ends a round of measurements: what they remembered takes the place of what was known. */
  public void commit() {
    fresh.forEach((name, vector) -> replace(vectors, name, vector));
    fresh.clear();
  }

  private static void replace(Map<String, Tensor> map, String name, Tensor vector) {
    Tensor old = map.put(name, vector);
    if (old != null) {
      old.close();
    }
  }

  /** What is known, by name, in the order in which it was first remembered. */
  public Map<String, Tensor> vectors() {
    return Collections.unmodifiableMap(vectors);
  }

  @Override
  public void close() {
    vectors.values().forEach(Tensor::close);
    vectors.clear();
    fresh.values().forEach(Tensor::close);
    fresh.clear();
  }
}
