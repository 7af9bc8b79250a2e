package dev.tacit.training;

import dev.tacit.network.Backpropagation;
import dev.tacit.network.Buffers;
import dev.tacit.network.Passage;
import dev.tacit.network.WeightGradients;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.risk.Partition;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The plain gradient of training: ∇Ĉ_k(w) of one batch, again and again, at a w that an optimizer
 * moves. Everything that can be prepared once is: w and the gradient are bound, the views exist.
 */
public final class LossGradient implements StepGradient {
  private final EmpiricalRisk risk;
  private final Backpropagation pass;
  private final WeightGradients sink;
  private final Tensor gradient;
  private final int block;
  private Watcher watcher;
  private Buffers buffers;

  /**
   * @param risk what is trained
   * @param w the parameters, shape [p]; read at every call
   * @param gradient shape [p]; overwritten at every call
   */
  public LossGradient(EmpiricalRisk risk, Tensor w, Tensor gradient) {
    this.risk = risk;
    this.gradient = gradient;
    block = risk.network().takesBlocks() ? EmpiricalRisk.BLOCK : Integer.MAX_VALUE;
    pass = new Backpropagation(risk.network(), w);
    sink = new WeightGradients(risk.network(), gradient);
  }

  @Override
  public void watch(Watcher watcher) {
    this.watcher = watcher;
  }

  @Override
  public void keep(Buffers buffers) {
    this.buffers = buffers.isEmpty() ? null : buffers;
  }

  @Override
  public void compute(Partition partition, int k, long step, double learningRate) {
    compute(partition, k);
  }

  /**
   * Writes ∇Ĉ_k(w), the gradient of the mean loss of batch k; large batches go in blocks if they
   * may.
   */
  public void compute(Partition partition, int k) {
    int size = partition.batchSize(k);
    if (watcher != null) {
      watcher.begin(partition, k);
    }
    int rows = Math.min(size, block);
    for (int from = 0; from < size; from += rows) {
      try (PointerScope scope = new PointerScope()) {
        Tensor index = partition.rows(k, from, Math.min(size, from + rows));
        Backpropagation.Trace trace = pass.forward(risk.inputs().index_select(0, index));
        if (buffers != null) {
          buffers.follow(trace);
        }
        Tensor d =
            risk.loss().outputGradient(trace.outputs(), risk.targets().index_select(0, index));
        sink.accumulate(from > 0);
        pass.backward(trace, d.div_(new Scalar((double) size)), visitor(from));
      }
    }
    if (watcher != null) {
      watcher.end(gradient);
    }
  }

  /** The passes of batch k at w, kept for more until the caller closes them. */
  LinearisedRisk linearise(Partition partition, int k) {
    return risk.linearise(pass, partition, k);
  }

  /** The same from passes at w that are kept for more; they are not made again. */
  void compute(Partition partition, int k, LinearisedRisk batch) {
    if (watcher != null) {
      watcher.begin(partition, k);
    }
    if (buffers != null) {
      batch.follow(buffers);
    }
    batch.backward(
        from -> {
          sink.accumulate(from > 0);
          return visitor(from);
        });
    if (watcher != null) {
      watcher.end(gradient);
    }
  }

  private Passage.Visitor visitor(int firstRow) {
    Watcher looking = watcher;
    if (looking == null) {
      return sink;
    }
    return (layer, passage, outputGradient) -> {
      sink.visit(layer, passage, outputGradient);
      looking.visit(firstRow, layer, passage, outputGradient);
    };
  }

  @Override
  public void close() {
    sink.close();
    pass.close();
  }
}
