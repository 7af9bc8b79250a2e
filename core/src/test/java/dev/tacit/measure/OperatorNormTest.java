package dev.tacit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.network.Convolution;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.SingularValues;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorNormTest {

  /** The map as a matrix, column by column, and LAPACK's largest singular value of it. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 0, 1", "1, 0, 2", "2, 1, 2"})
  void isTheLargestSingularValueOfTheWholeMap(int stride, int padding, int groups) {
    Shape input = Shape.of(2, 5, 6);
    Convolution convolution = new Convolution(4, 3, stride, padding, groups, true);
    int parameters = 4 * 2 / groups * 9;
    double[] values = new RandomStreams(4).stream("w", 0).doubles(parameters, -1, 1).toArray();
    try (PointerScope scope = new PointerScope();
        Tensor flat = Vectors.of(Placement.CPU_FLOAT64, values)) {
      Tensor weight = flat.view(4, 2 / groups, 3, 3);
      Tensor unit = torch.eye(input.size(), Placement.CPU_FLOAT64.options());
      Tensor map = convolution.apply(weight, unit.view(input.batch(input.size()))).flatten(1, -1);
      double expected = SingularValues.of(map).spectralNorm();
      assertEquals(expected, OperatorNorm.of(convolution, weight, input), 1e-6 * expected);
    }
  }
}
