package dev.tacit.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tacit.lab.experiment.Machine;
import dev.tacit.lab.export.Export;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples are run as they stand, from a folder of their own: the script trains, and what it
 * and the other tools print are the means that the runs' files have. Six digits are printed.
 */
@Tag("processes")
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final List<String> EXPERIMENTS = List.of("width-4", "width-16", "width-64");

  @TempDir private static Path scratch;
  private static Path runs;
  private static String trained;

  @BeforeAll
  static void train() throws Exception {
    Path jshell = Path.of(System.getProperty("java.home"), "bin", "jshell");
    assumeTrue(Files.isExecutable(jshell), "skipped: no " + jshell);
    runs = scratch.resolve("runs");
    trained =
        said(
            jshell.toString(),
            "-s",
            "--class-path",
            System.getProperty("java.class.path"),
            "-R-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            EXAMPLES.resolve("widths.jsh").toString());
  }

  /** What a program prints that ends well, its complaints apart. */
  private static String said(String... words) throws IOException, InterruptedException {
    Path out = Files.createTempFile(scratch, "said", ".txt");
    Path complaints = Files.createTempFile(scratch, "complaints", ".txt");
    Process process =
        new ProcessBuilder(words)
            .directory(scratch.toFile())
            .redirectOutput(out.toFile())
            .redirectError(complaints.toFile())
            .start();
    try {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), "it comes to an end");
    } finally {
      process.destroyForcibly();
    }
    String all = Files.readString(out);
    assertEquals(0, process.exitValue(), all + Files.readString(complaints));
    return all;
  }

  /** Python, if it has a package. */
  private static String python(String with) throws InterruptedException {
    String python = System.getenv().getOrDefault("TACIT_PYTHON", "python3");
    boolean there;
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import " + with).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      there = process.waitFor() == 0;
    } catch (IOException e) {
      there = false;
    }
    assumeTrue(there, "skipped: no " + python + " with " + with + " (TACIT_PYTHON names another)");
    return python;
  }

  /** The mean over runs of a metric's last value. */
  private static double mean(String experiment, String optimizer, String metric)
      throws IOException {
    List<RunRecord> all = Study.read(runs.resolve(experiment)).runs();
    double[] values =
        all.stream()
            .filter(run -> run.manifest().optimizer().equals(optimizer))
            .mapToDouble(run -> Study.curve(run, metric).measuredAt(10))
            .toArray();
    assertEquals(3, values.length);
    return Arrays.stream(values).average().orElseThrow();
  }

  /** What some lines say, by the words before the colon. */
  private static Map<String, Double> numbers(String lines) {
    Map<String, Double> numbers = new TreeMap<>();
    Matcher line = Pattern.compile("(?m)^(.+?): (\\S+?),?(?: .*)?$").matcher(lines);
    while (line.find()) {
      numbers.put(line.group(1), Double.valueOf(line.group(2)));
    }
    return numbers;
  }

  private static void assertSixDigits(double expected, Double found, String what) {
    assertEquals(expected, found == null ? Double.NaN : found, 5e-6 * Math.abs(expected), what);
  }

  @Test
  void theScriptTrainsAndSaysWhatTheRunsSay() throws IOException {
    Map<String, Double> numbers = numbers(trained);
    assertEquals(12, numbers.size(), trained);
    for (String experiment : EXPERIMENTS) {
      for (String optimizer : List.of("sgd", "adam")) {
        for (String metric : List.of("test/loss", "implicit/sgd")) {
          String what = experiment.replace('-', ' ') + ", " + optimizer + ", " + metric;
          assertSixDigits(mean(experiment, optimizer, metric), numbers.get(what), what);
        }
      }
    }
  }

  @Test
  void pandasFindsTheSameInExportedTables() throws Exception {
    String python = python("pandas");
    Export.write(runs.resolve("width-16"), Export.Form.CSV, scratch.resolve("csv"));
    String said = said(python, EXAMPLES.resolve("exported.py").toString(), "csv");
    Map<String, Double> numbers = numbers(said.substring(0, said.indexOf("rank correlation")));
    for (String optimizer : List.of("sgd", "adam")) {
      for (String metric : List.of("test/loss", "implicit/sgd", "gradient/norm")) {
        String what = optimizer + ", " + metric;
        assertSixDigits(mean("width-16", optimizer, metric), numbers.get(what), what);
      }
    }
  }

  @Test
  void duckdbFindsTheSameInTheRunsFiles() throws Exception {
    String python = python("duckdb");
    String said = said(python, EXAMPLES.resolve("runs.py").toString(), "runs");
    Map<String, Double> numbers = numbers(said);
    for (String experiment : EXPERIMENTS) {
      for (String optimizer : List.of("sgd", "adam")) {
        for (String metric : List.of("test/loss", "implicit/sgd", "gradient/norm")) {
          String what = experiment + ", " + optimizer + ", " + metric;
          assertSixDigits(mean(experiment, optimizer, metric), numbers.get(what), what);
        }
      }
    }
  }

  /** What the test above cannot try. */
  @Test
  void jbangIsAskedForThisVersion() throws IOException {
    String script = Files.readString(EXAMPLES.resolve("widths.jsh"));
    assertTrue(script.startsWith("///usr/bin/env jbang "), "its first line starts it");
    assertTrue(script.contains("//DEPS dev.tacit:tacit-lab:" + Machine.version() + "\n"));
  }

  @Test
  void thePageNamesEveryFile() throws IOException {
    String page = Files.readString(EXAMPLES.resolve("README.md"), UTF_8);
    List<String> lost = new ArrayList<>();
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (String name :
          files.map(file -> file.getFileName().toString()).collect(Collectors.toList())) {
        if (!page.contains(name) && !name.equals("README.md")) {
          lost.add(name);
        }
      }
    }
    assertEquals(List.of(), lost);
  }
}
