package dev.tacit.network;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * What a network keeps beside w: of every batch normalisation the running mean and the running
 * (unbiased) variance of each channel, one after the other in one vector. They begin at 0 and 1,
 * follow the batches of training and are what the network is evaluated with ({@link
 * Network#evaluating}). Empty for networks without batch normalisation.
 */
public final class Buffers implements AutoCloseable {
  private static final double LAYERS_OWN = -1;

  private final Tensor vector; // [q]
  private final Tensor[][] moments; // by layer with parameters; null for those without

  /** As they are before the first step. */
  public Buffers(Network network, Placement placement) {
    List<Unit> units = network.units();
    moments = new Tensor[units.size()][];
    long size = 0;
    for (Unit unit : units) {
      size += unit.layer().hasMoments() ? 2L * unit.input().extent(0) : 0;
    }
    vector = Vectors.zeros(size, placement);
    try (PointerScope scope = new PointerScope()) {
      long next = 0;
      for (int layer = 0; layer < moments.length; layer++) {
        if (units.get(layer).layer().hasMoments()) {
          long channels = units.get(layer).input().extent(0);
          moments[layer] =
              new Tensor[] {
                Vectors.keep(vector.narrow(0, next, channels)),
                Vectors.keep(vector.narrow(0, next + channels, channels))
              };
          moments[layer][1].fill_(new Scalar(1.0));
          next += 2 * channels;
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

  /** The pairs of mean and variance, first layer first. */
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
