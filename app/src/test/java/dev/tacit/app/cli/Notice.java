package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The lists of NOTICE, which name jars by how they begin. */
public final class Notice {
  private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9-]+) {2,}\\S.*");

  private Notice() {}

  /**
   * Fails unless a list names every one of some jars, and nothing else.
   *
   * @param heading of the list
   */
  public static void assertNames(String heading, Collection<String> jars) throws IOException {
    List<String> entries =
        Files.readString(Path.of("../NOTICE"))
            .lines()
            .dropWhile(line -> !line.equals(heading))
            .skip(2) // with the line below
            .takeWhile(line -> !line.startsWith("---"))
            .map(ENTRY::matcher)
            .filter(matcher -> matcher.matches())
            .map(matcher -> matcher.group(1))
            .toList();
    Set<String> used = new TreeSet<>();
    for (String jar : jars) {
      List<String> named = entries.stream().filter(jar::startsWith).toList();
      assertEquals(1, named.size(), jar + " is named " + named);
      used.addAll(named);
    }
    assertEquals(used, new TreeSet<>(entries));
  }
}
