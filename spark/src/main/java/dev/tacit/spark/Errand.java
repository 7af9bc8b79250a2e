package dev.tacit.spark;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * The task that carries out an order on an executor. It names no class of Tacit that might be
 * missing there: only when they are found, {@link Work} is touched.
 */
final class Errand implements Function<String, Delivery> {
  private static final long serialVersionUID = 1L;
  private static final String NEEDED = "dev.tacit.lab.sweep.OrderedRun";

  private final Marker.Token token;
  private final boolean again;
  private final boolean begun;
  private final Broadcast<Map<String, byte[]>> files;

  /**
   * @param token of the driver's directory
   * @param again whether finished runs may be trained again
   * @param begun whether there are files of the run in that directory
   * @param files these, for an executor that cannot see them; null before one has asked
   */
  Errand(Marker.Token token, boolean again, boolean begun, Broadcast<Map<String, byte[]>> files) {
    this.token = token;
    this.again = again;
    this.begun = begun;
    this.files = files;
  }

  @Override
  public Delivery call(String order) throws Exception {
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    if (!isInstalled()) {
      return Delivery.not(Delivery.What.NEEDS_TACIT, host, "");
    }
    TaskContext context = TaskContext.get();
    return Work.execute(
        order,
        token,
        again,
        begun,
        files == null ? null : files.value(),
        Path.of(SparkFiles.getRootDirectory()),
        host,
        context::isInterrupted);
  }

  private static boolean isInstalled() {
    try {
      Class.forName(NEEDED, false, Thread.currentThread().getContextClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
