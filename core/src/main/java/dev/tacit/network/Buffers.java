package dev.tacit.network;

import dev.tacit.network.ParametricLayer.Running;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * What a network keeps beside w ({@link ParametricLayer#running}), one array after the other in one
 * vector: of every batch normalisation the running mean and the running (unbiased) variance of each
 * channel, which begin at 0 and 1. They follow the batches of training and are what the network is
 * evaluated with ({@link Network#evaluating}). Empty for networks without batch normalisation.
 */
public final class Buffers implements AutoCloseable {
  private static final double LAYERS_OWN = -1;

  private final Tensor vector; // [q]
  private final Tensor[][] moments; // by layer with parameters; null for those without

  /** As they are before the first step. */
  public Buffers(Network network, Placement placement) {
    List<List<Running>> running = new ArrayList<>();
    for (Unit unit : network.units()) {
      running.add(unit.layer().running(unit.input()));
    }
    double[] start =
        running.stream()
            .flatMap(List::stream)
            .map(Running::start)
            .flatMapToDouble(Arrays::stream)
            .toArray();
    vector = Vectors.of(placement, start);
    moments = new Tensor[running.size()][];
    try (PointerScope scope = new PointerScope()) {
      long next = 0;
      for (int layer = 0; layer < moments.length; layer++) {
        List<Running> own = running.get(layer);
        moments[layer] = own.isEmpty() ? null : new Tensor[own.size()];
        for (int i = 0; i < own.size(); i++) {
          long size = own.get(i).start().length;
          moments[layer][i] = Vectors.keep(vector.narrow(0, next, size));
          next += size;
        }
      }
    }
  }

  /** All of them, shape [q]; overwritten to restore them, and not to be closed. */
  public Tensor vector() {
    return vector;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return vector.numel() == 0;
  }

  /** The arrays of each layer that has some, first layer first. */
  List<Tensor[]> pairs() {
    List<Tensor[]> pairs = new ArrayList<>();
    for (Tensor[] pair : moments) {
      if (pair != null) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  /** Moves towards the moments of a batch that passed, as far as each layer's momentum says. */
  public void follow(Backpropagation.Trace batch) {
    follow(batch, LAYERS_OWN);
  }

  /** The same by a given share, so that shares of 1, 1/2, 1/3, … make the mean over batches. */
  public void follow(Backpropagation.Trace batch, double share) {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope()) {
      for (WeightedPassage passage : batch.layers()) {
        if (moments[passage.layer()] != null) {
          passage.follow(moments[passage.layer()], share);
        }
      }
    }
  }

  @Override
  public void close() {
    pairs().forEach(pair -> List.of(pair).forEach(Tensor::close));
    vector.close();
  }
}
