package dev.tacit.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.theory.TheoryBench.Result;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TheoryBenchTest {
  @TempDir private Path directory;

  /** The quick selection, as {@code tacit theory --quick} runs it. */
  @Test
  void whatTheQuickSelectionClaimsHolds() throws Exception {
    TheoryBench bench = new TheoryBench();
    OutputDirectory output = new OutputDirectory(directory);
    List<Result> results =
        bench.run(bench.select(List.of(), true), output, 2, new TheoryBench.Listener() {});
    output.results(results);
    List<String> unmet = new ArrayList<>();
    for (Result result : results) {
      for (Finding finding : result.findings()) {
        if (!finding.verdict().asExpected()) {
          unmet.add(result.check().name() + ": " + finding);
        }
      }
    }
    assertTrue(unmet.isEmpty(), String.join("\n", unmet));
    assertTrue(Files.readString(directory.resolve("checks.csv")).contains("rmsprop/slopes"));
    Path figures = directory.resolve("figures");
    assertTrue(Files.size(figures.resolve("rmsprop-candidates.png")) > 10_000);
    assertTrue(
        Files.readString(figures.resolve("rmsprop-candidates.svg")).contains("derived (4.1)"));
    assertTrue(
        Files.readString(figures.resolve("rmsprop-candidates.csv")).startsWith("line,step size h"));
  }

  @Test
  void checksHaveDistinctNames() {
    Set<String> names = new HashSet<>();
    for (Check check : Checks.all()) {
      assertTrue(names.add(check.name()), check.name());
      assertEquals(check.group(), check.name().substring(0, check.name().indexOf('/')));
      assertFalse(check.claim().isBlank(), check.name());
    }
  }

  @Test
  void selectsByGroupByNameAndByReference() {
    TheoryBench bench = new TheoryBench();
    assertTrue(bench.select(List.of("sgd", "momentum"), false).size() > 8);
    assertEquals("adam/full-batch", bench.select(List.of("A13"), false).get(0).name());
    assertEquals("adam/coefficients", bench.select(List.of("e5"), true).get(0).name());
    assertEquals(1, bench.select(List.of("rmsprop/slopes"), false).size());
    assertEquals("dial/rmsprop", bench.select(List.of("p9"), true).get(0).name());
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    TheoryBench bench = new TheoryBench();
    String message =
        assertThrows(IllegalArgumentException.class, () -> bench.select(List.of("adm"), false))
            .getMessage();
    assertTrue(message.contains("'adm'") && message.contains("adam"), message);
    message =
        assertThrows(
                IllegalArgumentException.class, () -> bench.select(List.of("adam/full"), false))
            .getMessage();
    assertTrue(message.contains("adam/full-batch"), message);
    message =
        assertThrows(IllegalArgumentException.class, () -> bench.select(List.of("digits"), true))
            .getMessage();
    assertTrue(message.contains("--quick"), message);
  }

  @Test
  void aClaimThatIsNotMetAndACheckThatBreaksAreBothSeen() throws Exception {
    Check wrong =
        new NamedCheck(
            "",
            "made/up",
            true,
            "two is three",
            output -> List.of(Finding.of("two", "3", "3", "2", false)));
    Check broken =
        new NamedCheck(
            "",
            "made/broken",
            true,
            "this computes",
            output -> {
              throw new IllegalStateException("no");
            });
    TheoryBench bench = new TheoryBench(List.of(wrong, broken));
    List<String> told = new ArrayList<>();
    List<Result> results =
        bench.run(
            bench.select(List.of(), false),
            dev.tacit.theory.check.Output.NONE,
            1,
            new TheoryBench.Listener() {
              @Override
              public void finished(Result result) {
                told.add(result.check().name());
              }
            });
    assertEquals(List.of("made/up", "made/broken"), told);
    assertFalse(results.get(0).asExpected());
    assertFalse(results.get(1).asExpected());
    assertTrue(results.get(1).findings().get(0).measured().contains("no"));
  }
}
