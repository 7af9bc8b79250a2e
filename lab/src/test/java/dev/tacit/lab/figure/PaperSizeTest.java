package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaperSizeTest {
  @ParameterizedTest
  @CsvSource({
    "85mm, 240.944882",
    "8.5cm, 240.944882",
    "3.25in, 234",
    "240pt, 240",
    "20mm, 56.692913"
  })
  void widthsAreInPoints(String text, double points) {
    assertEquals(points, PaperSize.parse(text).width(), 1e-6);
    assertTrue(PaperSize.parse(text).height().isEmpty());
  }

  @Test
  void aHeightHasTheUnitOfTheWidth() {
    PaperSize size = PaperSize.parse("2.5x4in");
    assertEquals(180, size.width());
    assertEquals(288, size.height().getAsDouble());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "85",
        "-3mm",
        "1000m",
        "NaNmm",
        "",
        "mm",
        "85 mm",
        "85x60",
        "85mmx60mm",
        "1e2mm",
        "85,5mm",
        "19mm",
        "501mm",
        "85x10mm",
        "99999999999mm",
        "0mm",
        "85x60x2mm",
        "Infinitymm"
      })
  void whatIsNoSizeIsRefused(String text) {
    String says =
        assertThrows(IllegalArgumentException.class, () -> PaperSize.parse(text)).getMessage();
    assertTrue(says.startsWith("expected a ") && says.endsWith("found '" + text + "'"), says);
    assertTrue(says.contains("mm"), says);
  }
}
