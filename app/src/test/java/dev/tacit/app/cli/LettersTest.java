package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LettersTest {
  @TempDir Path folder;

  /**
   * Fontconfig is told of no folder of fonts, and Java of a file of its own that is not there
   * (Debian's has one). Java 17 throws an error then, 25 an exception.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aMachineWithoutFontsIsToldWhatToDoAndKeepsWhatItMeasured() throws Exception {
    Path file = folder.resolve("small.yaml");
    Files.writeString(file, TacitProcess.experiment("small", 1, 1));
    Path nothing = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig></fontconfig>\n");
    Path runs = folder.resolve("runs");
    String java = "-Dsun.awt.fontconfig=" + folder.resolve("none.properties");
    ProcessBuilder builder =
        TacitProcess.of(List.of(java), "run", file.toString(), "--out", runs.toString());
    builder.environment().put("FONTCONFIG_FILE", nothing.toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor(), out);
    assertTrue(out.contains("tacit: Java cannot write text into figures ("), out);
    assertTrue(out.contains("fonts-dejavu-core"), out);
    assertFalse(out.contains("\tat "), out);
    assertEquals(6, TacitProcess.results(runs).size(), "both runs are whole");
  }

  @Test
  void otherErrorsAreTheirOwn() {
    assertFalse(Letters.lack(new InternalError(new IllegalStateException("no"))));
  }
}
