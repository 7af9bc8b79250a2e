package dev.tacit.app.cli;

import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.report.Beside;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code tacit reproduce}: the paper in one command. */
@Command(
    name = "reproduce",
    description =
        "Reproduce the paper: MNIST, 30 %% label noise, SGD against RMSProp and Adam; its four"
            + " figures and what they show, and beside them the comparison at tuned rates, as a"
            + " table that comes with Tacit.",
    mixinStandardHelpOptions = true)
final class ReproduceCommand implements Callable<Integer> {
  @ParentCommand private Tacit tacit;

  private static final int QUICK_EPOCHS = 20;

  /** The comparison that takes hours, computed before: a table among the studies. */
  private static final String TUNED = "tuned";

  @Option(
      names = "--quick",
      description = "A first look: " + QUICK_EPOCHS + " epochs instead of 300.")
  private boolean quick;

  @Option(names = "--seeds", paramLabel = "N", description = "Seeds 0 to N-1 (default: one).")
  private Integer seeds;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Runs at a time (default: one a core).")
  private Integer workers;

  @Option(names = "--out", paramLabel = "DIR", description = "Default: runs/paper.")
  private Path directory;

  @Override
  public Integer call() throws IOException, InterruptedException {
    int atATime = Session.workers(workers);
    List<String> overrides = new ArrayList<>();
    if (quick) {
      overrides.add("name=paper-quick");
      overrides.add("train.epochs=" + QUICK_EPOCHS);
    }
    Experiment paper = Experiment.read(Studies.text("paper"), "paper.yaml", overrides, seeds);
    Path place = directory == null ? Path.of("runs", paper.name()) : directory;
    String tuned = Studies.table(TUNED);
    int code =
        new Session(System.out, System.err, tacit.debug())
            .beside(TUNED, tuned)
            .execute(paper, place, atATime, false, true, false, Session.Where.HERE);
    if (code == 0) {
      print(Beside.Table.read(TUNED, tuned), System.out);
    }
    return code;
  }

  /** What the paper leaves out, in columns. */
  private static void print(Beside.Table table, PrintStream out) {
    out.println();
    out.println(table.heading());
    Columns.print(out, table.rows(), 1);
    out.println(table.words());
  }
}
