package dev.tacit.benchmarks;

import dev.tacit.network.Mlp;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The matrix products of an epoch and nothing else, into memory that is there: of every layer and
 * batch the output, the weights' gradient and, but for the first layer, the data's gradient. No
 * training of this network with these batches can take less.
 */
final class Products implements AutoCloseable {

  /** One layer's operands for one batch size. */
  private record Layer(
      Tensor a, Tensor w, Tensor wt, Tensor z, Tensor d, Tensor dt, Tensor g, Tensor da) {}

  private final List<Tensor> owned = new ArrayList<>();
  private final List<List<Layer>> batches = new ArrayList<>();

  Products(Mlp network, int[][] epoch) {
    List<Integer> widths = network.widths();
    List<Tensor[]> weights = new ArrayList<>(); // w and its gradient, shared by all batches
    for (int l = 1; l < widths.size(); l++) {
      weights.add(
          new Tensor[] {
            random(widths.get(l), widths.get(l - 1)), random(widths.get(l), widths.get(l - 1))
          });
    }
    List<Layer> full = layers(widths, weights, epoch[0].length);
    for (int[] batch : epoch) {
      batches.add(batch.length == epoch[0].length ? full : layers(widths, weights, batch.length));
    }
  }

  private List<Layer> layers(List<Integer> widths, List<Tensor[]> weights, int rows) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l < widths.size(); l++) {
      Tensor w = weights.get(l - 1)[0];
      Tensor d = random(rows, widths.get(l));
      layers.add(
          new Layer(
              random(rows, widths.get(l - 1)),
              w,
              own(w.t()),
              random(rows, widths.get(l)),
              d,
              own(d.t()),
              weights.get(l - 1)[1],
              l == 1 ? null : random(rows, widths.get(l - 1))));
    }
    return layers;
  }

  private Tensor random(long rows, long columns) {
    Tensor flat = Vectors.zeros(rows * columns, Placement.CPU_FLOAT32);
    own(flat).uniform_(-1e-3, 1e-3, new org.bytedeco.pytorch.GeneratorOptional());
    return own(flat.view(rows, columns));
  }

  private Tensor own(Tensor tensor) {
    owned.add(tensor);
    return tensor;
  }

  /** All products of an epoch. */
  void epoch() {
    try (NoGradGuard guard = new NoGradGuard()) {
      for (List<Layer> layers : batches) {
        batch(layers);
      }
    }
  }

  private static void batch(List<Layer> layers) {
    for (Layer layer : layers) {
      torch.mm_out(layer.z(), layer.a(), layer.wt());
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer layer = layers.get(l);
      torch.mm_out(layer.g(), layer.dt(), layer.a());
      if (layer.da() != null) {
        torch.mm_out(layer.da(), layer.d(), layer.w());
      }
    }
  }

  @Override
  public void close() {
    owned.forEach(Tensor::close);
  }
}
