package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.Order;
import dev.tacit.lab.store.RunStatus;
import java.io.IOException;
import java.nio.file.Path;

/** One run that another process or machine ordered, in its directory here. */
public final class OrderedRun {
  private OrderedRun() {}

  /**
   * Plans the run again and does what is left to do of it.
   *
   * @param place the experiment's directory
   * @param how its number of workers is not asked for: one run is one thread
   * @return its status; {@code running} if another process trains it
   * @throws IOException if it would not be the run that was ordered, or the directory cannot be
   *     used; what goes wrong with the run itself is a status
   */
  public static RunStatus execute(Path place, Order order, Execution how) throws IOException {
    try (ExperimentDirectory directory = ExperimentDirectory.of(place, order)) {
      return new RunTask(directory, order.plan(how.cache()), how).execute();
    }
  }
}
