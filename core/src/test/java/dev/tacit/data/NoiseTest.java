package dev.tacit.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.RandomStreams;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTest {
  private static final RandomStreams STREAMS = new RandomStreams(11);
  private static final int[] TRUTH = IntStream.range(0, 10_000).map(i -> i % 10).toArray();

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.33333, 1})
  void flippingCorruptsExactlyTheRoundedShare(double rate) {
    NoisyLabels noisy = new LabelNoise(rate, LabelNoise.Kind.FLIP).apply(TRUTH, 10, STREAMS);
    assertEquals(Math.round(rate * TRUTH.length), noisy.corrupted().length);
    consistent(noisy);
  }

  /** Of 3,000 chosen, 1/10 keep their label by chance: 2,700 ± 16.4. */
  @Test
  void uniformNoiseLeavesOneInTenOfTheChosenAsTheyWere() {
    NoisyLabels noisy = new LabelNoise(0.3, LabelNoise.Kind.UNIFORM).apply(TRUTH, 10, STREAMS);
    assertEquals(2700, noisy.corrupted().length, 5 * Math.sqrt(3000 * 0.9 * 0.1));
    consistent(noisy);
  }

  /** Each of the 9 shifts has probability 1/9 among 10,000: 1,111 ± 31.4. */
  @Test
  void flippedLabelsAreUniformOverTheOtherClasses() {
    NoisyLabels noisy = new LabelNoise(1, LabelNoise.Kind.FLIP).apply(TRUTH, 10, STREAMS);
    int[] shifts = new int[10];
    for (int i = 0; i < TRUTH.length; i++) {
      shifts[(noisy.labels()[i] - TRUTH[i] + 10) % 10]++;
    }
    assertEquals(0, shifts[0]);
    for (int shift = 1; shift < 10; shift++) {
      assertEquals(10_000 / 9.0, shifts[shift], 5 * Math.sqrt(10_000 / 9.0 * 8 / 9));
    }
  }

  @Test
  void noiseBelongsToTheSeedAndToThePart() {
    LabelNoise noise = new LabelNoise(0.3, LabelNoise.Kind.FLIP);
    int[] labels = noise.apply(TRUTH, 10, STREAMS).labels();
    assertArrayEquals(labels, noise.apply(TRUTH, 10, new RandomStreams(11)).labels());
    assertFalse(Arrays.equals(labels, noise.apply(TRUTH, 10, new RandomStreams(12)).labels()));
    assertFalse(Arrays.equals(labels, noise.apply(TRUTH, 10, STREAMS, 1).labels()));
  }

  private static void consistent(NoisyLabels noisy) {
    assertArrayEquals(IntStream.range(0, 10_000).map(i -> i % 10).toArray(), noisy.truth());
    assertEquals(TRUTH.length, noisy.clean().length + noisy.corrupted().length);
    for (int i : noisy.clean()) {
      assertEquals(noisy.truth()[i], noisy.labels()[i]);
    }
    for (int i : noisy.corrupted()) {
      assertTrue(noisy.truth()[i] != noisy.labels()[i]);
      assertTrue(noisy.labels()[i] >= 0 && noisy.labels()[i] < 10);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.2, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void impossibleRatesAreRefused(double rate) {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> new LabelNoise(rate, LabelNoise.Kind.FLIP))
            .getMessage();
    assertEquals("noise rate must be in [0, 1], found " + rate, message);
    assertThrows(
        IllegalArgumentException.class, () -> new PixelNoise(PixelNoise.Kind.RANDOMISE, rate));
  }

  @Test
  void flippingTheOnlyClassIsRefused() {
    LabelNoise noise = new LabelNoise(0.3, LabelNoise.Kind.FLIP);
    assertThrows(IllegalArgumentException.class, () -> noise.apply(new int[] {0, 0}, 1, STREAMS));
  }

  /** Of 100,000 numbers: the mean is 0 ± 0.00095, the variance 0.09 ± 0.0004. */
  @Test
  void gaussianPixelNoiseHasItsDeviation() {
    float[] inputs = new float[100_000];
    float[] noisy = new PixelNoise(PixelNoise.Kind.GAUSSIAN, 0.3).apply(inputs, STREAMS);
    double mean = 0;
    double square = 0;
    for (float x : noisy) {
      mean += x / 1e5;
      square += (double) x * x / 1e5;
    }
    assertEquals(0, mean, 5 * 0.3 / Math.sqrt(1e5));
    assertEquals(0.09, square, 5 * 0.09 * Math.sqrt(2 / 1e5));
    assertArrayEquals(new float[100_000], inputs);
  }

  /** Replacements are uniform on [0, 1]: their mean is 0.5 ± 0.0017. */
  @Test
  void randomisedPixelsAreExactlyTheShareAndUniformOverTheInputsRange() {
    float[] inputs = new float[100_000];
    inputs[0] = 1;
    float[] noisy = new PixelNoise(PixelNoise.Kind.RANDOMISE, 0.3).apply(inputs, STREAMS);
    int changed = 0;
    double mean = 0;
    for (int i = 1; i < noisy.length; i++) {
      assertTrue(noisy[i] >= 0 && noisy[i] <= 1);
      changed += noisy[i] == 0 ? 0 : 1;
      mean += noisy[i] / 30_000.0;
    }
    assertEquals(30_000, changed, 1); // the first may be among them
    assertEquals(0.5, mean, 5 * Math.sqrt(1 / 12.0 / 30_000));
  }

  @ParameterizedTest
  @EnumSource(LabelNoise.Kind.class)
  void kindsHaveTheNamesOfFiles(LabelNoise.Kind kind) {
    assertEquals(kind, LabelNoise.Kind.named(kind.toString()));
    String message =
        assertThrows(IllegalArgumentException.class, () -> LabelNoise.Kind.named("swap"))
            .getMessage();
    assertEquals("unknown label noise 'swap'; known: flip, uniform", message);
    assertEquals(PixelNoise.Kind.RANDOMISE, PixelNoise.Kind.named("randomise"));
  }
}
