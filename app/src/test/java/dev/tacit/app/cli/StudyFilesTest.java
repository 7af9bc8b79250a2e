package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.Search;
import dev.tacit.lab.experiment.Tuning;
import dev.tacit.lab.report.Beside;
import dev.tacit.lab.statistics.Claim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The files of {@code experiments/} plan what their designs say, and a tiny version of each runs.
 */
class StudyFilesTest {
  private static final Path FOLDER = Path.of("..", "experiments");

  /** Claims that ten seeds can decide at most, all points together: 25/2⁹ ≤ 5 % < 26/2⁹. */
  private static final int MOST_TESTS = 25;

  private static final Pattern BUDGET = Pattern.compile("Budget: ([0-9.]+) hours of two cores");
  private static final double HOURS = 10; // of all together
  private static final String QUICK = "# Quick: ";
  private static final String GOES_ON = "#   ";
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /** Whose results are published, or were there before. */
  private static final Set<String> PUBLISHED = Set.of("paper", "momentum-basin");

  /** Nothing is chosen there. */
  private static final Set<Study> WITHOUT_VALIDATION =
      Set.of(Study.NORMS_LATE, Study.EDGE_OF_STABILITY, Study.EDGE_OF_STABILITY_BATCHES);

  @TempDir Path folder;

  /** What each design asks for, written as its product of rules, rates, points and seeds. */
  private enum Study {
    ADAPTIVE_GAP(10 * 2, 5 * 9 * 2 * 3, 5 * 2 * 10),
    ADAPTIVE_GAP_CONVOLUTIONAL(4, 3 * 5 * 3, 3 * 10),
    ADAPTIVE_GAP_RATES(6, 0, 5 * 10),
    ADAPTIVE_GAP_SCHEDULE(1 + 1 + 4 * 2, 0, 4 * 2 * 10),
    ADAPTIVE_GAP_SHIFT(6 * 2, 4 * 9 * 2 * 3, 4 * 2 * 10),
    SPEED(11 * 2, 0, 14 * 2 * 10),
    NORMS(6 * 3, (8 + 2 * 6) * 3 * 3, 7 * 3 * 10),
    NORMS_LATE(2, 0, 2 * 3, "train.batch=64"),
    MOMENTUM(
        5 * 4 + 2,
        0,
        5 * 2 * 2 * 5 * 2,
        "train.batch=64",
        "grid={train.batch: [16, 64], data.labelNoise.rate: [0, 0.3]}"),
    MOMENTUM_BARRIERS(3, 0, 4 * 5 * 2, "train.batch=64"),
    MOMENTUM_RATES(7, 0, 5 * 10),
    MOMENTUM_FULL(6, 0, 5 * 10, "train.epochs=101"),
    BATCH_SIZE(
        5 + 1 + 1 + 1,
        7 * 5 * 3,
        3 * 5 * 10,
        "grid={train.batch: [8, 32, 128, 512]}",
        "data.trainExamples=700"),
    BATCH_SIZE_ORDERS(3 * 2, 0, 3 * 2 * 10, "data.trainExamples=700"),
    BATCH_SIZE_STEPS(4 + 1 + 1 + 1, 5 * 4 * 3, 3 * 4 * 10, "data.trainExamples=700"),
    DIAL(15 + 4, 0, (3 * 5 + 1) * 10),
    DIAL_FULL(5, 0, 5 * 10),
    DIAL_FASHION(
        2 * 5 + 1 + 2,
        0,
        (2 * 5 + 1) * 10,
        "data={name: mnist-20k, trainExamples: 160, testExamples: 40, validation: 40,"
            + " labelNoise: {rate: 0.3}}"),
    DIAL_CONTROLS(6 * 2, 0, 5 * 2 * 10),
    DIAL_OF_BATCHES(6, 0, 4 * 10),
    ADAPTIVE_DIAL(7, 0, 6 * 10),
    ADAPTIVE_BATCH(4 * 4, 3 * 5 * 4 * 3, 3 * 4 * 10, "grid={train.batch: [16, 64]}"),
    SWITCHING(12, 3 * 3 * 3, 6 * 10, "tune.at=final"),
    ARCHITECTURES(2 * 9 + 1, 2 * 5 * 9 * 3, 2 * 9 * 10, "tune.halving=null"),
    ARCHITECTURES_CONVOLUTIONAL(3 * 3, 2 * 5 * 3 * 3, 2 * 3 * 10),
    LABEL_NOISE(10, 0, 6 * 10, "train.epochs=51"),
    EDGE_OF_STABILITY(4, 0, 7 * 10, "train.epochs=301", "model.widths=[8, 8]"),
    EDGE_OF_STABILITY_BATCHES(
        5,
        0,
        3 * 3 * 10,
        "grid={train.batch: [8, 64, 500]}",
        "data.trainExamples=500",
        "train.epochs=51",
        "model.widths=[8, 8]");

    private final int tests;
    private final int tuning;
    private final int reporting;
    private final String tiny; // settings of the tiny version, a line each

    Study(int tests, int tuning, int reporting, String... tiny) {
      this.tests = tests;
      this.tuning = tuning;
      this.reporting = reporting;
      this.tiny = String.join("\n", tiny);
    }

    String file() {
      return toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Path path() {
      return FOLDER.resolve(file() + ".yaml");
    }

    Experiment plan() throws IOException {
      return Studies.plan(file());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFilePlansTheRunsAndTheClaimsOfItsDesign(Study study) throws IOException {
    Experiment experiment = study.plan();
    assertEquals(study.file(), experiment.name());
    Tuning tuning = experiment.tuning();
    assertEquals(study.tuning, tuning == null ? 0 : tuning.runs().size(), "runs that tune");
    int chosen = tuning == null ? 0 : tuning.searches().size() * experiment.seeds().size();
    assertEquals(study.reporting, experiment.runs().size() + chosen, "runs that are reported");
    assertEquals(study.tuning + study.reporting, ListCommand.runs(experiment), "as it is listed");
    assertEquals(
        study.tests,
        experiment.claims().stream().mapToInt(claim -> points(experiment, claim)).sum(),
        "tests");
    assertTrue(study.tests <= MOST_TESTS, "that ten seeds can decide");
    Set<Long> reporting = new HashSet<>(experiment.seeds());
    assertEquals(study == Study.NORMS_LATE ? 3 : 10, reporting.size());
    if (tuning != null) {
      assertEquals("validation/error", tuning.by());
      assertEquals(List.of(100L, 101L, 102L), tuning.seeds());
      assertTrue(tuning.extend());
    }
    String text = Files.readString(study.path());
    assertTrue(text.contains("norm/distance_from_init: every"), "beside every norm");
    assertTrue(text.contains(" Cut: "), "what was cut");
    assertTrue(text.contains("validation: 2000") || WITHOUT_VALIDATION.contains(study));
    assertFalse(text.contains("best test/"), "the test set never chooses");
    assertTrue(BUDGET.matcher(experiment.description()).find(), experiment.description());
  }

  /**
   * At how many points a claim is judged: those of the common grid, which the first optimizer's
   * settings are, or where sides name settings, what is left of the second's.
   */
  private static int points(Experiment experiment, Claim claim) {
    Tuning tuning = experiment.tuning();
    boolean named = !claim.firstAt().isEmpty() || !claim.secondAt().isEmpty();
    String first = named ? claim.second() : experiment.optimizers().get(0);
    Stream<Map<String, Object>> points =
        experiment.runs().stream()
            .flatMap(run -> run.names().stream())
            .filter(name -> name.optimizer().equals(first))
            .map(PlannedRun.Name::variant);
    if (tuning != null) {
      points =
          Stream.concat(
              points,
              tuning.searches().stream()
                  .filter(search -> search.optimizer().equals(first))
                  .map(Search::point));
    }
    return points
        .map(settings -> Claim.besides(settings, claim.secondAt()))
        .collect(Collectors.toSet())
        .size();
  }

  @Test
  void allFilesAreHereAndTogetherTakeTenHours() throws IOException {
    Set<String> files;
    try (Stream<Path> all = Files.list(FOLDER)) {
      files =
          all.map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".yaml"))
              .map(name -> name.substring(0, name.length() - 5))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    String pages;
    try (Stream<Path> all = Files.list(Path.of("..", "docs", "studies"))) {
      pages =
          all.filter(file -> file.toString().endsWith(".md"))
              .map(StudyFilesTest::text)
              .collect(Collectors.joining());
    }
    Set<String> known = new TreeSet<>(PUBLISHED);
    double hours = 0;
    for (Study study : Study.values()) {
      known.add(study.file());
      Matcher budget = BUDGET.matcher(Files.readString(study.path()));
      assertTrue(budget.find(), study.file());
      hours += Double.parseDouble(budget.group(1));
      assertEquals(
          pages.contains("tacit run experiments/" + study.file() + ".yaml"),
          Studies.names().contains(study.file()),
          study.file() + ": listed once a page has its results");
      assertEquals(Files.readString(study.path()), Studies.text(study.file()), "on the class path");
    }
    assertEquals(known, files);
    assertTrue(hours <= HOURS + 1e-9, hours + " hours");
  }

  /** What {@code tacit reproduce} shows is what adaptive-gap found, rounded. */
  @Test
  void theTableOfTunedRatesIsThatOfItsStudy() throws IOException {
    String text = Studies.table("tuned");
    assertEquals(Files.readString(FOLDER.resolve("tuned.csv")), text, "on the class path");
    Beside.Table table = Beside.Table.read("tuned.csv", text);
    assertTrue(table.heading().contains("precomputed"), table.heading());
    assertTrue(table.words().contains("tacit run adaptive-gap"), "what makes it again");
    assertTrue(table.words().contains("hours"), "how long that takes");
    Path stages = Path.of("..", "docs", "studies", "figures", "adaptive-gap", "stages.csv");
    Map<String, double[]> found = new HashMap<>();
    for (String line : Files.readAllLines(stages)) {
      String[] cells = line.split(",", -1);
      if (cells[3].equals("test/error")) {
        found.put(
            String.join(",", List.of(cells).subList(0, 3)),
            new double[] {100 * parse(cells[4]), 50 * (parse(cells[6]) - parse(cells[5]))});
      }
    }
    List<String> places =
        List.of(
            "",
            "",
            "none,best validation/error",
            "",
            "0.3,best validation/error",
            "0.3,train/loss=0.03");
    assertEquals(6, table.rows().size(), "five rules");
    for (List<String> row : table.rows().subList(1, 6)) {
      String rule = row.get(0).toLowerCase(Locale.ROOT).replace(' ', '-');
      for (int i : new int[] {2, 4, 5}) {
        double[] value = found.get(rule + "," + places.get(i));
        assertEquals(
            String.format(Locale.ROOT, "%.1f ± %.1f %%", value[0], value[1]),
            row.get(i),
            rule + ": " + places.get(i));
      }
    }
  }

  private static double parse(String cell) {
    return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theQuickVersionThatAFileNamesIsPlanned(Study study) throws IOException {
    List<String> words = quick(study.path());
    assertEquals(
        List.of("tacit", "run", "experiments/" + study.file() + ".yaml"), words.subList(0, 3));
    List<String> overrides = new ArrayList<>(Studies.anywhere(Studies.text(study.file())));
    Integer seeds = null;
    for (int i = 3; i < words.size(); i += 2) {
      if (words.get(i).equals("--seeds")) {
        seeds = Integer.valueOf(words.get(i + 1));
      } else {
        assertEquals("--set", words.get(i));
        overrides.add(words.get(i + 1));
      }
    }
    Experiment quick = Experiment.read(study.path(), overrides, seeds);
    Experiment whole = study.plan();
    assertEquals(study.file() + "-quick", quick.name());
    assertTrue(4 * epochs(quick) < epochs(whole), epochs(quick) + " epochs");
  }

  private static long epochs(Experiment experiment) {
    return experiment.known().stream().mapToLong(run -> run.settings().epochs()).sum();
  }

  /** The command in a file's first comment, in words as a shell has them. */
  private static List<String> quick(Path file) throws IOException {
    StringBuilder command = new StringBuilder();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(QUICK)) {
        command.append(line.substring(QUICK.length()));
      } else if (!command.isEmpty() && line.startsWith(GOES_ON)) {
        command.append(' ').append(line.substring(GOES_ON.length()));
      } else if (!command.isEmpty()) {
        break;
      }
    }
    return WORD.matcher(command)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toList();
  }

  @Tag("processes")
  @ParameterizedTest
  @EnumSource
  void aTinyVersionRunsToItsReport(Study study) throws IOException {
    String text = Files.readString(study.path());
    List<String> words = new ArrayList<>(List.of("run", study.path().toString(), "--seeds", "2"));
    words.addAll(List.of("--out", folder.toString(), "--workers", "2"));
    List<String> settings = new ArrayList<>(List.of("data.testExamples=40", "train.epochs=2"));
    settings.add("data.trainExamples=160");
    if (!WITHOUT_VALIDATION.contains(study)) {
      settings.add("data.validation=40");
    }
    if (text.contains("tune:")) {
      settings.add("tune.seeds=[100]");
      settings.add("tune.extend=false");
    }
    if (text.contains("halving:")) {
      settings.add("tune.halving={epochs: 1, keep: 1}");
    }
    if (text.contains("  subset:")) {
      settings.add("probes.subset=50");
    }
    if (text.contains("model:  {name: mlp, depth")) {
      settings.add("model.width=8");
    }
    study.tiny.lines().forEach(settings::add);
    settings.forEach(setting -> words.addAll(List.of("--set", setting)));
    assertEquals(0, Tacit.execute(words.toArray(String[]::new)));
    String page = Files.readString(folder.resolve("report.html"));
    Experiment experiment = study.plan();
    assertTrue(page.contains(experiment.title()), "the report is the study's");
    experiment.claims().stream()
        .map(claim -> claim.says())
        .filter(says -> says.matches("[A-Za-z ,.0-9]+")) // as it is in HTML
        .forEach(says -> assertTrue(page.contains(says), says));
  }
}
