package dev.tacit.app.cli;

import dev.tacit.lab.experiment.Experiment;
import java.io.IOException;
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
            + " figures and what they show.",
    mixinStandardHelpOptions = true)
final class ReproduceCommand implements Callable<Integer> {
  @ParentCommand private Tacit tacit;

  private static final int QUICK_EPOCHS = 20;

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
    return new Session(System.out, System.err, tacit.debug())
        .execute(paper, place, atATime, false, true, false, Session.Where.HERE);
  }
}
