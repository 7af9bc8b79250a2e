package dev.tacit.curvature;

import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The sum of operators, which are closed with it.
 *
 * @param terms one or more, of one dimension
 */
public record SumOperator(List<LinearOperator> terms) implements LinearOperator {

  @Override
  public long dimension() {
    return terms.get(0).dimension();
  }

  @Override
  public Placement placement() {
    return terms.get(0).placement();
  }

  @Override
  public void apply(Tensor v, Tensor product) {
    terms.get(0).apply(v, product);
    try (NoGradGuard guard = new NoGradGuard();
        Tensor part = Vectors.zeros(dimension(), placement())) {
      for (LinearOperator term : terms.subList(1, terms.size())) {
        term.apply(v, part);
        product.add_(part);
      }
    }
  }

  @Override
  public void close() {
    terms.forEach(LinearOperator::close);
  }
}
