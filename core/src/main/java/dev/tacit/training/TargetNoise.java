package dev.tacit.training;

import org.bytedeco.pytorch.Tensor;

/** Disturbs the targets of examples, block after block. */
@FunctionalInterface
public interface TargetNoise {

  /**
   * Other targets, fresh.
   *
   * @param targets class numbers, int64 [n], or vectors, [n, outputs]; not changed
   * @param classifies whether vectors are one-hot classes
   */
  Tensor disturbed(Tensor targets, boolean classifies);
}
