package dev.tacit.risk;

import dev.tacit.network.Backpropagation;
import dev.tacit.network.Linearisation.Direction;
import dev.tacit.network.WeightGradients;
import dev.tacit.tensor.Derivatives;
import dev.tacit.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradient of a mean loss at one w as an expression of w, block by block, kept for products
 * with the Hessian: Hv = ∇_w ⟨∇C(w), v⟩ with v held fixed, one walk through each graph. For
 * networks of which there is nothing but an expression. With as many multiplications as the kernels
 * of {@link dev.tacit.network.Linearisation} take.
 */
final class LossGraphs implements AutoCloseable {
  /** Bytes of graphs that are kept; the others are made again for every product. */
  private static final long MEMORY = 1L << 30;

  private final EmpiricalRisk risk;
  private final Blocks examples;
  private final Backpropagation bound;
  private final Graph[] kept; // null where it did not fit

  LossGraphs(EmpiricalRisk risk, Blocks examples, Backpropagation bound) {
    this.risk = risk;
    this.examples = examples;
    this.bound = bound;
    kept = new Graph[examples.blocks()];
  }

  /** Adds H v. */
  void addHessianVector(Direction v, WeightGradients sum) {
    long perExample =
        risk.network().body().numbersPerExample(risk.network().input())
            * risk.placement().precision().bytes();
    for (int b = 0; b < kept.length; b++) {
      int block = b;
      if (kept[b] == null && examples.start(b + 1) * perExample <= MEMORY) {
        examples.onBlock(b, (x, y) -> kept[block] = new Graph(x, y).keep());
      }
      if (kept[b] != null) {
        try (PointerScope scope = new PointerScope()) {
          kept[b].addProduct(v, sum);
        }
      } else {
        examples.onBlock(b, (x, y) -> new Graph(x, y).addProduct(v, sum));
      }
    }
  }

  @Override
  public void close() {
    for (Graph graph : kept) {
      if (graph != null) {
        graph.close();
      }
    }
  }

  /** One block's. */
  private final class Graph implements AutoCloseable {
    private final Tensor[] leaves;
    private final Tensor[] gradient;

    Graph(Tensor x, Tensor y) {
      Tensor[] w = bound.parameters().flat();
      leaves = new Tensor[w.length];
      try (AutoGradMode on = new AutoGradMode(true)) {
        Arrays.setAll(leaves, i -> w[i].detach().requires_grad_(true));
        Tensor outputs = risk.network().body().express(leaves, risk.network().shaped(x));
        Tensor loss =
            risk.loss().perExample(outputs, y).sum().div(new Scalar((double) examples.size()));
        gradient = Derivatives.vectorJacobian(loss, null, true, leaves);
      }
    }

    Graph keep() {
      tensors().forEach(Vectors::keep);
      return this;
    }

    private List<Tensor> tensors() {
      List<Tensor> all = new ArrayList<>(List.of(leaves));
      all.addAll(List.of(gradient));
      return all;
    }

    void addProduct(Direction v, WeightGradients sum) {
      Tensor[] found = null;
      try (AutoGradMode on = new AutoGradMode(true)) {
        Tensor slope = null;
        for (int i = 0; i < gradient.length; i++) {
          if (gradient[i].defined() && gradient[i].requires_grad()) {
            Tensor part = gradient[i].mul(v.slices().flat()[i]).sum();
            slope = slope == null ? part : slope.add(part);
          }
        }
        if (slope != null) {
          found = Derivatives.pullBack(slope, null, leaves);
        }
      }
      try (NoGradGuard guard = new NoGradGuard()) {
        for (int i = 0; found != null && i < found.length; i++) {
          if (found[i].defined()) {
            sum.flat()[i].add_(found[i]);
          }
        }
      }
    }

    @Override
    public void close() {
      tensors().forEach(Tensor::close);
    }
  }
}
