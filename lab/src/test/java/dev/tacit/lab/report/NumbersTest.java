package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.study.Numbers;
import dev.tacit.lab.study.Variant;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.25, 0.2500",
    "-0.25, −0.2500",
    "24.64999, 24.65",
    "9.9999, 10.00",
    "123456, 123500",
    "0.00123456, 0.001235",
    "0.000999949, 9.999×10⁻⁴",
    "1.5e-11, 1.500×10⁻¹¹",
    "-2.5e12, −2.500×10¹²",
    "NaN, –",
    "-Infinity, −∞"
  })
  void fourDigitsAreShown(double value, String shown) {
    assertEquals(shown, Digits.shown(value));
  }

  @ParameterizedTest
  @CsvSource({
    "24.646, 24.6, 24.692, 24.646 ± 0.046",
    "0.5, 0.1, 0.9, 0.50 ± 0.40",
    "-0.01236, -0.0126, -0.01212, −0.01236 ± 0.00024",
    "1.01e-4, 0.89e-4, 1.13e-4, (1.01 ± 0.12)×10⁻⁴",
    "1e-5, -2e-5, 4e-5, (1.0 ± 3.0)×10⁻⁵",
    "12345, 12300, 12390, 12345 ± 45",
    "3, 3, 3, 3 ± 0"
  })
  void anIntervalIsRoundedToTwoDigitsOfItsHalfWidth(
      double mean, double low, double high, String shown) {
    assertEquals(shown, Numbers.shown(new Interval(mean, low, high, 5)));
  }

  @Test
  void oneValueHasNoInterval() {
    assertEquals("0.5000", Numbers.shown(Interval.of(0.5)));
  }

  @ParameterizedTest
  @CsvSource({"64, 64", "1e-8, 1e-8", "0.001, 0.001", "2.5e-12, 2.5e-12", "100.0, 100", "0.0, 0"})
  void settingsReadAsTheyAreWritten(String json, String shown) throws IOException {
    assertEquals(shown, Variant.text(JsonFiles.JSON.readTree(json)));
  }

  @Test
  void settingsMadeOfSeveralReadAsNameAndWhatTheyHave() throws IOException {
    String json =
        "{'name': 'mlp', 'depth': 5, 'dropout': 1e-8, 'widths': [12, 8], 'x': {'name': 'y', 'z': 1}}";
    assertEquals(
        "mlp depth 5 dropout 1e-8 widths [12,8] x (y z 1)",
        Variant.text(JsonFiles.JSON.readTree(json.replace('\'', '"'))));
  }

  @Test
  void wholeNumbersStayWhole() {
    assertEquals("10⁻⁴", Digits.significant(1e-4, 1));
    assertEquals("300", Digits.plain(300));
    assertEquals("0.5000", Digits.plain(0.5));
    assertEquals("400,906", Digits.count(400906));
    assertEquals("⁻¹²", Digits.raised(-12));
  }
}
