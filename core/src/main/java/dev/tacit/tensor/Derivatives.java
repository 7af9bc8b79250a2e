package dev.tacit.tensor;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** LibTorch's derivatives of an expression by its leaves; they belong to the scope around. */
public final class Derivatives {
  private Derivatives() {}

  /**
   * ∂value/∂leaf.
   *
   * @param value 0-dimensional
   * @param again whether the result is itself to be differentiated
   */
  public static Tensor of(Tensor value, Tensor leaf, boolean again) {
    return grad(value, new TensorVector(), again, false, leaf)[0];
  }

  /**
   * ∂⟨output, along⟩/∂leaf for each leaf; undefined for one that the output does not depend on.
   *
   * @param along of the output's shape, or null where the output is 0-dimensional
   * @param again whether the results are themselves to be differentiated
   */
  public static Tensor[] vectorJacobian(
      Tensor output, Tensor along, boolean again, Tensor... leaves) {
    return grad(
        output, along == null ? new TensorVector() : new TensorVector(along), again, true, leaves);
  }

  /**
   * ∂⟨output, along⟩/∂leaf for each leaf, leaving the graph for more; undefined for one that the
   * output does not depend on.
   *
   * @param along of the output's shape, or null where the output is 0-dimensional
   */
  public static Tensor[] pullBack(Tensor output, Tensor along, Tensor... leaves) {
    return grad(
        output,
        along == null ? new TensorVector() : new TensorVector(along),
        true,
        false,
        true,
        leaves);
  }

  private static Tensor[] grad(
      Tensor output, TensorVector along, boolean again, boolean allowUnused, Tensor... leaves) {
    return grad(output, along, again, again, allowUnused, leaves);
  }

  private static Tensor[] grad(
      Tensor output,
      TensorVector along,
      boolean keep,
      boolean again,
      boolean allowUnused,
      Tensor... leaves) {
    TensorVector found =
        torch.grad(
            new TensorVector(output),
            new TensorVector(leaves),
            along,
            new BoolOptional(keep),
            again,
            allowUnused);
    Tensor[] derivatives = new Tensor[leaves.length];
    for (int i = 0; i < leaves.length; i++) {
      derivatives[i] = new Tensor(found.get(i)); // the vector's own would end with the vector
    }
    return derivatives;
  }
}
