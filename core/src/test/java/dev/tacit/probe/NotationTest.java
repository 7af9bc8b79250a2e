package dev.tacit.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/notation.md names the metrics that there are: its table of metrics, first column. */
class NotationTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** A family whose members stand elsewhere. */
  private static final String AND_SO_ON = "/…";

  @Test
  void namesEveryMetricAndNoOther() throws IOException {
    List<String> names = names();
    assertTrue(names.size() > 50, "the table was found: " + names);
    List<MetricDescription> described =
        Probes.all().values().stream().flatMap(probe -> probe.descriptions().stream()).toList();
    assertEquals(
        List.of(),
        described.stream()
            .filter(words -> names.stream().noneMatch(name -> means(name, words)))
            .map(MetricDescription::name)
            .toList(),
        "described, and not in docs/notation.md");
    assertEquals(
        List.of(),
        names.stream().filter(n -> described.stream().noneMatch(words -> means(n, words))).toList(),
        "in docs/notation.md, and not described");
  }

  private static boolean means(String name, MetricDescription words) {
    String family = name.substring(0, name.length() - AND_SO_ON.length() + 1);
    return name.endsWith(AND_SO_ON) ? (words.name() + "/").startsWith(family) : words.covers(name);
  }

  private static List<String> names() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "notation.md"));
    String section = text.substring(text.indexOf("\n## Metrics\n"));
    List<String> names = new ArrayList<>();
    for (String row : section.substring(0, section.indexOf("\n## ", 1)).lines().toList()) {
      if (row.startsWith("| `")) {
        Matcher code = CODE.matcher(row.split(" \\| ", -1)[0]);
        while (code.find()) {
          names.add(whole(code.group(1), names));
        }
      }
    }
    return names;
  }

  /** In a row, {@code /p10} is a part of the metric before it, or another part of the same. */
  private static String whole(String written, List<String> before) {
    if (!written.startsWith("/")) {
      return written;
    }
    String[] last = before.get(before.size() - 1).split("/", -1);
    return last[0] + "/" + last[1] + written;
  }
}
