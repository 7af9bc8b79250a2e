package dev.tacit.network;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;

/**
 * What kernels with several results give. A tuple's own tensors end with the tuple, whoever holds
 * them; these are handles of their own.
 */
final class Parts {
  private Parts() {}

  /** Which of three results are wanted. */
  static BoolPointer wanted(boolean first, boolean second, boolean third) {
    return new BoolPointer(3).put(0, first).put(1, second).put(2, third);
  }

  static Tensor first(T_TensorTensor_T parts) {
    return new Tensor(parts.get0());
  }

  static Tensor second(T_TensorTensor_T parts) {
    return new Tensor(parts.get1());
  }

  static Tensor first(T_TensorTensorTensor_T parts) {
    return new Tensor(parts.get0());
  }

  static Tensor second(T_TensorTensorTensor_T parts) {
    return new Tensor(parts.get1());
  }

  static Tensor third(T_TensorTensorTensor_T parts) {
    return new Tensor(parts.get2());
  }
}
