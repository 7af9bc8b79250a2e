package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.Machine;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launchers as files, of the sources and of a release, in a folder whose name has a blank and a
 * letter beyond ASCII. The release's only jar refers to this test's class path.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path folder;
  private Path root;
  private Path release;
  private Path echo; // a JDK whose java prints its arguments, one a line, and what it finds set

  @BeforeEach
  void install() throws IOException {
    root = folder.toRealPath().resolve("sources ü");
    release = root.resolve("app/target/run/build-1");
    Files.createDirectories(release.resolve("lib"));
    script(release.resolve("bin/tacit"), Files.readString(Path.of("src/main/scripts/tacit")));
    script(root.resolve("tacit"), Files.readString(Path.of("../tacit")));
    Files.writeString(release.resolveSibling(".built"), "build-1\n");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    try (OutputStream out = Files.newOutputStream(release.resolve("lib/all.jar"))) {
      new JarOutputStream(out, manifest).close();
    }
    echo = folder.resolve("jdk");
    script(
        echo.resolve("bin/java"),
        "#!/bin/sh\nprintf '%s\\n' \"$@\"; env | grep -E 'OPENBLAS|MALLOC'\n");
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toUri().toString())
        .collect(Collectors.joining(" "));
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }

  private record Answer(int code, String out) {}

  private Answer type(Path from, Path java, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).directory(from.toFile());
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), out);
  }

  private void findsItsJars(Path from, String... command) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("CDPATH", root.toString()); // where cd would go instead, and say so
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    Answer answer = type(from, echo, environment, command);
    assertEquals(0, answer.code(), answer.out());
    String expected = release.resolve("lib") + "/*";
    assertTrue(answer.out().lines().anyMatch(expected::equals), answer.out());
  }

  @Test
  void startThroughChainsOfLinksRelativeOnesAndLinkedFolders() throws Exception {
    Path place = Files.createDirectories(folder.resolve("bin"));
    for (String script : List.of("tacit", "app/target/run/build-1/bin/tacit")) {
      String name = "t" + script.length();
      Path whole = Files.createSymbolicLink(place.resolve(name), root.resolve(script));
      Files.createSymbolicLink(place.resolve("chain" + name), Path.of(name));
      Files.createSymbolicLink(
          place.resolve("relative" + name), Path.of("../" + root.getFileName() + "/" + script));
      Path elsewhere = Files.createDirectories(folder.resolve("deep/down" + name));
      Path linked = Files.createSymbolicLink(elsewhere.resolve("linked folder"), place);
      findsItsJars(folder, whole.toString());
      findsItsJars(folder, linked.resolve("chain" + name).toString());
      findsItsJars(folder, linked.resolve("relative" + name).toString());
      findsItsJars(elsewhere, "linked folder/relative" + name);
      findsItsJars(root.resolve(script).getParent(), "./tacit");
      findsItsJars(folder, "sh", "-c", "chain" + name); // on the path
    }
  }

  /** An epoch of a small convolutional network takes six times as long without. */
  @Test
  void memoryIsKeptFromOneUseToTheNextUnlessTheShellSaysOtherwise() throws Exception {
    Answer answer =
        type(folder, echo, Map.of("MALLOC_TRIM_THRESHOLD_", "7"), root.resolve("tacit").toString());
    assertTrue(answer.out().contains("MALLOC_ARENA_MAX=1\n"), answer.out());
    assertTrue(answer.out().contains("MALLOC_MMAP_THRESHOLD_=33554432\n"), answer.out());
    assertTrue(answer.out().contains("MALLOC_TRIM_THRESHOLD_=7\n"), answer.out());
  }

  @Test
  void theRealProgramStartsThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), root.resolve("tacit"));
    Path java = Path.of(System.getProperty("java.home"));
    Answer answer = type(folder, java, Map.of(), link.toString(), "--version");
    assertEquals(0, answer.code(), answer.out());
    assertTrue(answer.out().startsWith("tacit " + Machine.version()), answer.out());
  }

  /** Under LC_ALL=C, and under a locale that the machine does not have. */
  @Test
  void namesBeyondAsciiAreReadAndPrintedInAnyLocale() throws Exception {
    String name = "größe-η.yaml";
    Files.writeString(folder.resolve(name), "optimizers: {sgd: {lr: 0.1, momentumm: 1}}\n");
    Path java = Path.of(System.getProperty("java.home"));
    for (String locale : List.of("C", "xx_YY.UTF-8")) {
      Map<String, String> environment = Map.of("LC_ALL", locale);
      String tacit = release.resolve("bin/tacit").toString();
      Answer answer = type(folder, java, environment, tacit, "run", name, "--dry-run");
      assertEquals(2, answer.code(), answer.out());
      assertTrue(answer.out().contains(name + ":1"), locale + ": " + answer.out());
    }
  }

  /** An archive's, whatever Java the machine has. */
  @Test
  void aJavaBesideTheJarsComesFirst() throws Exception {
    script(release.resolve("runtime/bin/java"), Files.readString(echo.resolve("bin/java")));
    Path other = folder.resolve("other");
    script(other.resolve("bin/java"), "#!/bin/sh\nexit 9\n");
    Answer answer = type(folder, other, Map.of(), release.resolve("bin/tacit").toString());
    assertEquals(0, answer.code(), answer.out());
  }

  /** On a bare machine nothing says which the locale is; Java would take it for ASCII. */
  @Test
  void namesBeyondAsciiAreReadWithoutTheProgramLocale() throws Exception {
    Path tools = Files.createDirectory(folder.resolve("few"));
    for (String tool : List.of("sh", "dirname", "readlink", "grep", "env")) {
      Path found =
          Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
              .map(place -> Path.of(place, tool))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      Files.createSymbolicLink(tools.resolve(tool), found);
    }
    ProcessBuilder builder =
        new ProcessBuilder(release.resolve("bin/tacit").toString(), "--version");
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
  }

  @Test
  void javaIsGivenWhatTheEnvironmentAsksFor() throws Exception {
    String tacit = release.resolve("bin/tacit").toString();
    Map<String, String> environment =
        Map.of("TACIT_CACHE", "a folder", "TACIT_HEAP", "3g", "OPENBLAS_CORETYPE", "Haswell");
    Answer answer = type(folder, echo, environment, tacit, "run", "two words");
    assertEquals(0, answer.code(), answer.out());
    List<String> given = answer.out().lines().toList();
    for (String expected :
        List.of(
            "-Xmx3g",
            "-Dorg.bytedeco.javacpp.cachedir=a folder",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "two words",
            "OPENBLAS_NUM_THREADS=1",
            "OPENBLAS_CORETYPE=Haswell")) { // a kernel that the shell names stays
      assertTrue(given.contains(expected), expected + " in " + answer.out());
    }
  }

  @Test
  void sparkIsThereForThoseWhoAskForItsEngineAndForNobodyElse() throws Exception {
    String tacit = release.resolve("bin/tacit").toString();
    String plain = release.resolve("lib") + "/*";
    Path spark = release.resolve("lib/spark");
    Answer without = type(folder, echo, Map.of(), tacit, "run", "x", "--engine", "spark");
    assertEquals(1, without.code());
    assertTrue(without.out().contains(spark + "\n"), without.out());

    Files.createDirectories(spark);
    for (List<String> words : List.of(List.of("--engine", "spark"), List.of("--engine=spark"))) {
      List<String> line = new ArrayList<>(List.of(tacit, "run", "x"));
      line.addAll(words);
      Answer with = type(folder, echo, Map.of(), line.toArray(String[]::new));
      List<String> given = with.out().lines().toList();
      assertTrue(given.contains(plain + ":" + spark + "/*"), with.out());
      assertTrue(given.contains("@" + spark + "/java.options"), with.out());
    }
    for (String other : List.of("--engine=local", "spark", "--enginespark")) {
      Answer answer = type(folder, echo, Map.of(), tacit, "run", other);
      assertTrue(answer.out().lines().anyMatch(plain::equals), answer.out());
    }
  }

  /** Sources change while a process has its jars before it, not all of them open. */
  @Test
  void aNewBuildChangesNoFileOfALivingProcess() throws Exception {
    Path built = root.resolve("app/target/tacit/tacit");
    script(built.resolve("bin/tacit"), Files.readString(Path.of("src/main/scripts/tacit")));
    Files.createDirectories(built.resolve("lib"));
    Path source = Files.createDirectories(root.resolve("core/src/main")).resolve("A.java");
    Path tools = folder.resolve("tools");
    script(
        tools.resolve("mvn"),
        """
        #!/bin/sh
        echo same >app/target/tacit/tacit/lib/same.jar
        cp core/src/main/A.java app/target/tacit/tacit/lib/own.jar
        """);
    Path jdk = folder.resolve("waiting");
    script(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        for word; do case $word in */lib/\\*) lib=${word%\\*} ;; esac; done
        echo started
        read go
        cat "$lib"*.jar
        """);
    Files.writeString(source, "one\n");
    Process first = launch(tools, jdk);
    BufferedReader heard = first.inputReader();
    assertEquals("started", heard.lines().filter("started"::equals).findFirst().orElse(""));
    List<Path> before = builds();
    for (int i = 0; i < 3; i++) {
      Files.writeString(source, "two\n");
      Files.setLastModifiedTime(
          source, FileTime.fromMillis(System.currentTimeMillis() + 60_000L * (i + 1)));
      Process next = launch(tools, jdk);
      next.outputWriter().append("go\n").close();
      assertEquals(List.of("started", "two", "same"), lastThree(next.inputReader()));
      next.waitFor();
    }
    List<Path> after = builds();
    assertTrue(after.contains(before.get(before.size() - 1)), "a process lives in it");
    assertEquals(3, after.size(), "its own, the one before the newest, the newest: " + after);
    first.outputWriter().append("go\n").close();
    assertEquals(List.of("one", "same"), heard.lines().toList());
  }

  private Process launch(Path tools, Path jdk) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(root.resolve("tacit").toString());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
    return builder.redirectErrorStream(true).start();
  }

  private static List<String> lastThree(BufferedReader reader) {
    List<String> lines = reader.lines().toList();
    return lines.subList(Math.max(0, lines.size() - 3), lines.size());
  }

  private List<Path> builds() throws IOException {
    try (Stream<Path> builds = Files.list(root.resolve("app/target/run"))) {
      return builds.filter(Files::isDirectory).sorted().toList();
    }
  }

  @Test
  void aFolderThatJavaCannotNameIsRefused() throws Exception {
    Path odd = folder.resolve("a:b");
    script(odd.resolve("bin/tacit"), Files.readString(Path.of("src/main/scripts/tacit")));
    Answer answer = type(folder, echo, Map.of(), odd.resolve("bin/tacit").toString());
    assertEquals(1, answer.code());
    assertTrue(answer.out().contains("colon"), answer.out());
  }
}
