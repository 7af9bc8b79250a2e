package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PaperOptionsTest {
  @TempDir Path folder;

  private record Answer(int code, String err) {}

  private Answer type(String... options) {
    StringWriter complained = new StringWriter();
    CommandLine line = new CommandLine(new ReportCommand());
    line.setErr(new PrintWriter(complained, true));
    String[] words = new String[options.length + 1];
    words[0] = folder.toString();
    System.arraycopy(options, 0, words, 1, options.length);
    int code = line.execute(words);
    return new Answer(code, complained.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--size|85|expected a width with its unit",
        "--size|-3mm|expected a width with its unit",
        "--size|1000m|expected a width with its unit",
        "--size|NaNmm|expected a width with its unit",
        "--size|1000mm|expected a width from 20 to 500 mm",
        "--font|0|from 4 to 36 points",
        "--font|1000|from 4 to 36 points",
        "--font|NaN|from 4 to 36 points",
        "--font|big|expected a number of points",
        "--format|eps|expected one of pdf, svg, png",
        "--format|pdf,gif|expected one of pdf, svg, png",
        "--dpi|10|from 72 to 2400 dpi",
        "--dpi|3e2|expected a whole number",
        "--x|lr|expected one of epoch, step, train/loss, setting",
        "--x-range|60|expected two different numbers, as in 0.07..0.3; found '60'",
        "--y-range|1..1|expected two different numbers"
      })
  void wrongRequestsAreRefusedBeforeAnythingIsRead(String option, String value, String why) {
    Answer answer = type("--figure", "test/error", option + "=" + value);
    assertEquals(2, answer.code());
    assertTrue(answer.err().contains(option + ": "), answer.err());
    assertTrue(answer.err().contains(why), answer.err());
    assertFalse(Files.exists(folder.resolve("figures")));
  }

  @Test
  void theOptionsOfPapersNeedAFigure() {
    Answer answer = type("--size", "85mm");
    assertEquals(2, answer.code());
    assertTrue(answer.err().contains("--figure"), answer.err());
  }

  @Test
  void theReportsOptionsDoNotGoWithIt() {
    assertEquals(2, type("--figure", "test/error", "--all-figures").code());
    assertEquals(2, type("--figure", "test/error", "--scatter", "a,b").code());
    assertEquals(2, type("--figure", "test/error", "--out", "x", folder.toString()).code());
  }
}
