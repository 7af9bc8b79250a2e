package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** NOTICE lists the jars that a release bundles, all of them and no other. */
class NoticeTest {
  @Test
  void namesEveryJarOfTheReleaseAndNoOther() throws IOException {
    Notice.assertNames("Libraries", release());
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
