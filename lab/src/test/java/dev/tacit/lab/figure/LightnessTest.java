package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LightnessTest {
  /** L* of sRGB's primaries under D65, as colour tables print them. */
  @ParameterizedTest
  @CsvSource({
    "#000000, 0",
    "#FFFFFF, 100",
    "#FF0000, 53.24",
    "#00FF00, 87.73",
    "#0000FF, 32.30",
    "#FFFF00, 97.14",
    "#777777, 50.03"
  })
  void colours(String colour, double lightness) {
    assertEquals(lightness, Lightness.of(Color.decode(colour)), 0.01); // as printed
  }

  @Test
  void aColourIsMixedUntilItIsAsLight() {
    for (Color color : Look.PALETTE) {
      for (double lightness : new double[] {20, 40, 60}) {
        double step = 0.6; // a 255th of the way is at most so far
        assertEquals(lightness, Lightness.of(Lightness.with(color, lightness)), step);
        assertEquals(
            Lightness.of(color), Lightness.of(Lightness.grey(color)), step, color.toString());
      }
    }
  }
}
