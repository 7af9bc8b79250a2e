package dev.tacit.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.sweep.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {
  private static final String URL = "spark://host:7077";

  private static String refused(Map<String, String> settings) {
    return assertThrows(SettingsException.class, () -> Engines.check("spark", settings))
        .getMessage();
  }

  @Test
  void theEngineIsFoundAndSaysWhatItLacks() {
    assertTrue(Engines.names().contains("spark"));
    Engines.check("spark", Map.of("master", URL, "spark.executor.memory", "2g"));
    assertTrue(refused(Map.of()).contains("--master"));
    assertTrue(refused(Map.of("master", URL, "memory", "2g")).contains("'memory'"));
    assertTrue(refused(Map.of("master", "host")).contains("'host'"));
    for (String patience : new String[] {"0", "-1", "30s", "NaN", ""}) {
      String said = refused(Map.of("master", URL, ClusterSettings.PATIENCE, patience));
      assertTrue(said.contains(ClusterSettings.PATIENCE) && said.contains("'" + patience + "'"));
    }
  }

  @Test
  void aRunIsOneCoreAndIsNotTriedTwiceAtATime() {
    SparkConf conf =
        ClusterSettings.of(
                Map.of(
                    "master",
                    URL,
                    "spark.task.cpus",
                    "2",
                    "spark.executor.extraJavaOptions",
                    "-ea"),
                Map.of("OPENBLAS_CORETYPE", "Haswell", "MALLOC_ARENA_MAX", "2"))
            .conf("paper", 3);
    assertEquals(URL, conf.get("spark.master"));
    assertEquals("tacit paper", conf.get("spark.app.name"));
    assertEquals("1", conf.get("spark.task.cpus"));
    assertEquals("false", conf.get("spark.speculation"));
    assertEquals("3", conf.get("spark.cores.max"));
    assertTrue(conf.get("spark.executor.extraJavaOptions").endsWith(" -ea"));
    assertEquals("Haswell", conf.get("spark.executorEnv.OPENBLAS_CORETYPE"));
    assertEquals("2", conf.get("spark.executorEnv.MALLOC_ARENA_MAX"));
  }

  @Test
  void aPersonsWordHoldsAndNoLimitIsNone() {
    ClusterSettings settings =
        ClusterSettings.of(
            Map.of("master", URL, "spark.task.maxFailures", "2", ClusterSettings.PATIENCE, "7"),
            Map.of());
    SparkConf conf = settings.conf("paper", Integer.MAX_VALUE);
    assertEquals("2", conf.get("spark.task.maxFailures"));
    assertFalse(conf.contains("spark.cores.max"));
    assertEquals(Duration.ofSeconds(7), settings.patience());
  }

  /** What the launcher exports for this machine, executors are given, and the same flags. */
  @Test
  void executorsAreSetUpAsTheLauncherDoes() throws IOException {
    String launcher = Files.readString(Path.of("../app/src/main/scripts/tacit"));
    Map<String, String> exported = new TreeMap<>();
    Matcher matcher = Pattern.compile("export (\\w+)=\"\\$\\{\\1:-(\\w+)}\"").matcher(launcher);
    while (matcher.find()) {
      exported.put(matcher.group(1), matcher.group(2));
    }
    Map<String, String> given = new TreeMap<>(NativeEnvironment.variables(Map.of()));
    assertEquals("C.UTF-8", given.remove("LC_ALL"));
    assertEquals(exported, given);
    for (String flag : NativeEnvironment.flags().split(" ", -1)) {
      assertTrue(launcher.contains(flag), flag);
    }
  }
}
