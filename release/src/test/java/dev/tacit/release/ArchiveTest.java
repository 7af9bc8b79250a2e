package dev.tacit.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive, unpacked in a folder whose name has blanks and letters beyond ASCII, on a machine
 * that has no Java and no fonts: the path holds the tools that the launcher calls and nothing else.
 */
@DisabledOnOs(OS.WINDOWS)
class ArchiveTest {
  /** All that the launcher and a shell need. */
  private static final List<String> TOOLS =
      List.of("sh", "env", "readlink", "dirname", "grep", "locale");

  @TempDir private static Path scratch;
  private static Path folder;
  private static Path home; // of the archive
  private static Path runs;

  @BeforeAll
  static void unpackAndTrain() throws Exception {
    folder = Files.createDirectory(scratch.resolve("größe ü x")).toRealPath();
    String archive = System.getProperty("tacit.archive");
    assertNotNull(archive, "mvn -Prelease verify makes the archive and says where it is");
    Process tar =
        new ProcessBuilder("tar", "xzf", archive, "-C", folder.toString()).inheritIO().start();
    assertEquals(0, tar.waitFor());
    try (Stream<Path> all = Files.list(folder)) {
      home = all.findFirst().orElseThrow();
    }
    Path path = Files.createDirectory(scratch.resolve("path"));
    for (String tool : TOOLS) {
      for (String place : System.getenv("PATH").split(File.pathSeparator, -1)) {
        Path file = Path.of(place, tool);
        if (Files.isExecutable(file) && Files.notExists(path.resolve(tool))) {
          Files.createSymbolicLink(path.resolve(tool), file);
        }
      }
    }
    Files.writeString(scratch.resolve("fonts.conf"), "<fontconfig></fontconfig>\n");
    Files.writeString(
        folder.resolve("klein.yaml"),
        """
        name: klein
        data:   {name: gaussian-mixture, classes: 4, dimension: 16, trainExamples: 400, testExamples: 100}
        model:  {name: mlp, depth: 2, width: 16}
        train:  {batch: 16, epochs: 3}
        optimizers:
          sgd:  {lr: 0.05}
          adam: {lr: 0.001}
        """);
    runs = folder.resolve("läufe");
    Answer answer = tacit("run", "klein.yaml", "--out", runs.toString());
    assertEquals(0, answer.code(), answer.out());
  }

  private record Answer(int code, String out) {}

  private static ProcessBuilder builder(String... words) {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/tacit").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", scratch.resolve("path").toString());
    environment.put("HOME", System.getProperty("user.home")); // with the unpacked LibTorch
    environment.put("FONTCONFIG_FILE", scratch.resolve("fonts.conf").toString());
    return builder.redirectErrorStream(true);
  }

  private static Answer tacit(String... words) throws IOException, InterruptedException {
    return said(builder(words));
  }

  private static Answer said(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), out);
  }

  @Test
  void startsWithItsOwnJavaWhateverElseIsThere() throws Exception {
    assertFalse(Files.exists(scratch.resolve("path/java")));
    ProcessBuilder misled = builder("--help");
    Path other = Files.createDirectories(scratch.resolve("jdk/bin")).resolve("java");
    Files.writeString(other, "#!/bin/sh\nexit 9\n");
    assertTrue(other.toFile().setExecutable(true));
    misled.environment().put("JAVA_HOME", scratch.resolve("jdk").toString());
    Answer answer = said(misled);
    assertEquals(0, answer.code(), answer.out());
    assertTrue(answer.out().startsWith("Usage: tacit"), answer.out());
  }

  /** With the launcher's choices; {@code -Xshare:on} fails where the classes cannot be mapped. */
  @Test
  void itsClassesAreMapped() throws Exception {
    Answer answer =
        said(
            new ProcessBuilder(
                    home.resolve("runtime/bin/java").toString(),
                    "-Xshare:on",
                    "-XX:+UseSerialGC",
                    "-Xmx1g",
                    "-version")
                .redirectErrorStream(true));
    assertEquals(0, answer.code(), answer.out());
    assertTrue(answer.out().contains("sharing"), answer.out());
  }

  @Test
  void theDoctorFindsEverythingAndJavaDoesNotComplain() throws Exception {
    Answer answer = tacit("doctor");
    assertEquals(0, answer.code(), answer.out());
    assertTrue(answer.out().contains("GFLOP/s"), answer.out());
    assertTrue(answer.out().contains(Runtime.version().toString()), "it is of this JDK");
    assertTrue(answer.out().contains(" " + home.resolve("runtime") + "\n"), answer.out());
    assertFalse(answer.out().contains("WARNING"), answer.out());
  }

  /** Nothing that the tests do asks for them: https with a server whose certificate is known. */
  @Test
  void whatIsFoundAsAServiceIsThere() throws Exception {
    String java = home.resolve("runtime/bin/java").toString();
    Answer answer = said(new ProcessBuilder(java, "--list-modules").redirectErrorStream(true));
    for (String module : RuntimeImage.UNNAMED) {
      boolean known = ModuleLayer.boot().findModule(module).isPresent();
      assertEquals(known, answer.out().contains(module + "@"), answer.out());
    }
    assertTrue(Files.size(home.resolve("runtime/lib/security/cacerts")) > 0);
  }

  @Test
  void figuresHaveLettersWhereTheMachineHasNone() throws Exception {
    Answer report = tacit("report", "läufe");
    assertEquals(0, report.code(), report.out());
    List<Path> pictures;
    try (Stream<Path> files = Files.list(runs.resolve("figures"))) {
      pictures = files.filter(file -> file.toString().endsWith(".png")).toList();
    }
    assertTrue(pictures.size() > 3, pictures::toString);
    assertTrue(ImageIO.read(pictures.get(0).toFile()).getWidth() >= 1600);
    Answer figure =
        tacit("report", "läufe", "--figure", "test/error", "--size", "85mm", "--format", "pdf");
    assertEquals(0, figure.code(), figure.out());
    Path pdf = Path.of(figure.out().strip().replaceFirst("^Figure: ", ""));
    byte[] bytes = Files.readAllBytes(folder.resolve(pdf));
    assertEquals("%PDF-", new String(bytes, 0, 5, StandardCharsets.US_ASCII));
  }

  @Test
  void everyOtherCommandWorks() throws Exception {
    String run;
    try (Stream<Path> files = Files.list(runs)) {
      run =
          files
              .filter(file -> file.getFileName().toString().startsWith("sgd"))
              .findFirst()
              .get()
              .toString();
    }
    List<List<String>> commands =
        List.of(
            List.of("list"),
            List.of("theory", "--list"),
            List.of("theory", "A13", "--quick", "--out", folder.resolve("theory").toString()),
            List.of("export", "läufe", "--to", "csv"),
            List.of("landscape", run, "--grid", "5", "--points", "5"),
            List.of("run", "klein.yaml", "--dry-run"));
    for (List<String> words : commands) {
      Answer answer = tacit(words.toArray(String[]::new));
      assertEquals(0, answer.code(), words + ": " + answer.out());
    }
    Answer spark = tacit("run", "klein.yaml", "--engine", "spark");
    assertEquals(1, spark.code());
    assertTrue(spark.out().contains("not part of this installation"), spark.out());
  }

  @Test
  void thePageIsServed() throws Exception {
    Process process = builder("serve", "läufe", "--port", "0").start();
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      Matcher address = Pattern.compile("http://\\S+?/(?=[;\\s])").matcher(reader.readLine());
      assertTrue(address.find());
      HttpResponse<String> page =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NORMAL)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(address.group())).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertEquals(200, page.statusCode());
      assertTrue(page.body().contains("klein"), page.body());
    } finally {
      process.destroy();
    }
  }
}
