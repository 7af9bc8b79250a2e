package dev.tacit.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;

/**
 * A real standalone cluster on the loopback interface: a master and workers of one core, each a
 * process that can be killed, from this test's class path.
 */
final class StandaloneCluster implements AutoCloseable {
  /** Of virtual machines that live for seconds: what they load is not checked, nor optimized. */
  static final List<String> SHORT_LIVED =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-BytecodeVerificationRemote");

  private static final Pattern STARTED = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final String REGISTERED = "Successfully registered with master";
  private static final long MOST_MILLIS =
      60_000; // until a process is up, on a machine that is busy

  private final Path folder;
  private final Process master;
  private final String url;
  private final List<Process> workers = new ArrayList<>();

  /** Starts a master. */
  StandaloneCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    Path jars = Files.createDirectories(folder.resolve("home/jars"));
    for (String entry : classPath().split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      if (Files.isRegularFile(jar)) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    master = start("master", Master.class, "--port", "0", "--webui-port", "0");
    url = await("master", master, STARTED).group(1);
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** What {@code --master} is given. */
  String url() {
    return url;
  }

  /**
   * Starts a worker.
   *
   * @return its number
   */
  int addWorker() throws IOException {
    int number = workers.size();
    workers.add(
        start(
            "worker-" + number,
            Worker.class,
            "--port",
            "0",
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--work-dir",
            work(number).toString(),
            url));
    return number;
  }

  /** Waits until a worker is registered. */
  void awaitWorker(int number) throws IOException, InterruptedException {
    await("worker-" + number, workers.get(number), Pattern.compile(REGISTERED));
  }

  /** The folder in which a worker's executors work, two levels below. */
  Path work(int number) {
    return folder.resolve("work-" + number).resolve("work");
  }

  /** The process of a worker's executor, if it has one. */
  Optional<ProcessHandle> executor(int number) {
    return workers.get(number).children().findFirst();
  }

  /** Kills a worker and its executors with SIGKILL, as a machine that goes down. */
  void killWorker(int number) throws InterruptedException {
    Process worker = workers.get(number);
    List<ProcessHandle> all = worker.descendants().toList();
    worker.destroyForcibly().waitFor();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** Kills the master with SIGKILL. */
  void killMaster() throws InterruptedException {
    master.destroyForcibly().waitFor();
  }

  private Process start(String name, Class<?> main, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(SHORT_LIVED);
    command.add("@" + Path.of("src/main/options/java.options").toAbsolutePath());
    command.addAll(List.of("-cp", classPath(), main.getName(), "--host", "127.0.0.1"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.matches("(OPENBLAS|OMP|MALLOC)_.*"));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
    return builder.redirectOutput(log(name).toFile()).start();
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private Matcher await(String name, Process process, Pattern line)
      throws IOException, InterruptedException {
    long end = System.currentTimeMillis() + MOST_MILLIS;
    while (process.isAlive() && System.currentTimeMillis() < end) {
      try (Stream<String> lines = Files.lines(log(name))) {
        Optional<Matcher> found = lines.map(line::matcher).filter(Matcher::find).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      }
      Thread.sleep(50);
    }
    throw new IOException(name + " did not start:\n" + Files.readString(log(name)));
  }

  @Override
  public void close() throws InterruptedException {
    for (int i = 0; i < workers.size(); i++) {
      killWorker(i);
    }
    killMaster();
  }
}
