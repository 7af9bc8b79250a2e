package dev.tacit.network;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * An elementwise function between two dense layers, a = φ(z).
 *
 * <p>Each is given twice: as an expression that LibTorch differentiates as often as wanted, and as
 * plain kernels (a = φ(z), possibly written over z; products with φ'(z), which take ∂/∂a to ∂/∂z
 * and a tangent of z to one of a; φ''(z)), equal to the first (tested).
 */
public enum Activation {
  /** max(z, 0); its derivative at 0 is 0. */
  RELU(false) {
    @Override
    public Tensor apply(Tensor z) {
      return torch.relu(z);
    }

    @Override
    Tensor overwrite(Tensor z) {
      return z.relu_();
    }

    @Override
    Tensor pullBack(Tensor gradient, Tensor z, Tensor a) {
      return torch.threshold_backward(gradient, a, new Scalar(0.0));
    }

    @Override
    Tensor secondDerivative(Tensor z, Tensor a) {
      return null;
    }
  },
  /** tanh z. */
  TANH(true) {
    @Override
    public Tensor apply(Tensor z) {
      return torch.tanh(z);
    }

    @Override
    Tensor overwrite(Tensor z) {
      return z.tanh_();
    }

    @Override
    Tensor pullBack(Tensor gradient, Tensor z, Tensor a) {
      return torch.tanh_backward(gradient, a);
    }

    @Override
    Tensor secondDerivative(Tensor z, Tensor a) { // -2a(1 - a²)
      return a.square().sub_(new Scalar(1.0)).mul_(a).mul_(new Scalar(2.0));
    }
  },
  /** ln(1 + e^z). */
  SOFTPLUS(true) {
    @Override
    public Tensor apply(Tensor z) {
      return torch.softplus(z);
    }

    @Override
    Tensor pullBack(Tensor gradient, Tensor z, Tensor a) {
      return torch.softplus_backward(gradient, z, new Scalar(1.0), new Scalar(LINEAR_ABOVE));
    }

    @Override
    Tensor secondDerivative(Tensor z, Tensor a) { // σ(1 - σ)
      Tensor sigma = torch.sigmoid(z);
      Tensor curved = sigma.neg().add_(new Scalar(1.0)).mul_(sigma);
      return curved.masked_fill_(torch.gt(z, new Scalar(LINEAR_ABOVE)), new Scalar(0.0));
    }
  },
  /** z Φ(z), with the exact Gaussian distribution function. */
  GELU(true) {
    @Override
    public Tensor apply(Tensor z) {
      return torch.gelu(z);
    }

    @Override
    Tensor pullBack(Tensor gradient, Tensor z, Tensor a) {
      return torch.gelu_backward(gradient, z);
    }

    @Override
    Tensor secondDerivative(Tensor z, Tensor a) { // (2 - z²) e^{-z²/2}/√(2π)
      Tensor square = z.square();
      Tensor density = square.mul(new Scalar(-0.5)).exp_();
      return square
          .neg_()
          .add_(new Scalar(2.0))
          .mul_(density)
          .mul_(new Scalar(1 / Math.sqrt(2 * Math.PI)));
    }
  },
  /** z σ(z), also called swish (Ramachandran et al. 2017, arXiv:1710.05941). */
  SILU(true) {
    @Override
    public Tensor apply(Tensor z) {
      return torch.silu(z);
    }

    @Override
    Tensor pullBack(Tensor gradient, Tensor z, Tensor a) {
      return torch.silu_backward(gradient, z);
    }

    @Override
    Tensor secondDerivative(Tensor z, Tensor a) { // σ(1 - σ) (2 + z (1 - 2σ))
      Tensor sigma = torch.sigmoid(z);
      Tensor tilt = sigma.mul(new Scalar(-2.0)).add_(new Scalar(1.0)).mul_(z).add_(new Scalar(2.0));
      return sigma.neg().add_(new Scalar(1.0)).mul_(sigma).mul_(tilt);
    }
  },
  /** z where z > 0, z/100 elsewhere; its derivative at 0 is 1/100. */
  LEAKY_RELU(false) {
    @Override
    public Tensor apply(Tensor z) {
      return torch.leaky_relu(z, new Scalar(LEAK));
    }

    @Override
    Tensor pullBack(Tensor gradient, Tensor z, Tensor a) {
      return torch.leaky_relu_backward(gradient, z, new Scalar(LEAK), false);
    }

    @Override
    Tensor secondDerivative(Tensor z, Tensor a) {
      return null;
    }
  },
  /** z itself: a deep linear network. */
  IDENTITY(true) {
    @Override
    public Tensor apply(Tensor z) {
      return z;
    }

    @Override
    Tensor pullBack(Tensor gradient, Tensor z, Tensor a) {
      return gradient;
    }

    @Override
    Tensor secondDerivative(Tensor z, Tensor a) {
      return null;
    }
  };

  /** LibTorch's and the usual slope of leaky ReLU for negative numbers. */
  private static final double LEAK = 0.01;

  /** Where LibTorch's softplus becomes z itself. */
  private static final double LINEAR_ABOVE = 20;

  private final boolean smooth;

  Activation(boolean smooth) {
    this.smooth = smooth;
  }

  /** Whether φ is linear in pieces. */
  public boolean isPiecewiseLinear() {
    return this == RELU || this == IDENTITY || this == LEAKY_RELU;
  }

  /** Whether φ has all derivatives, as every statement about the order of a flow requires. */
  public boolean isSmooth() {
    return smooth;
  }

  /** φ(z) as a differentiable expression, elementwise. */
  public abstract Tensor apply(Tensor z);

  /** φ(z), in z's memory where the backward kernel does not need z; outside autograd only. */
  Tensor overwrite(Tensor z) {
    return apply(z);
  }

  /**
   * gradient ⊙ φ'(z), which is ∂ℓ/∂z from ∂ℓ/∂a; z is only valid for the functions that do not
   * overwrite it. The gradient is not changed, but may be what is returned.
   */
  abstract Tensor pullBack(Tensor gradient, Tensor z, Tensor a);

  /** φ''(z), fresh; null where it is zero everywhere. As above, z may be overwritten. */
  abstract Tensor secondDerivative(Tensor z, Tensor a);

  /** As written in files. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The activation with a given name; {@code swish} is another name of {@code silu}.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public static Activation named(String name) {
    for (Activation activation : values()) {
      if (activation.toString().equals(name.equals("swish") ? "silu" : name)) {
        return activation;
      }
    }
    throw new IllegalArgumentException(
        "unknown activation '"
            + name
            + "'; known: "
            + Arrays.stream(values()).map(Activation::toString).collect(Collectors.joining(", ")));
  }
}
