package dev.tacit.benchmarks;

import dev.tacit.app.cli.TacitProcess;
import dev.tacit.app.serve.Browser;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.page.FrontEnd;
import dev.tacit.lab.store.RunStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a page of many runs costs whoever looks at it, in a headless Chromium: its first chart, what
 * is done with it, a point that is new; what watching costs; and the report of fifteen runs. The
 * runs are made up from one that was trained, since only their files matter.
 */
public final class PageBenchmark {
  private static final String STUDY =
      "name: page\n"
          + "data: {name: gaussian-mixture, classes: 4, dimension: 8, trainExamples: 200,"
          + " testExamples: 100, labelNoise: {rate: 0.2}}\n"
          + "model: {name: mlp, depth: 2, width: 8}\n"
          + "train: {batch: 32, epochs: %d}\n"
          + "seeds: %d\n"
          + "optimizers: {sgd: {lr: [0.01, 0.1, 1]}, adam: {lr: [1e-3, 1e-2, 1e-1]}}\n";

  private static final String PAPER =
      STUDY.substring(0, STUDY.indexOf("optimizers"))
          + "optimizers: {sgd: {lr: 0.1}, adam: {lr: 0.01}, rmsprop: {lr: 0.01}}\n"
          + "claims: [{metric: norm/l2, at: final, less: sgd, than: adam}]\n";

  private static final int SETTINGS = 6;
  private static final int TIMES = 5;
  private static final int MOST_EPOCHS = 1_000_000;
  private static final int WATCHED_SECONDS = 30;
  private static final String CHART = "figure-train-error";

  /** Tells when the first chart is on the screen, and when one goes as far as is asked. */
  private static final String OBSERVER =
      """
      (() => {
        const painted = (then) => requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = then;
          channel.port2.postMessage(0);
        });
        window.painted = painted;
        new MutationObserver((changes) => {
          window.changedAt = performance.now();
          for (const {target, attributeName} of changes) {
            if (attributeName === 'data-drawn' && !window.firstChart) {
              window.firstChart = -1;
              painted(() => (window.firstChart = performance.now()));
            }
            if (attributeName === 'aria-valuemax' && window.wanted && Number(target.ariaValueMax) >= window.wanted) {
              window.wanted = 0;
              painted(() => (window.seenAt = Date.now()));
            }
          }
        }).observe(document, {subtree: true, childList: true, attributes: true});
      })();
      """;

  private static final String SORT =
      "[...document.querySelectorAll('#runs thead button')].find((b) =>"
          + " b.textContent.startsWith('%s')).click()";

  private static final String GROUP = "#runs .choice select";

  /** What people do with the table, by what it is called. */
  private static final Map<String, String> WITH_THE_TABLE =
      inOrder(
          "sort by a metric", SORT.formatted("test/error"),
          "sort by optimizer", SORT.formatted("Optimizer"),
          "group by optimizer", chosen(GROUP, "optimizer"),
          "group by seed", chosen(GROUP, "seed"),
          "ungroup", chosen(GROUP, ""));

  /** What people do with charts. */
  private static final Map<String, String> WITH_CHARTS =
      inOrder(
          "filter", filtered("seed < 50"),
          "no filter", filtered(""),
          "median", chosen("#centre", "median"),
          "mean", chosen("#centre", "mean"),
          "over the training loss", chosen("#x", "train/loss"),
          "over epochs", chosen("#x", "epoch"),
          "a line a seed", chosen("#by", "seed"),
          "a line a setting", chosen("#by", ""),
          "another axis", "document.querySelector('#" + CHART + " .scale').click()",
          "hide a line", "document.querySelector('#" + CHART + " .legend button').click()",
          "show it", "document.querySelector('#" + CHART + " .legend button').click()");

  private final Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  private PageBenchmark(Path folder) {
    this.folder = folder;
  }

  private static Map<String, String> inOrder(String... words) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < words.length; i += 2) {
      all.put(words[i], words[i + 1]);
    }
    return all;
  }

  private static String chosen(String select, String value) {
    return "(() => { const s = document.querySelector('"
        + select
        + "'); s.value = '"
        + value
        + "';"
        + " s.dispatchEvent(new Event('change', {bubbles: true})); })()";
  }

  private static String filtered(String words) {
    return "(() => { const f = document.getElementById('filter'); f.value = '"
        + words
        + "';"
        + " f.dispatchEvent(new Event('change'));"
        + " })()";
  }

  /** Runs it: how many runs (996), metrics (28) and epochs (300), and a folder for them. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    Bench.printMachine();
    if (!Browser.isThere()) {
      System.err.println("there is no chromium with its chromedriver on the path");
      System.exit(1);
    }
    int[] sizes = {996, 28, 300};
    for (int i = 0; i < Math.min(args.length, sizes.length); i++) {
      sizes[i] = Integer.parseInt(args[i]);
    }
    Path folder =
        args.length > 3
            ? Files.createDirectories(Path.of(args[3]))
            : Files.createTempDirectory("tacit-page");
    PageBenchmark benchmark = new PageBenchmark(folder);
    benchmark.page(sizes[0], sizes[1], sizes[2]);
    benchmark.watching(sizes[1]);
    benchmark.report(60, sizes[1]);
    benchmark.report(sizes[2], sizes[1]);
  }

  /** An experiment that is made up unless it is there. */
  private Path made(String name, String text, int metrics)
      throws IOException, InterruptedException {
    Path out = folder.resolve(name);
    if (!Files.exists(out.resolve("made-up"))) {
      Experiment experiment = Experiment.read(text, name + ".yaml", List.of(), null);
      int kept = MadeUp.write(experiment, out, true, metrics);
      Path record = out.resolve("experiment.json"); // runs may go on
      Files.writeString(
          record,
          Files.readString(record).replaceAll("\"epochs\" : \\d+", "\"epochs\" : " + MOST_EPOCHS));
      Files.writeString(out.resolve("made-up"), Integer.toString(kept));
    }
    return out;
  }

  private static List<Path> runs(Path out) throws IOException {
    try (Stream<Path> children = Files.list(out)) {
      return children.filter(c -> Files.exists(c.resolve(RunStatus.FILE))).sorted().toList();
    }
  }

  /** A server in a process of its own, and where it is. */
  private record Served(Process process, String address) implements AutoCloseable {
    static Served of(Path out) throws IOException {
      Process process =
          TacitProcess.of(List.of("-XX:+UseSerialGC"), "serve", out.toString(), "--port", "0")
              .start();
      BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = said.readLine();
      int from = line == null ? -1 : line.indexOf("http://");
      if (from < 0) {
        throw new IOException("the server says " + line);
      }
      return new Served(process, line.substring(from, line.indexOf(';', from)));
    }

    double cpuSeconds() {
      return PageBenchmark.cpuSeconds(Stream.of(process.toHandle()));
    }

    /** The most memory that was resident, as Linux keeps it. */
    double peakMiB() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmHWM")) {
          return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
        }
      }
      return Double.NaN;
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  private static double cpuSeconds(Stream<ProcessHandle> processes) {
    return processes
            .mapToLong(p -> p.info().totalCpuDuration().orElse(Duration.ZERO).toMillis())
            .sum()
        * 1e-3;
  }

  private byte[] ask(String address) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofByteArray())
        .body();
  }

  private void page(int runs, int metrics, int epochs) throws IOException, InterruptedException {
    int seeds = Math.max(1, runs / SETTINGS);
    Path out =
        made(
            "page-" + runs + "-" + metrics + "-" + epochs, STUDY.formatted(epochs, seeds), metrics);
    System.out.printf(
        "%d runs of %s metrics over %d epochs%n",
        runs(out).size(), Files.readString(out.resolve("made-up")), epochs);
    long weight = 0;
    for (byte[] file : FrontEnd.files().values()) {
      weight += file.length;
    }
    Path last = runs(out).get(runs(out).size() - 1);
    begin(last);
    long start = System.nanoTime();
    try (Served server = Served.of(out);
        Browser browser = browser()) {
      String place = server.address() + "x/" + out.getFileName() + "/1/";
      byte[] data = ask(place + "data");
      System.out.printf("from typing tacit serve until its runs are read %13.2f s%n", since(start));
      System.out.printf(
          "the front end %40.1f kB; words %.1f kB, runs %.1f kB%n",
          weight * 1e-3, ask(place).length * 1e-3, data.length * 1e-3);
      browser.before(OBSERVER);
      double[] first = new double[TIMES];
      for (int i = 0; i < TIMES; i++) {
        browser.open(place + "#?n=" + i);
        browser.await("a chart", () -> browser.number("return window.firstChart || 0") > 0);
        first[i] = browser.number("return window.firstChart") * 1e-3;
      }
      System.out.printf("first chart, the first time %26.2f s%n", first[0]);
      System.out.printf("first chart, median of %d %29.2f s%n", TIMES, median(first));
      browser.show("#runs table");
      deeds("the table of runs", WITH_THE_TABLE, browser);
      browser.script(
          "[...document.querySelectorAll('#runs button')].find((b) =>"
              + " b.textContent.startsWith('Show all ')).click()");
      deeds("the table with all rows", WITH_THE_TABLE, browser);
      browser.chart(CHART);
      deeds("charts", WITH_CHARTS, browser);
      newPoint(browser, last, epochs);
      System.out.printf("the server's memory, at most %25.0f MiB%n", server.peakMiB());
    }
  }

  private Browser browser() throws IOException {
    return Browser.start(Files.createDirectories(folder.resolve("downloads")), false);
  }

  /** Until the next paint, and until nothing changes any more. */
  private static void deeds(String with, Map<String, String> deeds, Browser browser) {
    System.out.printf(
        "%s: ms until the next paint, median and most; until all is drawn, median%n", with);
    double[][] paint = new double[deeds.size()][TIMES];
    double[][] drawn = new double[deeds.size()][TIMES];
    for (int time = 0; time < TIMES; time++) {
      int i = 0;
      for (String deed : deeds.values()) {
        List<?> took =
            (List<?>)
                browser.later(
                    "const done = arguments[arguments.length - 1]; let paint = 0;"
                        + " const begun = performance.now();"
                        + deed
                        + "; painted(() => (paint = performance.now() - begun));"
                        + " const timer = setInterval(() => { if (paint > 0 && performance.now() -"
                        + " changedAt > 500) { clearInterval(timer); done([paint, changedAt -"
                        + " begun]); } }, 50)");
        paint[i][time] = ((Number) took.get(0)).doubleValue();
        drawn[i++][time] = ((Number) took.get(1)).doubleValue();
      }
    }
    int i = 0;
    for (String deed : deeds.keySet()) {
      System.out.printf(
          "    %-40s %9.0f %9.0f %9.0f%n",
          deed, median(paint[i]), Arrays.stream(paint[i]).max().orElse(0), median(drawn[i++]));
    }
  }

  /** A run that has all its epochs is made one that goes on. */
  private static void begin(Path run) throws IOException {
    Path status = run.resolve(RunStatus.FILE);
    Files.writeString(status, Files.readString(status).replace("\"finished\"", "\"running\""));
  }

  /** Writes the rows of one more epoch, which are those of the last one. */
  private static void grow(Path run, int epoch) throws IOException {
    Path file = run.resolve("metrics.csv");
    List<String> rows = Files.readAllLines(file);
    String[] cells = rows.get(rows.size() - 1).split(",", -1);
    String before = cells[0] + "," + cells[1] + ",";
    String now = Long.parseLong(cells[0]) / Long.parseLong(cells[1]) * epoch + "," + epoch + ",";
    StringBuilder added = new StringBuilder();
    for (String row : rows) {
      if (row.startsWith(before)) {
        added.append(now).append(row.substring(before.length())).append('\n');
      }
    }
    Files.writeString(file, added.toString(), StandardOpenOption.APPEND);
  }

  private static void newPoint(Browser browser, Path run, int epochs)
      throws IOException, InterruptedException {
    int from = Integer.parseInt(lastRow(run)[1]);
    double[] seconds = new double[2 * TIMES];
    for (int i = 0; i < seconds.length; i++) {
      int epoch = Math.max(from, epochs) + i + 1;
      browser.script("window.seenAt = 0; window.wanted = arguments[0]", epoch);
      Thread.sleep(1000 + 137L * i); // looks come at times of their own
      long written = System.currentTimeMillis();
      grow(run, epoch);
      browser.await("epoch " + epoch, () -> browser.number("return window.seenAt") > 0);
      seconds[i] = (browser.number("return window.seenAt") - written) * 1e-3;
    }
    System.out.printf(
        "from a row's writing until it is on the screen %11.2f s, at most %.2f s%n",
        median(seconds), Arrays.stream(seconds).max().orElse(0));
  }

  private static String[] lastRow(Path run) throws IOException {
    List<String> rows = Files.readAllLines(run.resolve("metrics.csv"));
    return rows.get(rows.size() - 1).split(",", -1);
  }

  /** Fifteen runs, two of which go on, five epochs a second. */
  private void watching(int metrics) throws IOException, InterruptedException {
    Path out = made("watched", PAPER.formatted(60, 5), metrics);
    List<Path> growing = runs(out).subList(0, 2);
    for (Path run : growing) {
      begin(run);
    }
    System.out.println("CPU seconds a minute while two of 15 runs have five epochs a second");
    try (Served server = Served.of(out)) {
      watched("    nobody looks", server, null, growing);
      try (Browser browser = browser()) {
        browser.open(server.address());
        browser.chart(CHART);
        watched("    a page shows a chart", server, browser, growing);
        browser.hide();
        watched("    a page that is hidden", server, browser, growing);
      }
    }
  }

  private static void watched(String what, Served server, Browser browser, List<Path> growing)
      throws IOException, InterruptedException {
    Thread.sleep(2000);
    double served = server.cpuSeconds();
    double shown = browser == null ? 0 : shownSeconds(server);
    long start = System.nanoTime();
    int epoch = Integer.parseInt(lastRow(growing.get(0))[1]);
    while (since(start) < WATCHED_SECONDS) {
      epoch++;
      for (Path run : growing) {
        grow(run, epoch);
      }
      Thread.sleep(200);
    }
    double minutes = since(start) / 60;
    System.out.printf(
        "%-40s server %6.2f s, browser %6.2f s%n",
        what,
        (server.cpuSeconds() - served) / minutes,
        browser == null ? 0 : (shownSeconds(server) - shown) / minutes);
  }

  /** Of the browser and its driver: all that this process has started but for the server. */
  private static double shownSeconds(Served server) {
    return cpuSeconds(
        ProcessHandle.current().descendants().filter(p -> p.pid() != server.process().pid()));
  }

  private void report(int epochs, int metrics) throws IOException, InterruptedException {
    Path out = made("paper-" + epochs, PAPER.formatted(epochs, 5), metrics);
    double[] seconds = new double[TIMES];
    for (int i = 0; i < TIMES; i++) {
      long start = System.nanoTime();
      Process process =
          TacitProcess.of(List.of("-Xmx1g", "-XX:+UseSerialGC"), "report", out.toString())
              .redirectOutput(folder.resolve("said.txt").toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IOException(Files.readString(folder.resolve("said.txt")));
      }
      seconds[i] = since(start);
    }
    System.out.printf(
        "tacit report of 15 runs over %3d epochs %18.2f s, report.html %.2f MB%n",
        epochs, median(seconds), Files.size(out.resolve("report.html")) * 1e-6);
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) * 1e-9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
