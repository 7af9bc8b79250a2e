package dev.tacit.spark;

import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.sweep.Execution;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/**
 * This process's application on a cluster: started within a time, watched, and let go of. Spark
 * waits for masters and executors for ever; here somebody looks whether they can still come.
 */
final class Cluster implements AutoCloseable {
  private static final Duration UNUSUAL = Duration.ofSeconds(20); // to be without any executor
  private static final String LOG = "log4j2.configurationFile";

  private final ClusterSettings settings;
  private final JavaSparkContext context;
  private final MasterWatch master;
  private final RunListener listener;
  private volatile boolean closing;
  private volatile String lastLoss = "";
  private String end = "";
  private boolean said;
  private volatile boolean sent;
  private long withoutExecutors = System.nanoTime(); // since when; 0 while there are some

  private Cluster(
      ClusterSettings settings, JavaSparkContext context, MasterWatch master, Execution how) {
    this.settings = settings;
    this.context = context;
    this.master = master;
    this.listener = how.listener();
    context.sc().addSparkListener(new Losses());
  }

  /**
   * Starts an application.
   *
   * @throws SettingsException if Spark refuses the settings
   * @throws IOException if no master answers, or none that speaks as this Spark does
   */
  static Cluster start(String experiment, ClusterSettings settings, Execution how)
      throws IOException {
    if (System.getProperty(LOG) == null) {
      System.setProperty(LOG, "classpath:dev/tacit/spark/log4j2.properties");
    }
    settings.master().reach();
    SparkConf conf = settings.conf(experiment, how.workers());
    boolean plain = !conf.getBoolean("spark.ssl.rpc.enabled", false);
    MasterWatch master = MasterWatch.of(settings.master().masters(), plain);
    try {
      return new Cluster(settings, context(conf, settings), master, how);
    } catch (IOException | RuntimeException e) {
      master.close();
      throw e;
    }
  }

  private static JavaSparkContext context(SparkConf conf, ClusterSettings settings)
      throws IOException {
    FutureTask<JavaSparkContext> started = new FutureTask<>(() -> new JavaSparkContext(conf));
    Thread thread = new Thread(started, "tacit-spark-start");
    thread.setDaemon(true); // a master that says nothing is waited for without end
    thread.start();
    try {
      return started.get(settings.patience().toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException(silent(settings), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped before the cluster answered", e);
    } catch (ExecutionException e) {
      throw refused(settings.master(), e.getCause());
    }
  }

  /** This process's Spark. */
  static String version() {
    return org.apache.spark.package$.MODULE$.SPARK_VERSION();
  }

  private static String silent(ClusterSettings settings) {
    return "something listens at "
        + settings.master().text()
        + " and has registered no application within "
        + settings.patience().toSeconds()
        + " s: it is a master of another Spark than "
        + version()
        + ", or none";
  }

  private static IOException refused(MasterUrl master, Throwable cause) {
    String what = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (what.contains("master URL") || what.contains("Master URL")) {
      throw new SettingsException("--master", what);
    }
    if (cause instanceof IllegalArgumentException) {
      throw new SettingsException("--conf", what);
    }
    return new IOException("Spark does not start at " + master.text() + ": " + what, cause);
  }

  /** Spark. */
  JavaSparkContext context() {
    return context;
  }

  /** How many runs it could compute at a time now, at least 1. */
  int slots() {
    return Math.max(1, context.defaultParallelism());
  }

  /**
   * Why nothing can come of it any more, in a sentence; empty as long as something can. Says once
   * when it has been without executors for long.
   */
  String end() {
    if (!end.isEmpty()) {
      return end;
    }
    if (context.sc().isStopped()) {
      return ended("Spark has stopped");
    }
    if (executors() > 0) {
      withoutExecutors = 0;
      said = false;
      return "";
    }
    long now = System.nanoTime();
    if (withoutExecutors == 0) {
      withoutExecutors = now;
    }
    Duration without = Duration.ofNanos(now - withoutExecutors);
    if (master.isLost() && without.compareTo(settings.patience()) > 0) {
      return "The Spark master at "
          + settings.master().text()
          + " is gone, and no executor is left";
    }
    if (!said && without.compareTo(UNUSUAL) > 0) {
      said = true;
      listener.onNote(
          "The cluster gives no executor yet; waiting for free cores (its page shows who has them)");
    }
    return "";
  }

  /** What to say when the application ends before its time. */
  String ended(String why) {
    return "The cluster at "
        + settings.master().text()
        + " has ended the application ("
        + why
        + ")"
        + (lastLoss.isEmpty() ? "" : "; the last that was heard of an executor: " + lastLoss);
  }

  private int executors() {
    int all = context.statusTracker().getExecutorInfos().length; // with the driver
    return settings.master().isHere() ? all : all - 1;
  }

  /** Gives it up for a reason that {@link #end} tells. */
  void giveUp(String why) {
    if (end.isEmpty()) {
      end = why;
    }
  }

  /** Whether Tacit's jars go along with every task. */
  boolean hasSentJars() {
    return sent;
  }

  /**
   * Sends Tacit's jars along from now on, to executors that do not have them.
   *
   * @throws IOException if there are none
   */
  void sendJars() throws IOException {
    if (sent) {
      return;
    }
    List<Path> jars = Libraries.jars();
    listener.onNote(
        "Executors find no Tacit at "
            + Libraries.classPath()
            + ": its jars are sent to them, which takes a while");
    for (Path jar : jars) {
      context.addJar(jar.toString());
    }
    sent = true;
  }

  /** Ends all that is under way at its next step. */
  void cancel() {
    closing = true;
    if (!context.sc().isStopped()) {
      context.sc().cancelAllJobs();
    }
  }

  @Override
  public void close() {
    closing = true;
    context.close();
    try {
      master.close();
    } catch (IOException e) {
      return; // it was nothing but a connection
    }
  }

  /** Tells of executors that are lost. */
  private final class Losses extends SparkListener {
    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
      lastLoss = event.reason().lines().findFirst().orElse("");
      if (!closing) {
        listener.onNote(
            "Executor "
                + event.executorId()
                + " is lost ("
                + lastLoss
                + "); its runs go on from their last checkpoints");
      }
    }
  }
}
