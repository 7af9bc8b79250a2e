package dev.tacit.theory;

import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.check.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Selects checks, runs them side by side, each on one thread, and collects what they found. */
public final class TheoryBench {
  private final List<Check> all;

  /** The bench with every check there is. */
  public TheoryBench() {
    this(Checks.all());
  }

  /** A bench with other checks. */
  public TheoryBench(List<Check> checks) {
    this.all = List.copyOf(checks);
  }

  /** What came of one check, and how long it took on its thread. */
  public record Result(Check check, List<Finding> findings, double seconds) {

    /** Copies the findings. */
    public Result {
      findings = List.copyOf(findings);
    }

    /** Whether theory and measurement agree in all of them. */
    public boolean asExpected() {
      return findings.stream().allMatch(f -> f.verdict().asExpected());
    }
  }

  /** Is told how the bench goes, from several threads but one call at a time. */
  public interface Listener {
    /** A check begins. */
    default void started(Check check) {}

    /** A check is decided. */
    default void finished(Result result) {}
  }

  /**
   * The checks of some names, in the bench's order.
   *
   * @param names groups ({@code adam}), checks ({@code adam/full-batch}) or references ({@code
   *     A13}); all if there are none
   * @param quick only those of the quick selection
   * @throws IllegalArgumentException for an unknown name, listing the known ones, or if nothing is
   *     left
   */
  public List<Check> select(Collection<String> names, boolean quick) {
    List<Check> selected = new ArrayList<>();
    for (String name : names) {
      if (all.stream().noneMatch(check -> answersTo(check, name))) {
        throw new IllegalArgumentException(unknown(name));
      }
    }
    for (Check check : all) {
      boolean asked = names.isEmpty() || names.stream().anyMatch(name -> answersTo(check, name));
      if (asked && (check.quick() || !quick)) {
        selected.add(check);
      }
    }
    if (selected.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", names)
              + ": none of these is in the quick selection; leave out --quick");
    }
    return selected;
  }

  private static boolean answersTo(Check check, String name) {
    return check.group().equalsIgnoreCase(name)
        || check.name().equalsIgnoreCase(name)
        || Arrays.stream(check.reference().split(", ")).anyMatch(name::equalsIgnoreCase);
  }

  private String unknown(String name) {
    Set<String> groups = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    for (Check check : all) {
      groups.add(check.group());
      if (name.startsWith(check.group() + "/")) {
        names.add(check.name());
      }
    }
    return "unknown check '"
        + name
        + "'; known: "
        + String.join(", ", names.isEmpty() ? groups : names)
        + (names.isEmpty() ? ", or one of their checks, or a label such as A13 or E5" : "");
  }

  /**
   * Runs checks. A check that fails to compute counts as a claim that does not hold.
   *
   * @param checks as {@link #select} gives them
   * @param output takes tables and figures, from several threads
   * @param workers how many checks run at a time, 1 or more
   * @return results in the order of the checks
   * @throws InterruptedException if the thread is interrupted; running checks are abandoned
   */
  public List<Result> run(List<Check> checks, Output output, int workers, Listener listener)
      throws InterruptedException {
    if (!(workers >= 1)) {
      throw new IllegalArgumentException("at least 1 worker is needed, found " + workers);
    }
    ExecutorService pool = Executors.newFixedThreadPool(workers, TheoryBench::thread);
    Object turn = new Object();
    try {
      List<Future<Result>> futures = new ArrayList<>();
      for (Check check : checks) {
        futures.add(
            pool.submit(
                () -> {
                  synchronized (turn) {
                    listener.started(check);
                  }
                  Result result = decide(check, output);
                  synchronized (turn) {
                    listener.finished(result);
                  }
                  return result;
                }));
      }
      List<Result> results = new ArrayList<>();
      for (Future<Result> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "theory-check");
    thread.setDaemon(true);
    return thread;
  }

  private static Result decide(Check check, Output output) {
    long start = System.nanoTime();
    List<Finding> findings;
    try {
      findings = check.run(output);
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      findings = List.of(new Finding("", "a number", "", "failed: " + e, Verdict.DOES_NOT_HOLD));
    }
    return new Result(check, findings, (System.nanoTime() - start) * 1e-9);
  }
}
