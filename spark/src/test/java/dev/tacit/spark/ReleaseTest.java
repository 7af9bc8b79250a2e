package dev.tacit.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.app.cli.Notice;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** What goes into the folder lib/spark, beside what a release has in lib anyway. */
class ReleaseTest {

  @Test
  void jarsOfSparkAndJarsOfTacitAreOfOneVersionWhereBothHaveThem() throws IOException {
    Set<String> mine = jars("target/test-classes/runtime.txt");
    assertEquals(jars("../app/target/test-classes/release.txt"), mine);
  }

  @Test
  void noticeNamesEveryJarAndNoOther() throws IOException {
    Set<String> spark = jars("target/test-classes/provided.txt");
    assertTrue(spark.size() > 100, spark::toString);
    spark.removeAll(jars("target/test-classes/runtime.txt"));
    Notice.assertNames("Libraries of the folder lib/spark", spark);
  }

  /** Without what is said in the file. */
  @Test
  void theDriversJavaIsToldWhatSparkAsksFor() throws IOException {
    List<String> options =
        Files.readAllLines(Path.of("src/main/options/java.options")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    List<String> asked =
        Arrays.stream(JavaModuleOptions.defaultModuleOptions().split(" ", -1))
            .filter(option -> !option.equals("--add-modules=jdk.incubator.vector"))
            .filter(option -> !option.contains("sun.security.action"))
            .toList();
    assertEquals(asked, options);
  }

  /** Names of jars that are not our own. */
  private static Set<String> jars(String list) throws IOException {
    return Arrays.stream(Files.readString(Path.of(list)).strip().split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).getFileName().toString())
        .filter(name -> name.endsWith(".jar") && !name.startsWith("tacit-"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
