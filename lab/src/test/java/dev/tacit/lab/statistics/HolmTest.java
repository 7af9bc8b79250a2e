package dev.tacit.lab.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adjusted p-values against R (holm.R). */
class HolmTest {

  static List<String> witnesses() {
    return Rows.of("holm.csv");
  }

  @ParameterizedTest
  @MethodSource("witnesses")
  void agreesWithR(String row) {
    String[] sides = row.split(";", -1);
    double[] adjusted = Holm.adjusted(Rows.numbers(sides[0]));
    assertArrayEquals(Rows.numbers(sides[1]), adjusted, 1e-15);
  }

  @Test
  void whatWasNotTestedDoesNotCount() {
    double none = Double.NaN;
    assertArrayEquals(
        new double[] {none, 0.02, none, 0.03}, Holm.adjusted(none, 0.01, none, 0.03), 1e-15);
    assertArrayEquals(new double[0], Holm.adjusted());
    assertThrows(IllegalArgumentException.class, () -> Holm.adjusted(0.1, 1.5));
    assertThrows(IllegalArgumentException.class, () -> Holm.adjusted(-0.1));
  }
}
