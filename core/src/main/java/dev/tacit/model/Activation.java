package dev.tacit.model;

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
 * a pair of plain kernels for training (a = φ(z), possibly written over z, and ∂/∂z from ∂/∂a),
 * equal to the first (tested).
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
  },
  /** ln(1 + e^z). */
  SOFTPLUS(true) {
    @Override
    public Tensor apply(Tensor z) {
      return torch.softplus(z);
    }

    @Override
    Tensor pullBack(Tensor gradient, Tensor z, Tensor a) {
      return torch.softplus_backward(gradient, z, new Scalar(1.0), new Scalar(20.0));
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
  };

  private final boolean smooth;

  Activation(boolean smooth) {
    this.smooth = smooth;
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

  /** ∂ℓ/∂z from ∂ℓ/∂a; z is only valid for the functions that do not overwrite it. */
  abstract Tensor pullBack(Tensor gradient, Tensor z, Tensor a);

  /** As written in files. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The activation with a given name.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public static Activation named(String name) {
    for (Activation activation : values()) {
      if (activation.toString().equals(name)) {
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
