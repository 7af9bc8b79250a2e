package dev.tacit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathNormTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isTheSumOverAllPathsOfSquaredProducts(boolean bias) {
    Mlp network = new Mlp(List.of(3, 4, 5, 2), Activation.RELU, bias);
    double[] w = Initialiser.PYTORCH.draw(network, new RandomStreams(3), 1);
    double paths = 0;
    for (int unit = 0; unit < network.outputs(); unit++) {
      paths += pathsInto(network, w, network.depth(), unit);
    }
    try (Tensor x = Vectors.of(Placement.CPU_FLOAT64, w)) {
      assertEquals(paths, PathNorm.squared(network, x), 1e-14 * paths);
    }
  }

  /** Walks every path backwards from a unit to an input or a bias, one by one. */
  private static double pathsInto(Mlp network, double[] w, int layer, int unit) {
    if (layer == 0) {
      return 1;
    }
    int slice = network.bias() ? 2 * (layer - 1) : layer - 1;
    int in = network.widths().get(layer - 1);
    int offset = (int) network.layout().slices().get(slice).offset();
    double sum = 0;
    for (int below = 0; below < in; below++) {
      double weight = w[offset + unit * in + below];
      sum += weight * weight * pathsInto(network, w, layer - 1, below);
    }
    if (network.bias()) {
      double b = w[(int) network.layout().slices().get(slice + 1).offset() + unit];
      sum += b * b;
    }
    return sum;
  }

  @Test
  void doesNotChangeWhenScaleMovesBetweenLayers() {
    Mlp network = new Mlp(List.of(3, 4, 5, 2), Activation.RELU, false);
    try (Tensor w =
        Vectors.of(
            Placement.CPU_FLOAT64, Initialiser.PYTORCH.draw(network, new RandomStreams(3), 1))) {
      double before = PathNorm.squared(network, w);
      try (PointerScope scope = new PointerScope()) {
        network.layout().slices().get(0).of(w).mul_(new Scalar(7.0));
        network.layout().slices().get(1).of(w).div_(new Scalar(7.0));
      }
      assertEquals(before, PathNorm.squared(network, w), 1e-14 * before);
    }
  }
}
