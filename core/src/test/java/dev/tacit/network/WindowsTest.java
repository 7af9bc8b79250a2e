package dev.tacit.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.tacit.tensor.NativeLibrary;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows in another order of memory see what LibTorch's plain kernels see, bit for bit. */
class WindowsTest {
  private static final int EXAMPLES = 3;
  private static final int HEIGHT = 9;
  private static final int WIDTH = 8;
  private static final long[] ONE = {1, 1};

  @BeforeAll
  static void load() {
    NativeLibrary.load();
  }

  static Stream<Arguments> windows() {
    int[][] windows = {{2, 2, 0}, {3, 2, 1}, {3, 1, 1}, {1, 2, 0}, {4, 3, 2}};
    return Stream.of(1, 3, 4, 7, 16)
        .flatMap(channels -> Stream.of(windows).map(w -> Arguments.of(channels, w[0], w[1], w[2])));
  }

  /** Few values, so that many windows have several largest; some are no numbers. */
  private static Tensor images(int channels, Precision precision) {
    var random = new RandomStreams(7).stream("test/images", channels);
    float[] values = new float[EXAMPLES * channels * HEIGHT * WIDTH];
    for (int i = 0; i < values.length; i++) {
      int drawn = random.nextInt(60);
      values[i] = drawn == 0 ? Float.NaN : drawn % 5 - 2;
    }
    return Tensor.create(values, EXAMPLES, channels, HEIGHT, WIDTH).to(precision.scalarType());
  }

  @ParameterizedTest
  @MethodSource("windows")
  void theLargestIsTheSameOneAlsoAmongEqualsAndNoNumbers(
      int channels, int kernel, int stride, int padding) {
    MaxPool pool = new MaxPool(kernel, stride, padding);
    for (Precision precision : Precision.values()) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor a = images(channels, precision);
        T_TensorTensor_T plain =
            torch.max_pool2d_with_indices(
                a, Windows.both(kernel), Windows.both(stride), Windows.both(padding), ONE, false);
        PlainPassage passage =
            (PlainPassage) pool.bind(Shape.of(channels, HEIGHT, WIDTH), null).forward(a, false);
        assertSame(plain.get0(), passage.output());
        Tensor d =
            torch
                .arange(new Scalar(passage.output().numel()))
                .to(precision.scalarType())
                .view_as(passage.output());
        assertSame(
            torch.max_pool2d_with_indices_backward(
                d,
                a,
                Windows.both(kernel),
                Windows.both(stride),
                Windows.both(padding),
                ONE,
                false,
                plain.get1()),
            passage.pullBack(d));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("windows")
  void patchesAreThoseOfIm2col(int channels, int kernel, int stride, int padding) {
    try (PointerScope scope = new PointerScope()) {
      Tensor a = images(channels, Precision.FLOAT32);
      Tensor rows = a.narrow(0, 1, EXAMPLES - 1L); // that do not begin where memory does
      Tensor columns =
          torch.im2col(
              rows, Windows.both(kernel), ONE, Windows.both(padding), Windows.both(stride));
      assertSame(columns, Windows.of(rows, kernel, stride, padding).reshape(columns.sizes()));
    }
  }

  private static void assertSame(Tensor expected, Tensor actual) {
    assertArrayEquals(expected.sizes().vec().get(), actual.sizes().vec().get());
    assertArrayEquals(Vectors.toDoubles(expected.flatten()), Vectors.toDoubles(actual.flatten()));
  }
}
