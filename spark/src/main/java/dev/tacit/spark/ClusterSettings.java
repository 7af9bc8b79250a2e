package dev.tacit.spark;

import dev.tacit.lab.experiment.SettingsException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;

/**
 * What an application is told of its cluster: what a person asked for, and what runs need.
 *
 * @param master where the cluster is
 * @param asked Spark's own settings, as a person gave them
 * @param environment of this process
 * @param patience how long a master may say nothing at first, and a cluster be without a master and
 *     without executors later
 */
record ClusterSettings(
    MasterUrl master,
    Map<String, String> asked,
    Map<String, String> environment,
    Duration patience) {
  private static final String MASTER = "master";
  private static final String SPARK = "spark.";
  private static final String SPARK_MASTER = "spark.master";
  private static final String FLAGS = "spark.executor.extraJavaOptions";

  /** How long, in seconds, a cluster that says nothing is waited for. */
  static final String PATIENCE = "spark.tacit.patience";

  private static final String DEFAULT_PATIENCE = "30";

  /**
   * Reads settings by key.
   *
   * @throws SettingsException for an unknown one, or if no master is named
   */
  static ClusterSettings of(Map<String, String> settings, Map<String, String> environment) {
    Map<String, String> spark = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(SPARK)) {
            spark.put(key, value);
          } else if (!key.equals(MASTER)) {
            throw new SettingsException(
                "--conf",
                "a setting of Spark is expected, as in spark.executor.memory=2g, found '"
                    + key
                    + "'");
          }
        });
    String submitted = System.getProperty(SPARK_MASTER); // by spark-submit
    String named = settings.getOrDefault(MASTER, spark.get(SPARK_MASTER));
    String master = named == null ? submitted : named;
    if (master == null) {
      throw new SettingsException(
          "--engine", "spark needs --master URL, as in --master spark://HOST:7077");
    }
    spark.remove(SPARK_MASTER);
    return new ClusterSettings(
        MasterUrl.of(master, master.equals(submitted)),
        Map.copyOf(spark),
        environment,
        patience(spark.getOrDefault(PATIENCE, DEFAULT_PATIENCE)));
  }

  private static Duration patience(String text) {
    if (!text.matches("[1-9]\\d{0,6}")) {
      throw new SettingsException(
          "--conf", PATIENCE + " must be a number of seconds from 1, found '" + text + "'");
    }
    return Duration.ofSeconds(Integer.parseInt(text));
  }

  /**
   * All of it.
   *
   * @param experiment its name
   * @param workers how many runs at a time; any number from what a cluster has is no limit
   */
  SparkConf conf(String experiment, int workers) {
    SparkConf conf = new SparkConf(); // with what spark-submit was told
    asked.forEach(conf::set);
    conf.setMaster(master.text()).setAppName("tacit " + experiment);
    for (Map.Entry<String, String> needed : needs(workers).entrySet()) {
      conf.setIfMissing(needed.getKey(), needed.getValue());
    }
    conf.set(FLAGS, (NativeEnvironment.flags() + " " + conf.get(FLAGS, "")).strip());
    conf.set("spark.task.cpus", "1"); // a run is one thread
    conf.set("spark.speculation", "false"); // a second attempt would only find the first one's lock
    conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    return conf;
  }

  /** What holds unless a person says otherwise. */
  private Map<String, String> needs(int workers) {
    Map<String, String> needs = new LinkedHashMap<>();
    needs.put("spark.executor.extraClassPath", Libraries.classPath());
    NativeEnvironment.variables(environment)
        .forEach((name, value) -> needs.put("spark.executorEnv." + name, value));
    needs.put("spark.task.maxFailures", "8"); // executors that a run may lose between checkpoints
    needs.put("spark.network.timeout", "60s"); // until a machine that says nothing is given up
    needs.put("spark.driver.maxResultSize", "0"); // a run's files, where they are brought back
    needs.put("spark.ui.enabled", "false"); // the runs' own files tell how they go
    needs.put("spark.ui.showConsoleProgress", "false");
    if (workers < Integer.MAX_VALUE) {
      needs.put("spark.cores.max", Integer.toString(workers));
    }
    return needs;
  }
}
