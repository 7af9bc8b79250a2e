package dev.tacit.lab.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FrontEndTest {
  private static final Pattern IMPORTED =
      Pattern.compile("(?m)^import .* from \"\\./([a-z]+\\.js)\";");
  private static final Pattern NAMED =
      Pattern.compile("(?m)^(?:export )?(?:async )?(?:const|let|class|function\\*?) (\\w+)");

  @Test
  void aPageWeighsLessThanAQuarterOfAMegabyteWithoutItsNumbers() throws IOException {
    int bytes =
        (FrontEnd.library() + FrontEnd.style() + FrontEnd.script())
            .getBytes(StandardCharsets.UTF_8)
            .length;
    assertTrue(bytes < 250_000, bytes + " bytes");
  }

  @Test
  void modulesImportOnlyWhatStandsBeforeThem() throws IOException {
    Map<String, byte[]> files = FrontEnd.files();
    List<String> before = new ArrayList<>();
    for (String module : FrontEnd.MODULES) {
      String text = new String(files.get(module), StandardCharsets.UTF_8);
      Matcher imports = IMPORTED.matcher(text);
      while (imports.find()) {
        assertTrue(before.contains(imports.group(1)), module + " imports " + imports.group(1));
      }
      before.add(module);
    }
  }

  /** So that they can stand in one script. */
  @Test
  void noTwoModulesHaveANameAlike() throws IOException {
    Map<String, byte[]> files = FrontEnd.files();
    List<String> names = new ArrayList<>();
    for (String module : FrontEnd.MODULES) {
      Matcher named = NAMED.matcher(new String(files.get(module), StandardCharsets.UTF_8));
      while (named.find()) {
        names.add(named.group(1));
      }
    }
    assertTrue(names.size() > 100, "names were found");
    assertEquals(names.stream().distinct().toList(), names);
  }

  @Test
  void oneScriptHoldsAllModules() throws IOException {
    String script = FrontEnd.script();
    assertFalse(Pattern.compile("(?m)^(import|export) ").matcher(script).find());
    assertFalse(script.contains("</script"), "it would end the element that holds it");
    assertFalse(script.contains("<!--"));
    assertTrue(FrontEnd.library().contains("Permission is hereby granted"), "under its licence");
    assertTrue(FrontEnd.hash("").equals("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
  }
}
