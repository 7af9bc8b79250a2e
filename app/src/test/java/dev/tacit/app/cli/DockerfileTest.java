package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The Dockerfile, which is built elsewhere, names what the project has: profiles, modules, paths,
 * commands, the port, the launcher's environment.
 */
class DockerfileTest {
  private static final Path ROOT = Path.of("..");

  /** One instruction, its lines put together. */
  private record Instruction(String word, String rest) {}

  private static List<Instruction> instructions() throws IOException {
    String text =
        Files.readAllLines(ROOT.resolve("Dockerfile")).stream()
            .filter(line -> !line.startsWith("#"))
            .collect(Collectors.joining("\n"))
            .replace("\\\n", " ");
    return text.lines()
        .filter(line -> !line.isBlank())
        .map(line -> line.strip().split("\\s+", 2))
        .map(parts -> new Instruction(parts[0], parts[1]))
        .toList();
  }

  private static List<String> all(String word) throws IOException {
    return instructions().stream()
        .filter(instruction -> instruction.word().equals(word))
        .map(Instruction::rest)
        .toList();
  }

  private static String one(String word) throws IOException {
    List<String> found = all(word);
    assertEquals(1, found.size(), word + ": " + found);
    return found.get(0);
  }

  /** The strings of a JSON list. */
  private static List<String> strings(String list) {
    return matches("\"([^\"]*)\"", list).stream().map(match -> match.group(1)).toList();
  }

  private static List<MatchResult> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().toList();
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  private static String property(String pom, String name) throws IOException {
    return matches("<" + name + ">(.*?)</" + name + ">", read(pom)).get(0).group(1);
  }

  @Test
  void imagesAreNamedWithoutAHostAndTheJdkIsTheBaselines() throws IOException {
    List<String> images = all("FROM").stream().map(from -> from.split("\\s+", 2)[0]).toList();
    assertEquals(2, images.size(), images::toString);
    for (String image : images) {
      assertTrue(image.matches("[a-z0-9-]+:[a-z0-9.-]+"), image + " is a name and a tag");
    }
    assertEquals(
        "eclipse-temurin:" + property("pom.xml", "maven.compiler.release") + "-jdk", images.get(0));
  }

  /** The words of each call of Maven, and the file that is unpacked after it. */
  @Test
  void theBuildAsksForProfilesThatThereAreAndTakesTheArchiveThatTheyMake() throws IOException {
    String build = all("RUN").stream().filter(run -> run.contains("mvn ")).findFirst().get();
    List<MatchResult> profiles = matches(" -P(\\S+)", build);
    assertEquals(1, profiles.size(), build);
    for (String profile : profiles.get(0).group(1).split(",", -1)) {
      assertTrue(read("pom.xml").contains("<id>" + profile + "</id>"), profile);
    }
    assertTrue(build.contains(" package "), "assemblies are made in that phase: " + build);
    MatchResult archive = matches("tar -xzf (\\w+)/target/(\\S+)", build).get(0);
    String module = archive.group(1);
    assertTrue(read("pom.xml").contains("<module>" + module + "</module>"), module);
    String name =
        property(module + "/pom.xml", "archive.name")
                .replace("${project.version}", "*")
                .replace("${native.platform}", "linux-x86_64")
            + "."
            + property("pom.xml", "archive.format");
    assertEquals(name, archive.group(2));
    assertTrue(read("pom.xml").contains("<native.platform>linux-x86_64</native.platform>"));
    assertTrue(build.contains("--strip-components=1"), "the archive has one folder");
  }

  @Test
  void whatIsCopiedIsThere() throws IOException {
    for (String copy : all("COPY")) {
      String[] words = copy.split("\\s+", -1);
      if (words[0].startsWith("--from=")) {
        String stage = words[0].substring("--from=".length());
        assertTrue(all("FROM").stream().anyMatch(from -> from.endsWith(" AS " + stage)), copy);
        assertTrue(all("RUN").get(1).contains(" -C " + words[1] + " "), copy);
      } else {
        assertTrue(Files.exists(ROOT.resolve(words[0])), copy);
      }
    }
    for (String ignored : read(".dockerignore").lines().toList()) {
      String folder = ignored.replace("**/", "");
      assertTrue(read(".gitignore").contains(folder + "/\n"), ignored + " holds sources");
    }
  }

  @Test
  void theEnvironmentIsTheLaunchers() throws IOException {
    String launcher = read("app/src/main/scripts/tacit");
    Map<String, String> expected = new TreeMap<>();
    for (MatchResult match : matches("(?m)^export (\\w+)=\"\\$\\{\\1:-([^}]*)\\}\"$", launcher)) {
      expected.put(match.group(1), match.group(2));
    }
    expected.put("LC_ALL", matches("export LC_ALL=(\\S+)", launcher).get(0).group(1));
    Map<String, String> found = new TreeMap<>();
    for (String pair : one("ENV").split("\\s+", -1)) {
      String[] parts = pair.split("=", 2);
      found.put(parts[0], parts[1]);
    }
    String cache = found.remove("TACIT_CACHE");
    assertEquals(expected, found);
    assertTrue(launcher.contains("${TACIT_CACHE:+"), "the launcher reads it");
    String before = all("RUN").get(all("RUN").size() - 2);
    assertTrue(before.contains("mkdir -p") && before.contains(" " + cache), before);
    assertTrue(before.contains("chown -R tacit /work " + cache), before);
  }

  @Test
  void aUserWithoutRightsRunsTheLauncherInTheFolderOfRunsAndData() throws IOException {
    String user = one("USER");
    assertNotEquals("root", user);
    assertTrue(all("RUN").stream().anyMatch(run -> run.matches(".*useradd .* " + user)), user);
    List<String> order = new ArrayList<>(instructions().stream().map(Instruction::word).toList());
    assertTrue(order.indexOf("USER") < order.indexOf("ENTRYPOINT"));
    String place = all("WORKDIR").get(all("WORKDIR").size() - 1);
    assertEquals(List.of(place + "/runs", place + "/data"), strings(one("VOLUME")));
    assertEquals(List.of("tacit"), strings(one("ENTRYPOINT")));
    String link = all("RUN").stream().filter(run -> run.startsWith("ln -s ")).findFirst().get();
    String[] words = link.split("\\s+", -1);
    assertEquals("/usr/local/bin/tacit", words[3]);
    assertEquals("/opt/tacit/bin/tacit", words[2], "where the archive has src/main/scripts/tacit");
    assertTrue(read("release/src/main/assembly/archive.xml").contains("app/src/main/scripts</dir"));
  }

  @Test
  void commandsAndThePortAreTheProgramsOwn() throws IOException {
    CommandLine program = new CommandLine(new Tacit());
    List<String> words = new ArrayList<>(strings(one("CMD")));
    for (String run : all("RUN")) {
      Arrays.stream(run.split("&&", -1))
          .map(String::strip)
          .filter(command -> command.startsWith("tacit "))
          .forEach(command -> words.add(command.split("\\s+", -1)[1]));
    }
    assertEquals(2, words.size(), words::toString);
    for (String word : words) {
      boolean known =
          word.startsWith("-")
              ? program.getCommandSpec().findOption(word) != null
              : program.getSubcommands().containsKey(word);
      assertTrue(known, word);
    }
    assertEquals(Integer.toString(ServeCommand.PORT), one("EXPOSE"));
    String page = read("CONTRIBUTING.md");
    assertTrue(page.contains("-p 127.0.0.1:" + ServeCommand.PORT + ":" + ServeCommand.PORT), page);
  }
}
