package dev.tacit.lab.landscape;

import dev.tacit.network.Network;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomVectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Random directions in which slices of different networks can be compared: normal, then every
 * filter (of a dense layer: the weights into one unit, a row of W; of a convolution: the kernels of
 * one channel of its output) is given the norm that this filter has at w; biases and the scales of
 * normalisations do not move. H. Li, Z. Xu, G. Taylor, C. Studer, T. Goldstein, NeurIPS 2018,
 * arXiv:1712.09913.
 */
public final class FilterNormalised {
  private FilterNormalised() {}

  /**
   * A direction, shape [p]; the caller closes it.
   *
   * @param placement of w
   */
  public static Tensor direction(
      Network network, Tensor w, Placement placement, UniformRandomProvider random) {
    Tensor direction = RandomVectors.gaussian(random, w.numel(), placement);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (Slice slice : network.layout().slices()) {
        Tensor part = slice.of(direction);
        if (slice.isWeight()) {
          Tensor filters = part.flatten(1, -1); // [out, the rest]
          Tensor wanted = slice.of(w).flatten(1, -1).square().sum(1).sqrt().unsqueeze(1);
          Tensor found = filters.square().sum(1).sqrt().unsqueeze(1);
          filters.mul_(wanted.div(found));
        } else {
          part.zero_();
        }
      }
    }
    return direction;
  }
}
