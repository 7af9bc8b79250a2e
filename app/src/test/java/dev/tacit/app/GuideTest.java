package dev.tacit.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tacit.lab.export.Export;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.study.Study;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs in docs/guide are compiled and run as they stand, and print what the pages say. A
 * block of Java is a whole file; one with a main method is run, and the block of text after it is
 * what it prints. They share one process, apart from the tests': they register rules and probes.
 */
class GuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "guide");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern TYPE = Pattern.compile("(?m)^public (?:class|record) (\\w+)");

  /** What each program prints, in the order of the pages, and every file. */
  private record Programs(Map<String, String> files, Map<String, String> prints) {}

  @TempDir private static Path scratch;
  private static Programs programs;
  private static Map<String, String> printed;

  @BeforeAll
  static void run() throws Exception {
    programs = programs();
    printed = run(List.copyOf(programs.prints().keySet()), compile(programs.files()));
  }

  @Test
  void programsPrintWhatThePagesSay() {
    assertTrue(programs.prints().size() >= 7, "found only " + programs.prints().keySet());
    programs.prints().forEach((name, text) -> assertEquals(text, printed.get(name), name));
  }

  @Test
  void queriesGiveTheNumbersOfTheRuns() throws Exception {
    Path runs = scratch.resolve("runs").resolve("first");
    Export.write(runs, Export.Form.CSV, null);
    String python = System.getenv().getOrDefault("TACIT_PYTHON", "python3");
    Path said = scratch.resolve("queries.txt");
    Process process;
    try {
      process =
          new ProcessBuilder(python, GUIDE.resolve("query.py").toString(), runs.toString())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
    } catch (IOException e) {
      assumeTrue(false, "skipped: no " + python);
      throw e;
    }
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "the queries come to an end");
    String all = Files.readString(said);
    assertEquals(0, process.exitValue(), all);
    Map<String, Double> last = new HashMap<>();
    for (RunRecord run : Study.read(runs).runs()) {
      double loss = Study.curve(run, "test/loss").measuredAt(10);
      last.put(run.manifest().optimizer() + ", seed " + run.manifest().seed(), loss);
    }
    for (String tool : List.of("duckdb", "pandas")) {
      if (!all.contains("skipped: " + tool)) {
        Map<String, Double> found = new HashMap<>();
        Matcher line = Pattern.compile(tool + ": (.*, seed \\d): (.*)").matcher(all);
        while (line.find()) {
          found.put(line.group(1), Double.valueOf(line.group(2)));
        }
        assertEquals(last, found, tool);
      }
    }
    otherToolsSayTheSame(Study.read(runs).runs(), all);
    assumeTrue(all.contains("the tools agree"), all); // says which tool is not there
  }

  /** What other-tools.md asks for: each run's last value, and their means and deviations. */
  private static void otherToolsSayTheSame(List<RunRecord> runs, String said) {
    if (!said.contains("skipped: duckdb")) {
      for (RunRecord run : runs) {
        double last = Study.curve(run, "test/loss").measuredAt(10);
        String line = "other tools, duckdb: " + run.directory() + ": ";
        int from = said.indexOf(line) + line.length();
        assertTrue(from >= line.length(), said);
        assertEquals(
            last, Double.parseDouble(said.substring(from, said.indexOf('\n', from))), line);
      }
    }
    if (!said.contains("skipped: pandas")) {
      Map<String, List<Double>> losses = new HashMap<>();
      for (RunRecord run : runs) {
        losses
            .computeIfAbsent(run.manifest().optimizer(), key -> new ArrayList<>())
            .add(Study.curve(run, "test/loss").measuredAt(10));
      }
      losses.forEach(
          (optimizer, all) -> {
            Matcher row =
                Pattern.compile("other tools, pandas: " + optimizer + " +(\\S+) +(\\S+) +(\\d+)")
                    .matcher(said);
            assertTrue(row.find(), said);
            double mean = all.stream().mapToDouble(x -> x).average().orElseThrow();
            double squares = all.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
            double rounding = 1e-11; // it prints twelve digits
            assertEquals(mean, Double.parseDouble(row.group(1)), rounding, said);
            double deviation = Math.sqrt(squares / (all.size() - 1));
            assertEquals(deviation, Double.parseDouble(row.group(2)), rounding, said);
            assertEquals(all.size(), Integer.parseInt(row.group(3)));
          });
    }
  }

  private static Programs programs() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    Map<String, String> prints = new LinkedHashMap<>();
    List<Path> pages;
    try (Stream<Path> all = Files.list(GUIDE)) {
      pages = all.filter(page -> page.toString().endsWith(".md")).sorted().toList();
    }
    for (Path page : pages) {
      Matcher block = BLOCK.matcher(Files.readString(page));
      String waiting = null; // a program whose output has not come
      while (block.find()) {
        if (block.group(1).equals("java")) {
          assertEquals(null, waiting, page + ": what it prints comes after each program");
          Matcher type = TYPE.matcher(block.group(2));
          assertTrue(type.find(), page + ": a block of Java is a file with a public type");
          assertEquals(null, files.put(type.group(1), block.group(2)), "two are called so");
          waiting = block.group(2).contains("void main(") ? type.group(1) : null;
        } else if (block.group(1).equals("text") && waiting != null) {
          prints.put(waiting, block.group(2));
          waiting = null;
        }
      }
      assertEquals(null, waiting, page + ": what it prints comes after each program");
    }
    return new Programs(files, prints);
  }

  private static Path compile(Map<String, String> files) throws IOException {
    Path sources = Files.createDirectory(scratch.resolve("sources"));
    Path classes = Files.createDirectory(scratch.resolve("classes"));
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      written.add(Files.writeString(sources.resolve(file.getKey() + ".java"), file.getValue()));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, UTF_8)) {
      List<String> options =
          List.of(
              "--release",
              "17",
              "-proc:none",
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(
                  said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(written))
              .call();
      assertTrue(compiled, said.toString());
    }
    return classes;
  }

  /** What each program prints, run one after the other in a process of their own. */
  private static Map<String, String> run(List<String> programs, Path classes)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-Djava.awt.headless=true", "-XX:TieredStopAtLevel=1"));
    command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Duser.language=en");
    String path = classes + File.pathSeparator + System.getProperty("java.class.path");
    command.addAll(List.of("-cp", path, GuidePrograms.class.getName()));
    command.addAll(programs);
    Path file = scratch.resolve("printed.txt");
    Path complaints = scratch.resolve("complaints.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(scratch.toFile())
            .redirectError(complaints.toFile()) // where newer Javas warn of native code, too
            .redirectOutput(file.toFile())
            .start();
    try {
      assertTrue(process.waitFor(3, TimeUnit.MINUTES), "the programs come to an end");
    } finally {
      process.destroyForcibly();
    }
    String all = Files.readString(file).replace("\r\n", "\n");
    assertEquals(0, process.exitValue(), all + Files.readString(complaints));
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : all.split(Pattern.quote(GuidePrograms.MARK), -1)) {
      int end = part.indexOf('\n');
      if (end > 0) {
        parts.put(part.substring(0, end), part.substring(end + 1));
      }
    }
    assertFalse(parts.isEmpty());
    return parts;
  }
}
