package dev.tacit.measure;

import dev.tacit.network.Backpropagation;
import dev.tacit.network.Buffers;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The moments that batch normalisation is evaluated with at a w that no training led to: running
 * ones belong to the w's they were gathered at. Means over large batches that cover the risk's
 * examples once (P. Izmailov et al., UAI 2018, arXiv:1803.05407, section 3.2). Each batch takes
 * every m-th example, so that data sorted by class make no difference.
 */
public final class PopulationMoments {
  private static final int FEWEST = 64;

  private PopulationMoments() {}

  /** One forward pass over all examples at w; the caller closes what comes back. */
  public static Buffers at(EmpiricalRisk risk, Tensor w) {
    int n = risk.examples();
    int batches = Math.max(1, n / Math.max(FEWEST, risk.piece()));
    Buffers buffers = new Buffers(risk.network(), risk.placement());
    try (Partition partition = Partition.interleaved(n, batches, risk.placement().device());
        Backpropagation pass = new Backpropagation(risk.network(), w)) {
      for (int k = 0; k < batches; k++) {
        try (PointerScope scope = new PointerScope()) {
          Tensor x = risk.inputs().index_select(0, partition.indices(k, k + 1));
          buffers.follow(pass.forward(x), 1.0 / (k + 1));
        }
      }
    }
    return buffers;
  }
}
