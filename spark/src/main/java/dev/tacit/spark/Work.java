package dev.tacit.spark;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Order;
import dev.tacit.lab.run.Folders;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.sweep.Execution;
import dev.tacit.lab.sweep.OrderedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What an executor does with an order: the run in the driver's directory, or, where that cannot be
 * used, in a folder of its own, whose files it gives back.
 */
final class Work {
  private static final DataCache CACHE = new DataCache(); // one for all runs of the process

  private Work() {}

  /**
   * Carries it out.
   *
   * @param token of the driver's directory
   * @param again whether finished runs may be trained again
   * @param begun whether there are files of the run in that directory
   * @param files these; null if they did not come along
   * @param own where there is room for a folder of its own
   * @param host this machine
   * @param stop asked before every step
   * @throws IOException if a folder of its own cannot be used; what else goes wrong is a status
   */
  static Delivery execute(
      String text,
      Marker.Token token,
      boolean again,
      boolean begun,
      Map<String, byte[]> files,
      Path own,
      String host,
      BooleanSupplier stop)
      throws IOException {
    Order order = Order.read(text);
    Heard heard = new Heard();
    Execution how = new Execution(1, CACHE, heard, stop, again, false);
    String obstacle = Sight.obstacle(token);
    if (obstacle.isEmpty()) {
      RunStatus status = run(Path.of(token.directory()), order, how, host);
      return done(host, "", status, heard, new HashMap<>());
    }
    if (begun && files == null) {
      return Delivery.not(Delivery.What.NEEDS_FILES, host, obstacle);
    }
    Path place = Files.createTempDirectory(own.toAbsolutePath(), "tacit-");
    try {
      Path directory = Files.createDirectory(place.resolve(order.folder()));
      if (files != null) {
        RunFiles.write(directory, files);
      }
      RunStatus status = run(place, order, how, host);
      return done(host, obstacle, status, heard, RunFiles.read(directory));
    } finally {
      Folders.delete(place);
    }
  }

  private static Delivery done(
      String host, String obstacle, RunStatus status, Heard heard, Map<String, byte[]> files) {
    return new Delivery(
        Delivery.What.DONE,
        host,
        obstacle,
        JsonFiles.pretty(status),
        heard.words(),
        heard.notMeasured(),
        files);
  }

  private static RunStatus run(Path place, Order order, Execution how, String host) {
    try {
      return OrderedRun.execute(place, order, how);
    } catch (IOException | RuntimeException e) { // as it would be on every other try
      how.listener().onFailure(order.folder(), e);
      return new RunStatus(
          State.failed, 0, 0, "on " + host + ": " + e.getMessage(), Map.of(), 0, 0, Map.of());
    }
  }
}
