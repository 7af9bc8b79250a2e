package dev.tacit.benchmarks;

import dev.tacit.network.Mlp;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LossClosure;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The plain way with the same LibTorch: {@code torch::nn::Linear} modules, autograd, a {@code
 * torch::optim} optimizer. What Tacit's own loop is measured against.
 */
final class TorchLoop {
  private final List<LinearImpl> layers = new ArrayList<>();
  private final TensorVector parameters = new TensorVector();
  private final EmpiricalRisk risk;
  private final Optimizer optimizer;

  /**
   * @param rule sgd, rmsprop or adam, with learning rate 0.001 and LibTorch's other defaults
   * @param start initial parameters in Tacit's layout, so that both train from one point
   */
  TorchLoop(EmpiricalRisk risk, String rule, Tensor start) {
    this.risk = risk;
    Mlp network = (Mlp) risk.network();
    Tensor[] slices = network.layout().split(start);
    for (int layer = 0; layer < network.depth(); layer++) {
      LinearImpl linear =
          new LinearImpl(network.widths().get(layer), network.widths().get(layer + 1));
      try (NoGradGuard guard = new NoGradGuard()) {
        linear.weight().copy_(slices[2 * layer]);
        linear.bias().copy_(slices[2 * layer + 1]);
      }
      layers.add(linear);
      parameters.push_back(linear.weight());
      parameters.push_back(linear.bias());
    }
    optimizer =
        switch (rule) {
          case "sgd" -> new SGD(parameters, new SGDOptions(0.001));
          case "rmsprop" -> new RMSprop(parameters, new RMSpropOptions(0.001));
          case "adam" -> new Adam(parameters, new AdamOptions(0.001));
          default -> throw new IllegalArgumentException(rule);
        };
  }

  /** One epoch; batches are gathered as Tacit gathers them. */
  void epoch(int[][] batches) {
    for (int[] batch : batches) {
      try (PointerScope step = new PointerScope()) {
        long[] rows = new long[batch.length];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = batch[i];
        }
        Tensor index = Tensor.create(rows, rows.length);
        Tensor a = risk.inputs().index_select(0, index);
        for (int layer = 0; layer < layers.size(); layer++) {
          a = layers.get(layer).forward(a);
          a = layer + 1 < layers.size() ? torch.relu(a) : a;
        }
        optimizer.zero_grad();
        torch.cross_entropy_loss(a, risk.targets().index_select(0, index)).backward();
        optimizer.step((LossClosure) null);
      }
    }
  }

  /** All parameters one after the other, [p]; the caller closes it. */
  Tensor flat() {
    try (PointerScope inner = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      TensorVector parts = new TensorVector();
      for (LinearImpl layer : layers) {
        parts.push_back(layer.weight().flatten());
        parts.push_back(layer.bias());
      }
      return Vectors.keep(torch.cat(parts));
    }
  }
}
