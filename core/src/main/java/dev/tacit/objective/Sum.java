package dev.tacit.objective;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.List;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The sum of objectives of one w. */
public record Sum(List<Objective> terms) implements Objective {

  @Override
  public long dimension() {
    return terms.get(0).dimension();
  }

  @Override
  public Placement placement() {
    return terms.get(0).placement();
  }

  @Override
  public double value(Tensor w) {
    return terms.stream().mapToDouble(term -> term.value(w)).sum();
  }

  @Override
  public double gradient(Tensor w, Tensor gradient) {
    double[] value = {0};
    add(gradient, (term, part) -> value[0] += term.gradient(w, part));
    return value[0];
  }

  @Override
  public void hessianVector(Tensor w, Tensor v, Tensor product) {
    add(product, (term, part) -> term.hessianVector(w, v, part));
  }

  private void add(Tensor sum, BiConsumer<Objective, Tensor> part) {
    try (NoGradGuard guard = new NoGradGuard();
        Tensor one = Vectors.zeros(dimension(), placement())) {
      sum.zero_();
      for (Objective term : terms) {
        part.accept(term, one);
        sum.add_(one);
      }
    }
  }
}
