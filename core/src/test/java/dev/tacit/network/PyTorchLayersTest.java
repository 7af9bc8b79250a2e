package dev.tacit.network;

import static dev.tacit.network.PyTorchValues.ramp;
import static dev.tacit.network.PyTorchValues.tensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers against PyTorch's: layers.csv, which layers.py beside it made. */
class PyTorchLayersTest {

  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of(
            "convolution 4 3 1 1 1 true", Convolution.of(4, 3, 1, 1), 2, Shape.of(3, 5, 6)),
        Arguments.of(
            "convolution 4 3 2 0 1 false",
            new Convolution(4, 3, 2, 0, 1, false),
            2,
            Shape.of(3, 6, 7)),
        Arguments.of(
            "convolution 6 2 2 1 3 true",
            new Convolution(6, 2, 2, 1, 3, true),
            2,
            Shape.of(3, 5, 5)),
        Arguments.of("max-pool 2 2 0", MaxPool.of(2), 2, Shape.of(3, 5, 6)),
        Arguments.of("max-pool 3 2 1", new MaxPool(3, 2, 1), 2, Shape.of(3, 5, 6)),
        Arguments.of("average-pool 2 2", AveragePool.of(2), 2, Shape.of(3, 5, 6)),
        Arguments.of("group-norm 2", new GroupNormalisation(2), 2, Shape.of(4, 3, 3)),
        Arguments.of("layer-norm", new GroupNormalisation(1), 3, Shape.of(6)),
        Arguments.of("silu", new Activate(Activation.SILU), 3, Shape.of(5)),
        Arguments.of("leaky-relu", new Activate(Activation.LEAKY_RELU), 3, Shape.of(5)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void haveItsOutputsAndGradients(String name, Layer layer, int n, Shape input) throws IOException {
    Map<String, double[]> expected = PyTorchValues.of("layers.csv", name);
    List<Unit> units = layer.units(input);
    List<Unit.Slot> slots = units.isEmpty() ? List.of() : units.get(0).slots();
    int size = slots.stream().mapToInt(PyTorchLayersTest::size).sum();
    double[] parameters = ramp(size, Math::cos, 0.9, 0.1, 0.3);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor a = tensor(ramp(n * input.size(), Math::sin, 0.7, 0.3, 1), input.batch(n));
      Tensor flat =
          size == 0
              ? tensor(new double[] {0}, 1).narrow(0, 0, 0)
              : tensor(parameters, parameters.length);
      Slices slices = slices(layer, input, flat);
      Passage passage = layer.bind(input, slices.cursor()).forward(a, false);
      double[] output = Vectors.toDoubles(passage.output());
      assertArrayEquals(expected.get("output"), output, 1e-13);

      Tensor d = tensor(ramp(output.length, Math::cos, 0.3, 0.2, 1), layer.output(input).batch(n));
      int[] visits = {0};
      Tensor back =
          passage.backward(
              d,
              (index, weighted, outputGradient) -> {
                visits[0]++;
                Tensor[] g =
                    Arrays.stream(slices.of(0))
                        .map(slice -> slice.clone().zero_())
                        .toArray(Tensor[]::new);
                weighted.gradient(0, n, outputGradient, g, false);
                for (int i = 0; i < g.length; i++) {
                  assertArrayEquals(expected.get("parameter" + i), Vectors.toDoubles(g[i]), 1e-12);
                }
              },
              true);
      assertArrayEquals(expected.get("input"), Vectors.toDoubles(back), 1e-12);
      assertEquals(units.size(), visits[0]);
      assertEquals(2 + slots.size(), expected.size());
    }
  }

  /** The layer's slices, cut from a vector that holds nothing else. */
  private static Slices slices(Layer layer, Shape input, Tensor flat) {
    return new Slices(layer.units(input), flat);
  }

  private static int size(Unit.Slot slot) {
    return (int) slot.shape().stream().mapToLong(Long::longValue).reduce(1, (x, y) -> x * y);
  }
}
