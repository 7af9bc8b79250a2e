package dev.tacit.lab.theory.exact;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.theory.check.Check;
import dev.tacit.lab.theory.check.Finding;
import dev.tacit.lab.theory.check.Output;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExactChecksTest {

  static Stream<String> quick() {
    return ExactChecks.all().stream()
        .map(Check::name)
        .filter(n -> n.matches(System.getenv().getOrDefault("ONLY", ".*")));
  }

  @ParameterizedTest
  @MethodSource("quick")
  void holds(String name) {
    Check check = ExactChecks.all().stream().filter(c -> c.name().equals(name)).findFirst().get();
    long start = System.nanoTime();
    List<Finding> findings = check.run(Output.NONE);
    System.out.printf(
        "%n## %s %s %.2f s%n",
        name, check.quick() ? "quick" : "full", (System.nanoTime() - start) / 1e9);
    for (Finding f : findings) {
      System.out.printf(
          "%-70s | %-12s | %-22s | %-14s | %s%n",
          f.subject(), f.claim(), f.accepted(), f.measured(), f.verdict());
    }
    assertFalse(findings.isEmpty());
    for (Finding f : findings) {
      assertTrue(f.verdict().asExpected(), f.toString());
    }
  }
}
