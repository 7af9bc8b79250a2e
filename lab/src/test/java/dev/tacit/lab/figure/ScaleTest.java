package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {

  private static List<String> labels(Scale scale, double low, double high) {
    return scale.ticks(low, high, 5).stream()
        .map(Scale.Tick::label)
        .filter(label -> !label.isEmpty())
        .toList();
  }

  @Test
  void valuesThatSpanDecadesLieOnALogarithmicAxis() {
    assertInstanceOf(Scale.Log.class, Scale.of(new double[] {1e-3, 0.1, 1}));
    assertInstanceOf(Scale.Linear.class, Scale.of(new double[] {24, 31}));
    assertInstanceOf(Scale.Linear.class, Scale.of(new double[] {0, 1e-3, 1}));
    assertInstanceOf(Scale.Linear.class, Scale.of(new double[] {0, 0}));
    assertInstanceOf(Scale.Linear.class, Scale.of(new double[] {-1, 1, Double.NaN}));
  }

  @Test
  void aZeroAmongManyPositiveValuesDoesNotForbidIt() {
    double[] values = new double[40];
    for (int i = 1; i < values.length; i++) {
      values[i] = Math.pow(10, -i / 10.0);
    }
    assertInstanceOf(Scale.Log.class, Scale.of(values));
  }

  @Test
  void bothSignsOverDecadesLieOnAnAxisThatIsStraightNearZero() {
    Scale scale = Scale.of(new double[] {-100, -0.01, 0.01, 0.02, 50});
    assertInstanceOf(Scale.Symlog.class, scale);
    assertEquals(0, scale.place(0));
    assertEquals(-scale.place(7), scale.place(-7));
  }

  @Test
  void straightTicksAreRoundWithTheMinusSign() {
    assertEquals(List.of("−1.0", "−0.5", "0.0", "0.5", "1.0"), labels(new Scale.Linear(), -1, 1.2));
    assertEquals(List.of("0", "20", "40", "60", "80"), labels(new Scale.Linear(), 0, 90));
  }

  @Test
  void verySmallNumbersShareAPowerOfTen() {
    Scale scale = new Scale.Linear();
    assertEquals("×10⁻⁵", scale.remark(0, 4.2e-5));
    assertEquals(List.of("0", "1", "2", "3", "4"), labels(scale, 0, 4.2e-5));
    assertEquals("", scale.remark(0, 0.9));
  }

  @Test
  void logarithmicTicksAreDecades() {
    assertEquals(List.of("0.01", "0.1", "1"), labels(new Scale.Log(), -2.2, 0.4));
    assertEquals(
        List.of("10⁻²¹", "10⁻¹⁸", "10⁻¹⁵", "10⁻¹²", "10⁻⁹", "10⁻⁶"),
        labels(new Scale.Log(), -21, -3.5));
  }

  @Test
  void withinADecadeRoundValuesAreLabelled() {
    assertEquals(List.of("0.5", "0.7", "1", "2"), labels(new Scale.Log(), -0.32, 0.4));
    assertEquals(
        List.of("20", "21", "22", "23", "24", "25"), labels(new Scale.Log(), 1.3, Math.log10(25)));
  }

  @Test
  void aSettingHasItsOwnTicks() {
    Scale scale = new Scale.Settings(new double[] {256, 16, 64, 16});
    assertEquals(List.of("16", "64", "256"), labels(scale, 1, 3));
    assertEquals(Math.log10(64), scale.place(64));
  }

  /** Of ticks whose words would run into each other the shorter ones keep theirs. */
  @Test
  void aSettingsTicksHaveRoom() {
    Scale scale =
        new Scale.Settings(new double[] {1e-4, 0.0003162, 1e-3, 0.003162, 0.01, 0.03162, 0.1, 1});
    List<String> labels = scale.ticks(-4, 0, 9).stream().map(Scale.Tick::label).toList();
    assertEquals(8, labels.size(), "every value has its line");
    assertTrue(labels.containsAll(List.of("0.001", "0.01", "0.1", "1")), labels.toString());
    assertTrue(!labels.contains("0.0003162"), labels.toString());
  }
}
