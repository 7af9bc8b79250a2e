package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** NOTICE lists the jars that a release bundles, all of them and no other. */
class NoticeTest {
  private static final Pattern ENTRY = Pattern.compile("([a-z0-9-]+) {2,}\\S.*");

  @Test
  void namesEveryJarOfTheReleaseAndNoOther() throws IOException {
    List<String> entries =
        Files.readString(Path.of("../NOTICE"))
            .lines()
            .dropWhile(line -> !line.equals("Libraries"))
            .map(ENTRY::matcher)
            .filter(matcher -> matcher.matches())
            .map(matcher -> matcher.group(1))
            .toList();
    Set<String> used = new TreeSet<>();
    for (String jar : release()) {
      List<String> named = entries.stream().filter(jar::startsWith).toList();
      assertEquals(1, named.size(), jar + " is named " + named);
      used.addAll(named);
    }
    assertEquals(used, new TreeSet<>(entries));
  }

  /** Jars that are not our own; the build writes the list. */
  private static Set<String> release() throws IOException {
    String list = Files.readString(Path.of("target/test-classes/release.txt"));
    Set<String> jars =
        Arrays.stream(list.strip().split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).getFileName().toString())
            .filter(name -> name.endsWith(".jar") && !name.startsWith("tacit-"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(jars.size() > 10, jars.toString());
    return jars;
  }
}
