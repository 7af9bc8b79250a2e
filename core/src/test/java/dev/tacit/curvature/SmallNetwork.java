package dev.tacit.curvature;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;

/** A tanh network 3-5-4-3 on 20 examples in float64: p = 59, a Hessian with both signs. */
final class SmallNetwork implements AutoCloseable {
  static final RandomStreams STREAMS = new RandomStreams(11);

  final EmpiricalRisk risk;
  final Tensor w;

  SmallNetwork() {
    UniformRandomProvider random = STREAMS.stream("data", 0);
    float[] x = new float[60];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (4 * random.nextDouble() - 2);
    }
    Mlp network = new Mlp(List.of(3, 5, 4, 3), Activation.TANH, true);
    risk =
        EmpiricalRisk.classification(
            network, Loss.CROSS_ENTROPY, Placement.CPU_FLOAT64, x, random.ints(20, 0, 3).toArray());
    w = Vectors.of(Placement.CPU_FLOAT64, Initialiser.GLOROT.draw(network, STREAMS, 1));
  }

  /** The Hessian by autograd, written out. */
  DenseMatrix hessian() {
    int[] all = java.util.stream.IntStream.range(0, risk.examples()).toArray();
    return DenseMatrix.of(risk.expression(all).hessian(w));
  }

  @Override
  public void close() {
    w.close();
    risk.close();
  }
}
