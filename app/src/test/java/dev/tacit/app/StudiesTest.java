package dev.tacit.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of the studies cite files that exist, and quote their tables as they are. */
class StudiesTest {
  private static final Path ROOT = Path.of("..");
  private static final Path STUDIES = ROOT.resolve("docs").resolve("studies");
  private static final Pattern LINK =
      Pattern.compile("\\[([^\\]\\[]*)\\]\\(([^)\\s\"]+)(?:\\s+\"([^\"]*)\")?\\)");
  private static final Pattern EXPERIMENT =
      Pattern.compile("experiments/[\\w.-]+\\.yaml|tacit run ([a-z][a-z-]*)(?=[\\s`])");

  @Test
  void citedFilesExist() throws IOException {
    List<String> lost = new ArrayList<>();
    int links = 0;
    int experiments = 0;
    for (Path page : pages()) {
      String text = Files.readString(page);
      Matcher link = LINK.matcher(text);
      while (link.find()) {
        String target = link.group(2).replaceFirst("#.*", "");
        if (!target.isEmpty() && !target.contains("://")) {
          links++;
          if (!Files.exists(page.resolveSibling(target))) {
            lost.add(page.getFileName() + ": " + target);
          }
        }
      }
      Matcher experiment = EXPERIMENT.matcher(text);
      while (experiment.find()) {
        experiments++;
        String name = experiment.group(1);
        String file = name == null ? experiment.group() : "experiments/" + name + ".yaml";
        if (!Files.exists(ROOT.resolve(file))) {
          lost.add(page.getFileName() + ": " + file);
        }
      }
    }
    assertEquals(List.of(), lost, "cited by a study's page, and not there");
    assertTrue(links > 50 && experiments >= 3, links + " links, " + experiments + " experiments");
  }

  @Test
  void figuresOfRunsHaveTheirNumbersBesideAndArePointedAt() throws IOException {
    TreeSet<String> cited = new TreeSet<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        cited.add(link.group(2).replaceFirst("\\.(png|svg|csv|py)$", ""));
      }
    }
    List<String> lost = new ArrayList<>();
    int figures = 0;
    try (Stream<Path> files = Files.walk(STUDIES)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = STUDIES.relativize(file).toString().replace('\\', '/');
        String stem = name.replaceFirst("\\.(png|svg|csv|py)$", "");
        if (name.endsWith(".png")) {
          figures++;
          if (!Files.exists(STUDIES.resolve(stem + ".csv"))) {
            lost.add(name + " has no CSV beside it");
          }
        }
        if (name.startsWith("figures/") && !cited.contains(stem)) {
          lost.add(name + " is on no page");
        }
      }
    }
    assertEquals(List.of(), lost);
    assertTrue(figures > 10, figures + " figures");
  }

  @Test
  void quotedNumbersAreThoseOfTheirTables() throws IOException {
    List<String> wrong = new ArrayList<>();
    int numbers = 0;
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        String title = link.group(3);
        if (link.group(2).endsWith(".csv") && title != null) {
          numbers++;
          Path table = page.resolveSibling(link.group(2));
          String fault;
          try {
            fault = Quote.fault(link.group(1), title, Files.readAllLines(table));
          } catch (IllegalArgumentException e) {
            fault = e.getMessage();
          } catch (IOException e) {
            fault = "the table cannot be read: " + e.getMessage();
          }
          if (!fault.isEmpty()) {
            wrong.add(page.getFileName() + ": " + link.group() + ": " + fault);
          }
        }
      }
    }
    assertEquals(List.of(), wrong, "quoted on a study's page, and not so in the table");
    assertTrue(numbers > 150, numbers + " numbers");
  }

  /** Held against a table whose answers are plain to see. */
  @Test
  void quotesAreReadAsConventionSays() {
    List<String> table =
        List.of("rule,epoch,mean,verdict", "a,1,0.25,open", "a,2,0.31,no", "b,1,2e-3,", "b,3,-8,");
    for (String[] quote :
        new String[][] {
          {"0.3", "mean at rule=a, epoch=2"},
          {"31 %", "mean at rule=a, epoch=2"},
          {"2.0·10⁻³", "mean at rule=b, epoch=1"},
          {"-8", "mean at epoch=3"},
          {"open", "verdict at rule=a, epoch=1"},
          {"0.28", "average mean at rule=a"},
          {"2", "count mean at rule=a, epoch=1..2"},
          {"-8.0", "least mean at rule=b"},
          {"3", "largest epoch at rule=b"},
          {"0.06", "mean at rule=a, epoch=2 minus mean at rule=a, epoch=1"},
          {"125", "mean at rule=a, epoch=1 over mean at rule=b, epoch=1"},
          {"-4", "mean at rule=b, epoch~2"},
        }) {
      assertEquals("", Quote.fault(quote[0], quote[1], table), quote[1]);
    }
    for (String[] quote :
        new String[][] {
          {"0.32", "mean at rule=a, epoch=2"},
          {"0.310001", "mean at rule=a, epoch=2"},
          {"2.0·10⁻⁴", "mean at rule=b, epoch=1"},
          {"8", "mean at epoch=3"},
          {"supported", "verdict at rule=a, epoch=1"},
          {"0.27", "average mean at rule=a"},
        }) {
      assertTrue(Quote.fault(quote[0], quote[1], table).contains("says"), quote[1]);
    }
    for (String title :
        List.of(
            "mean",
            "mean at rule=c",
            "mean at rule=a",
            "median at rule=a, epoch=1",
            "mean at rule=b, epoch~4")) {
      assertThrows(IllegalArgumentException.class, () -> Quote.fault("1", title, table), title);
    }
  }

  /** The table beside the barriers, made by a script there, computed once more from them. */
  @Test
  void ratiosAreThoseOfTheBarriers() throws IOException {
    Path folder = STUDIES.resolve("figures").resolve("momentum-basin");
    List<String> ratios = Files.readAllLines(folder.resolve("ratios.csv"));
    List<String> barriers = Files.readAllLines(folder.resolve("barriers.csv"));
    double[] logs = new double[5];
    for (int seed = 0; seed < 5; seed++) {
      double[] sums = new double[2]; // between the rules with one order, between orders of one rule
      for (String line : barriers) {
        String[] cells = line.split(",", -1);
        if (cells[0].equals(String.valueOf(seed)) && cells[3].equals("train/error")) {
          boolean oneOrder = cells[1].endsWith(cells[2].substring(cells[2].length() - 1));
          boolean oneRule = cells[1].startsWith(cells[2].substring(0, 3));
          if (oneOrder != oneRule) {
            sums[oneRule ? 1 : 0] += Double.parseDouble(cells[4]);
          }
        }
      }
      logs[seed] = Math.log(sums[0] / sums[1]); // two of each
    }
    double mean = Arrays.stream(logs).average().orElseThrow();
    double variance = Arrays.stream(logs).map(v -> (v - mean) * (v - mean)).sum() / 4;
    double half = 2.776445 * Math.sqrt(variance / 5); // Student's 97.5 %, 4 degrees of freedom
    String which = " at pairs=same order, control=both, seeds=5";
    assertEquals("", Quote.fault(digits(Math.exp(mean)), "ratio" + which, ratios));
    assertEquals("", Quote.fault(digits(Math.exp(mean - half)), "low" + which, ratios));
    assertEquals("", Quote.fault(digits(Math.exp(mean + half)), "high" + which, ratios));
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.5f", value);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(STUDIES)) {
      List<Path> pages =
          new ArrayList<>(files.filter(file -> file.toString().endsWith(".md")).sorted().toList());
      assertTrue(pages.size() > 5, "the pages were found");
      pages.add(ROOT.resolve("README.md"));
      return pages;
    }
  }
}
