package dev.tacit.tensor;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Flat vectors, shape [p]: making them, reading them, and the few products that are not one
 * LibTorch call. Who makes a tensor closes it; everything made on the way is closed here.
 */
public final class Vectors {
  private Vectors() {}

  /** A vector of zeros, shape [p]. The caller closes it. */
  public static Tensor zeros(long p, Placement placement) {
    NativeLibrary.load();
    try (PointerScope scope = new PointerScope()) {
      return keep(torch.zeros(new long[] {p}, placement.options()));
    }
  }

  /** A vector with the given values, shape [values.length]. The caller closes it. */
  public static Tensor of(Placement placement, double... values) {
    NativeLibrary.load();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor host = zeros(values.length, Placement.CPU_FLOAT64);
      doubles(host).put(values);
      Tensor placed = host.to(placement.options(), false, true, new MemoryFormatOptional());
      host.close();
      return keep(placed);
    }
  }

  /** A copy that shares nothing with the original. The caller closes it. */
  public static Tensor copy(Tensor vector) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return keep(vector.detach().clone());
    }
  }

  /** The elements as doubles, in order; float32 widens exactly. */
  public static double[] toDoubles(Tensor vector) {
    if (isPlain(vector)) {
      double[] values = new double[Math.toIntExact(vector.numel())];
      doubles(vector).get(values);
      return values;
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor host =
          vector
              .detach()
              .to(Placement.CPU_FLOAT64.options(), false, false, new MemoryFormatOptional())
              .contiguous();
      double[] values = new double[Math.toIntExact(host.numel())];
      doubles(host).get(values);
      return values;
    }
  }

  /** Overwrites a vector in place with doubles, rounded to its precision. */
  public static void set(Tensor vector, double[] values) {
    if (vector.numel() != values.length) {
      throw new IllegalArgumentException(
          "cannot write " + values.length + " values into a vector of " + vector.numel());
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      if (isPlain(vector)) {
        doubles(vector).put(values);
      } else {
        try (Tensor source = of(Placement.CPU_FLOAT64, values)) {
          vector.copy_(source);
        }
      }
    }
  }

  /** Whether the elements lie one after the other in this machine's memory as doubles. */
  private static boolean isPlain(Tensor vector) {
    return vector.scalar_type().intern() == Precision.FLOAT64.scalarType()
        && vector.is_cpu()
        && vector.is_contiguous();
  }

  /** The memory of a contiguous float64 CPU tensor, as a buffer that writes through. */
  public static DoubleBuffer doubles(Tensor tensor) {
    if (tensor.numel() == 0) {
      return DoubleBuffer.allocate(0); // an empty tensor has no address
    }
    return new DoublePointer(tensor.data_ptr_double()).capacity(tensor.numel()).asBuffer();
  }

  /** The memory of a contiguous float32 CPU tensor, as a buffer that writes through. */
  public static FloatBuffer floats(Tensor tensor) {
    if (tensor.numel() == 0) {
      return FloatBuffer.allocate(0);
    }
    return new FloatPointer(tensor.data_ptr_float()).capacity(tensor.numel()).asBuffer();
  }

  /** The inner product a·b, in the vectors' own precision. */
  public static double dot(Tensor a, Tensor b) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return torch.dot(a, b).item_double();
    }
  }

  /** The squared Euclidean norm ‖a‖². */
  public static double squaredNorm(Tensor a) {
    return dot(a, a);
  }

  /** The Euclidean norm ‖a‖. */
  public static double norm(Tensor a) {
    return Math.sqrt(squaredNorm(a));
  }

  /** Whether every element is finite. */
  public static boolean isFinite(Tensor a) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return torch.isfinite(a).all().item_bool();
    }
  }

  /**
   * Lets a tensor outlive the scope it was made in: it now belongs to whoever holds it, and is
   * freed by {@link Tensor#close()}. Call it inside the scope, once.
   */
  public static Tensor keep(Tensor tensor) {
    return tensor.retainReference();
  }
}
