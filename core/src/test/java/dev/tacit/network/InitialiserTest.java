package dev.tacit.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.RandomStreams;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The starts against their formulas, each layer for itself. */
class InitialiserTest {
  private static final RandomStreams STREAMS = new RandomStreams(7);
  private static final int[] WIDTHS = {200, 300, 80, 10};
  private static final Mlp NETWORK = new Mlp(List.of(200, 300, 80, 10), Activation.RELU, true);

  private static double[] slice(Initialiser initialiser, Mlp network, int number, double factor) {
    Slice slice = network.layout().slices().get(number);
    double[] w = initialiser.draw(network, STREAMS, factor);
    int start = Math.toIntExact(slice.offset());
    return Arrays.copyOfRange(w, start, start + Math.toIntExact(slice.size()));
  }

  private static double moment(double[] values, int power) {
    return Arrays.stream(values).map(v -> Math.pow(v, power)).average().orElseThrow();
  }

  /**
   * Mean 0, the formula's variance and the distribution's fourth moment, each within 4 standard
   * deviations of a sample's.
   *
   * @param a with b and c: the variance of a layer is a/(b in + c out)
   * @param fourth fourth moment by the square of the variance: 3 if normal, 9/5 if uniform
   */
  @ParameterizedTest
  @CsvSource({
    "HE,      1,   2,    1, 0, 3",
    "GLOROT,  1,   2,    1, 1, 1.8",
    "PYTORCH, 1,   1,    3, 0, 1.8",
    "SCALED,  1,   1,    1, 0, 3",
    "SCALED,  0.1, 0.01, 1, 0, 3",
  })
  void weightsHaveTheMomentsOfTheFormula(
      Initialiser initialiser, double factor, double a, double b, double c, double fourth) {
    for (int layer = 0; layer < 3; layer++) {
      double[] w = slice(initialiser, NETWORK, 2 * layer, factor);
      double variance = a / (b * WIDTHS[layer] + c * WIDTHS[layer + 1]);
      int n = WIDTHS[layer] * WIDTHS[layer + 1];
      assertEquals(n, w.length);
      assertEquals(0, moment(w, 1), 4 * Math.sqrt(variance / n), "mean");
      double ofSquare = Math.sqrt((fourth - 1) / n);
      assertEquals(1, moment(w, 2) / variance, 4 * ofSquare, "variance of layer " + layer);
      double ofFourth = Math.sqrt((fourth == 3 ? 96 : 9 - 3.24) / n); // E x⁸ - (E x⁴)²
      assertEquals(fourth, moment(w, 4) / variance / variance, 4 * ofFourth, "distribution");
    }
  }

  @ParameterizedTest
  @CsvSource({"GLOROT, 6, 1", "PYTORCH, 1, 0"})
  void uniformWeightsFillTheirBoundsAndStayWithin(Initialiser initialiser, double a, double c) {
    double bound = Math.sqrt(a / (200 + c * 300));
    double[] w = slice(initialiser, NETWORK, 0, 1);
    double most = Arrays.stream(w).map(Math::abs).max().orElseThrow();
    assertTrue(most <= bound && most > 0.999 * bound, most + " of " + bound);
  }

  @ParameterizedTest
  @EnumSource(Initialiser.class)
  void biasesAreZeroExceptPyTorchs(Initialiser initialiser) {
    for (int layer = 0; layer < 3; layer++) {
      double[] b = slice(initialiser, NETWORK, 2 * layer + 1, 1);
      if (initialiser == Initialiser.PYTORCH) {
        double bound = 1 / Math.sqrt(WIDTHS[layer]); // its layer's inputs
        assertTrue(Arrays.stream(b).allMatch(v -> Math.abs(v) <= bound));
        assertTrue(Arrays.stream(b).map(Math::abs).max().orElseThrow() > 0.6 * bound);
      } else {
        assertArrayEquals(new double[b.length], b, 0);
      }
    }
  }

  @Test
  void theFactorIsOfScaledAlone() {
    double[] one = Initialiser.SCALED.draw(NETWORK, STREAMS, 1);
    double[] half = Initialiser.SCALED.draw(NETWORK, STREAMS, 0.5);
    assertArrayEquals(Arrays.stream(one).map(v -> v / 2).toArray(), half, 1e-16);
    double[] he = Initialiser.HE.draw(NETWORK, STREAMS, 1);
    assertArrayEquals(he, Initialiser.HE.draw(NETWORK, STREAMS, 0.5), 0);
  }

  /** Two layers of one shape: alike in law, different in numbers, uncorrelated. */
  @ParameterizedTest
  @EnumSource(Initialiser.class)
  void layersDrawFromStreamsOfTheirOwn(Initialiser initialiser) {
    Mlp square = new Mlp(List.of(60, 60, 60), Activation.RELU, true);
    double[] first = slice(initialiser, square, 0, 1);
    double[] second = slice(initialiser, square, 2, 1);
    double products = 0;
    for (int i = 0; i < first.length; i++) {
      products += first[i] * second[i];
    }
    double sizes = Math.sqrt(moment(first, 2) * moment(second, 2));
    assertEquals(0, products / first.length / sizes, 4 / Math.sqrt(first.length));
  }

  /** What stands before and behind a layer decides nothing of it; the seed does. */
  @ParameterizedTest
  @EnumSource(Initialiser.class)
  void aLayersNumbersAreItsOwn(Initialiser initialiser) {
    Mlp longer = new Mlp(List.of(200, 300, 80, 90, 10), Activation.TANH, true);
    for (int number = 0; number < 4; number++) {
      double[] w = slice(initialiser, NETWORK, number, 1);
      assertArrayEquals(w, slice(initialiser, longer, number, 1), 0);
    }
    double[] again = initialiser.draw(NETWORK, new RandomStreams(7), 1);
    assertArrayEquals(initialiser.draw(NETWORK, STREAMS, 1), again, 0);
    assertFalse(Arrays.equals(again, initialiser.draw(NETWORK, new RandomStreams(8), 1)));
  }
}
