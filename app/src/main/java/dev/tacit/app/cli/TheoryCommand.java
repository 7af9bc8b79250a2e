package dev.tacit.app.cli;

import dev.tacit.network.Activation;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.UpdateRules;
import dev.tacit.tensor.NativeLibrary;
import dev.tacit.theory.OutputDirectory;
import dev.tacit.theory.TheoryBench;
import dev.tacit.theory.TheoryBench.Result;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import dev.tacit.theory.order.OrderRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tacit theory}. */
@Command(
    name = "theory",
    description =
        "Do the modified flows hold? Measure orders and coefficients, and check exact answers.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything that is claimed holds",
      "1:a claim is not met",
      "2:the request was wrong"
    },
    footer = {
      "",
      "Examples:",
      "  tacit theory --quick",
      "  tacit theory sgd momentum",
      "  tacit theory --rule adam --set epsilon=0.02 --set beta2=0.9 --activation gelu"
    })
final class TheoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description = "Groups (adam), checks (adam/full-batch) or labels (A13); all without any.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--quick", description = "Only the checks that take seconds.")
  private boolean quick;

  @Option(names = "--list", description = "List the checks; run none.")
  private boolean list;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Tables and figures (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("runs", "theory");

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Checks at a time (default: one a core).")
  private int workers = Runtime.getRuntime().availableProcessors();

  @ArgGroup(exclusive = false, heading = "%nAn order test of your own:%n")
  private OwnTest own;

  /** The options of an order test that a user puts together. */
  static final class OwnTest {
    @Option(
        names = "--rule",
        required = true,
        paramLabel = "NAME",
        description = "An optimizer of 'tacit list optimizers'.")
    private String rule;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One of its hyperparameters.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
        names = "--activation",
        paramLabel = "NAME",
        description = "Of the network (default: tanh).")
    private String activation = "tanh";

    @Option(names = "--seed", paramLabel = "N", description = "Of its data and start (default: 1).")
    private long seed = 1;

    @Option(names = "--time", paramLabel = "T", description = "The fixed time.")
    private Double time;

    @Option(
        names = "--steps",
        paramLabel = "H",
        split = ",",
        description = "Step sizes, falling, each dividing T.")
    private double[] steps;

    OrderRequest request() {
      UpdateRule optimizer = UpdateRules.make(rule, typed());
      if ((time == null) != (steps == null)) {
        throw new IllegalArgumentException("--time and --steps go together");
      }
      return time == null
          ? OrderRequest.of(optimizer, Activation.named(activation), seed)
          : new OrderRequest(optimizer, Activation.named(activation), seed, time, steps);
    }

    /** Values as numbers and booleans where they read as such. */
    private Map<String, Object> typed() {
      Map<String, Object> values = new LinkedHashMap<>();
      settings.forEach((key, text) -> values.put(key, typed(text)));
      return values;
    }

    private static Object typed(String text) {
      if (text.equals("true") || text.equals("false")) {
        return text.equals("true");
      }
      try {
        return Double.valueOf(text);
      } catch (NumberFormatException e) {
        return text;
      }
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    TheoryBench bench;
    List<Check> checks;
    try {
      if (!(workers >= 1)) {
        throw new IllegalArgumentException("--workers must be at least 1, found " + workers);
      }
      bench = own == null ? new TheoryBench() : new TheoryBench(List.of(ownCheck()));
      checks = bench.select(names, quick);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    PrintStream out = System.out;
    if (list) {
      checks.forEach(
          check ->
              out.printf(
                  Locale.ROOT, "%-8s %-28s %s%n", check.reference(), check.name(), check.claim()));
      return 0;
    }
    NativeLibrary.load();
    try (OutputDirectory output = new OutputDirectory(directory)) {
      return run(bench, checks, output);
    }
  }

  private int run(TheoryBench bench, List<Check> checks, OutputDirectory output)
      throws IOException, InterruptedException {
    PrintStream out = System.out;
    System.err.println(
        checks.size() + " checks, " + Math.min(workers, checks.size()) + " at a time");
    long start = System.nanoTime();
    List<Result> results = bench.run(checks, output, workers, new Lines(System.err, checks.size()));
    output.results(results);
    table(out, results);
    long claims = results.stream().mapToLong(result -> result.findings().size()).sum();
    long unmet =
        results.stream()
            .flatMap(result -> result.findings().stream())
            .filter(finding -> !finding.verdict().asExpected())
            .count();
    out.printf(
        Locale.ROOT,
        "%n%d of %d numbers are as theory says; %s; tables and figures in %s%n",
        claims - unmet,
        claims,
        Progress.duration((System.nanoTime() - start) * 1e-9),
        directory);
    return unmet == 0 ? 0 : Tacit.FAILED;
  }

  private Check ownCheck() {
    OrderRequest request = own.request();
    return new NamedCheck(
        "",
        "own/" + own.rule,
        true,
        "the flows of " + own.rule + " have their orders",
        request::run);
  }

  private static void table(PrintStream out, List<Result> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("check", "what", "claim", "measured", "verdict"));
    for (Result result : results) {
      String name = result.check().name();
      for (Finding finding : result.findings()) {
        rows.add(
            List.of(
                name,
                finding.subject(),
                finding.claim(),
                finding.measured(),
                finding.verdict().toString()));
        name = "";
      }
    }
    out.println();
    Columns.print(out, rows, 5);
  }

  /** One line for each decided check. */
  private static final class Lines implements TheoryBench.Listener {
    private final PrintStream out;
    private final int total;
    private int decided;

    Lines(PrintStream out, int total) {
      this.out = out;
      this.total = total;
    }

    @Override
    public void finished(Result result) {
      decided++;
      out.printf(
          Locale.ROOT,
          "%3d/%d  %-28s %-18s %6.1f s%n",
          decided,
          total,
          result.check().name(),
          result.asExpected() ? "as theory says" : "NOT AS THEORY SAYS",
          result.seconds());
    }
  }
}
