package dev.tacit.app.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tacit.app.cli.TacitProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The page in a browser: first while an experiment trains, then its report from disk. One of its
 * optimizers diverges, and one of its runs is made to have failed.
 */
@Tag("browser")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserTest {
  private static final String EXPERIMENT =
      """
      name: seen
      title: "<script>alert(1)</script> \\u202etxet ehT\\" & 'it'"
      description: Does the page show what is so?
      data:   {name: gaussian-mixture, classes: 4, dimension: 16, trainExamples: 2000,
               testExamples: 200, labelNoise: {rate: 0.3}}
      model:  {name: mlp, depth: 3, width: 256}
      train:  {batch: 20, epochs: 60}
      seeds:  3
      optimizers:
        sgd:  {lr: 0.05}
        adam: {lr: 0.001}
        wild: {rule: sgd, lr: 1e9}
      claims: [{metric: norm/l2, at: final, less: sgd, than: adam}]
      """;

  private static final Duration TRAINING = Duration.ofMinutes(2); // of a few runs, at most

  @TempDir static Path folder;
  private static Path directory;
  private static Browser browser;

  @BeforeAll
  static void begin() throws IOException {
    assumeTrue(
        Browser.isThere(), "skipped: there is no Chromium with its chromedriver on this machine");
    browser = Browser.start(Files.createDirectory(folder.resolve("downloads")), true);
    directory = folder.resolve("seen");
    Files.writeString(folder.resolve("seen.yaml"), EXPERIMENT);
  }

  /** What the test before asked for, or was told after a fault, is not this one's. */
  @BeforeEach
  void forget() throws IOException {
    browser.leave();
    browser.messages();
    browser.requests();
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
  }

  private static double points(String chart) {
    return browser.number(
        "const x = document.querySelector('#" + chart + " .area'); return Number(x.ariaValueMax)");
  }

  /** How far a chart's lines go, and of which runs they are. */
  private static String drawn(String chart) {
    return points(chart) + browser.text("#" + chart + " .legend");
  }

  /** Nothing was said on the console, and nobody but this server was asked for anything. */
  private static void assertQuiet(String own) throws IOException {
    assertEquals(List.of(), browser.messages());
    assertEquals(List.of(), browser.requests().stream().filter(r -> !r.startsWith(own)).toList());
  }

  @Test
  @Order(1)
  void curvesGrowWhileRunsTrain() throws Exception {
    String file = folder.resolve("seen.yaml").toString();
    String place = directory.toString();
    Process training =
        TacitProcess.of(
                List.of(), "run", file, "--out", place, "--workers", "1", "--live", "--port", "0")
            .start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(training.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      StringBuilder before = new StringBuilder();
      while (line != null && !line.contains("http://127.0.0.1:")) {
        before.append(line).append('\n');
        line = said.readLine();
      }
      assertTrue(line != null, before.toString());
      Thread reads = new Thread(() -> said.lines().forEach(each -> {})); // or it would stand still
      reads.setDaemon(true);
      reads.start();
      String own =
          line.substring(line.indexOf("http://"), line.indexOf("/ ", line.indexOf("://") + 3) + 1);
      browser.await("the experiment", () -> Files.exists(directory.resolve("experiment.json")));
      browser.open(own);
      browser.await("a run", () -> browser.text("#runs").contains("running"));
      browser.await("charts", () -> browser.is("document.querySelector('#paper figure')"));
      browser.chart("figure-train-error");
      String first = drawn("figure-train-error"); // on a fast machine the first run may be over
      browser.await("more epochs or runs", () -> !drawn("figure-train-error").equals(first));
      browser.picture("live");
      assertQuiet(own);
      browser.await(
          "the run that diverged",
          TRAINING,
          () ->
              browser.text("#runs").contains("diverged")
                  && browser.text("#figure-train-error .legend").contains("diverged"));
      browser.await(
          "the next seed",
          TRAINING,
          () ->
              browser
                  .text("#figure-train-error .legend")
                  .matches("(?s).*(unfinished|[23] seeds).*"));
      assertTrue(training.waitFor(300, TimeUnit.SECONDS));
      assertEquals(0, training.exitValue());
      browser.await(
          "a word that the server is gone", () -> browser.text(".connection").contains("lost"));
      assertTrue(browser.requests().stream().allMatch(r -> r.startsWith(own)));
      assertEquals(
          List.of(),
          browser.messages().stream().filter(m -> !m.contains("ERR_")).toList(),
          "but that it is gone");
    } finally {
      training.destroyForcibly();
    }
  }

  private static String report(String state) {
    return directory.resolve("report.html").toUri() + state;
  }

  /** The means of a file of figures, by what precedes them in a row. */
  private static Map<String, Double> means(
      List<String> rows, int optimizer, int x, int mean, int kind, String wanted) {
    Map<String, Double> means = new HashMap<>();
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",", -1);
      if (cells[kind].equals(wanted)) {
        means.put(
            cells[optimizer] + " " + Double.parseDouble(cells[x]), Double.parseDouble(cells[mean]));
      }
    }
    return means;
  }

  @Test
  @Order(2)
  void theReportOpensFromDiskAndItsNumbersAreThoseOfItsFigures() throws IOException {
    browser.open(report(""));
    for (String figure : List.of("train-error", "at-loss-test-error", "norm-l2", "implicit-sgd")) {
      browser.chart("figure-" + figure);
      browser.click("#figure-" + figure + " .menu summary");
      browser
          .show("#figure-" + figure + " .menu")
          .findElement(By.xpath(".//button[.='CSV']"))
          .click();
      Map<String, Double> shown =
          means(browser.downloaded(".csv").lines().toList(), 2, 3, 4, 8, "mean");
      List<String> rows = Files.readAllLines(directory.resolve("figures").resolve(figure + ".csv"));
      String kind = rows.get(1).endsWith("geometric mean") ? "geometric mean" : "mean";
      Map<String, Double> drawn = means(rows, 1, 3, 4, 8, kind);
      assertFalse(drawn.isEmpty(), figure);
      for (Map.Entry<String, Double> each : drawn.entrySet()) {
        String key = each.getKey().replaceFirst("^sgd", "SGD").replaceFirst("^adam", "Adam");
        Double found = shown.get(key);
        if (figure.startsWith("at-loss")) {
          continue; // the levels have seven digits in the one and all in the other
        }
        assertEquals(each.getValue(), found, Math.abs(each.getValue()) * 1e-6, figure + " " + key);
      }
      assertEquals(drawn.size(), shown.size(), figure);
    }
    browser.picture("report");
    assertQuiet(directory.toUri().toString());
  }

  @Test
  @Order(3)
  void whatIsShownIsInTheAddress() {
    browser.open(report(""));
    browser.chart("figure-test-error");
    browser.choose("#x", "step");
    browser.choose("#centre", "median");
    browser.click("#figure-test-error .scale");
    browser.click("#figure-test-error .legend button");
    browser.await(
        "a line less",
        () ->
            browser.is(
                "document.querySelector('#figure-test-error .legend button').ariaPressed === 'false'"));
    browser.click("#figure-test-error .area");
    browser.act().sendKeys("+").perform();
    browser.await(
        "the zoom",
        () ->
            browser.is(
                "!document.querySelector('#figure-test-error .tools button:nth-of-type(2)').hidden"));
    String address = browser.address();
    String shown =
        browser.text("#figure-test-error figcaption") + browser.text("#figure-test-error .scale");
    double most = points("figure-test-error");
    browser.open(address);
    browser.chart("figure-test-error");
    assertEquals(
        shown,
        browser.text("#figure-test-error figcaption") + browser.text("#figure-test-error .scale"));
    assertEquals(most, points("figure-test-error"));
    assertTrue(shown.contains("median"), shown);
    assertEquals(
        "false",
        browser.script(
            "return document.querySelector('#figure-test-error .legend button').ariaPressed"));
  }

  @Test
  @Order(4)
  void aChartIsReadAndZoomedWithKeysAndPointer() {
    browser.open(report(""));
    browser.chart("figure-test-error");
    WebElement area = browser.show("#figure-test-error .area");
    browser.script("arguments[0].focus()", area);
    browser.act().sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT).perform();
    String read = area.getAttribute("aria-valuetext");
    assertTrue(read.startsWith("epoch 1: "), read);
    assertTrue(read.contains("SGD") && read.contains("Adam"), read);
    assertTrue(browser.text("#figure-test-error .tip").contains("SGD"));
    browser
        .act()
        .moveToElement(area, -100, 0)
        .clickAndHold()
        .moveByOffset(120, 0)
        .release()
        .perform();
    browser.await("a stretch of it", () -> points("figure-test-error") < 60);
    browser.act().sendKeys("0").perform();
    browser.await("all of it", () -> points("figure-test-error") == 60);
    browser.act().sendKeys("l").perform();
    browser.await("another axis", () -> browser.text("#figure-test-error .scale").equals("log"));
    WebElement second =
        browser.find(By.cssSelector("#figure-test-error .legend button:nth-of-type(2)"));
    browser.act().keyDown(Keys.SHIFT).click(second).keyUp(Keys.SHIFT).perform();
    browser.await(
        "one alone",
        () ->
            browser.number(
                    "return document.querySelectorAll('#figure-test-error .legend button[aria-pressed=true]').length")
                == 1);
  }

  @Test
  @Order(5)
  void runsAreFilteredGroupedSortedAndSelected() {
    browser.open(report(""));
    browser.chart("figure-test-error");
    WebElement filter = browser.show("#filter");
    filter.sendKeys("optimizer in (sgd, wild) and seed <= 1", Keys.ENTER);
    browser.await("four runs", () -> browser.text("#runs p").startsWith("4 of 9"));
    browser.show("#figure-test-error");
    browser.await("no Adam", () -> !browser.text("#figure-test-error .legend").contains("Adam"));
    filter.clear();
    filter.sendKeys("optimzer = sgd", Keys.ENTER);
    browser.await("a word on the fault", () -> browser.text("#filter-fault").contains("optimizer"));
    filter.clear();
    filter.sendKeys(Keys.ENTER);
    browser.await("all runs", () -> browser.text("#runs p").startsWith("9 of 9"));
    browser.choose("#runs .choice select", "optimizer");
    browser.await(
        "groups",
        () -> browser.number("return document.querySelectorAll('#runs tr.group').length") == 3);
    assertTrue(browser.text("#runs tr.group").contains("±"), browser.text("#runs tr.group"));
    browser
        .show("#runs thead")
        .findElement(By.xpath(".//button[starts-with(., 'test/error')]"))
        .click();
    browser.await(
        "an order",
        () ->
            "ascending"
                .equals(
                    browser.script(
                        "return document.querySelector('#runs th[aria-sort]').ariaSort")));
    browser.choose("#by", "state");
    browser.chart("figure-test-error");
    browser.await(
        "lines of states",
        () ->
            browser.text("#figure-test-error .legend").contains("state = diverged")
                || browser.text("#figure-test-error .legend").contains("state = finished"));
    browser.click("#runs input[type=checkbox]");
    browser
        .show("#runs .bar")
        .findElement(By.xpath(".//button[.='Show only the selected']"))
        .click();
    browser.await("one run", () -> browser.text("#runs p").startsWith("1 of 9"));
    browser.click("#runs .link");
    browser.await("its page", () -> browser.is("document.querySelector('dialog').open"));
    browser.await(
        "its courses",
        () ->
            browser.number("return document.querySelectorAll('dialog figure[data-drawn]').length")
                > 3);
    assertTrue(browser.text("dialog").contains("train.batch"), "its settings");
    browser.picture("run");
    browser.act().sendKeys(Keys.ESCAPE).perform();
    browser.await("the page again", () -> !browser.is("document.querySelector('dialog').open"));
  }

  @Test
  @Order(6)
  void everybodyCanReadIt() throws IOException {
    for (String theme : List.of("light", "dark")) {
      browser.open(report("#?theme=" + theme));
      for (String figure : List.of("train-error", "test-error", "at-loss-norm-l2")) {
        browser.chart("figure-" + figure);
      }
      browser.picture("report-" + theme);
      assertEquals(List.of(), browser.violations(), theme);
    }
    browser.open(report(""));
    browser.chart("figure-test-error");
    browser.click("#runs .link");
    browser.await("its page", () -> browser.is("document.querySelector('dialog').open"));
    assertEquals(List.of(), browser.violations(), "a run's page");
  }

  @Test
  @Order(7)
  void aPhoneShowsItWhole() {
    for (int width : new int[] {390, 768, 1280}) {
      browser.size(width, 900);
      browser.open(report(""));
      browser.chart("figure-test-error");
      browser.picture("width-" + width);
      assertTrue(
          browser.number("return document.documentElement.scrollWidth") <= width,
          "nothing sticks out at " + width);
      assertTrue(
          browser.number(
                  "return document.querySelector('#figure-test-error .uplot').getBoundingClientRect().width")
              > 0.7 * Math.min(width, 600));
    }
    browser.size(1280, 1000);
  }

  @Test
  @Order(8)
  void picturesAreGivenAway() {
    browser.open(report(""));
    browser.chart("figure-test-error");
    browser.click("#figure-test-error .menu summary");
    browser.find(By.xpath("//figure[@id='figure-test-error']//button[.='SVG']")).click();
    String svg = browser.downloaded(".svg");
    assertTrue(
        svg.startsWith("<svg") && svg.contains("<path") && svg.contains("Testing error"),
        svg.substring(0, 200));
    browser.click("#figure-test-error .menu summary");
    browser.find(By.xpath("//figure[@id='figure-test-error']//button[.='PNG']")).click();
    assertTrue(browser.downloaded(".png").substring(1, 4).equals("PNG"));
  }

  @Test
  @Order(9)
  void whatModulesComputeIsRight() throws IOException {
    try (PageServer server = PageServer.start(directory, null, 0)) {
      browser.open(server.address());
      Object result = browser.later("const done = arguments[arguments.length - 1];" + CHECKS);
      browser.leave();
      assertEquals("", result);
    }
  }

  /** An extreme between others of its column of pixels is drawn; filters mean what they say. */
  private static final String CHECKS =
      """
      (async () => {
        const faults = [];
        const check = (what, found, wanted) => {
          if (JSON.stringify(found) !== JSON.stringify(wanted)) faults.push(what + ': ' + JSON.stringify(found));
        };
        const {thinned, csvCell} = await import('/files/picture.js');
        const x = Array.from({length: 100000}, (_, i) => i);
        const y = x.map((i) => (i === 54321 ? 7 : i === 54322 ? -5 : Math.sin(i / 1e4)));
        const kept = thinned(x, y, (v) => v / 100, (v) => v);
        check('pieces', kept.length, 1);
        check('highest', Math.max(...kept[0].map((p) => p[1])), 7);
        check('lowest', Math.min(...kept[0].map((p) => p[1])), -5);
        check('few', kept[0].length < 5000, true);
        check('gaps', thinned([1, 2, 3], [1, null, 3], (v) => v * 50, (v) => v).length, 2);
        check('formula', csvCell('=1+1'), "'=1+1");
        check('quotes', csvCell('a"b,c'), '"a""b,c"');
        const {summary, smoothed, firstReaches, valueAt, crossedSpread, studentQuantile} = await import('/files/statistics.js');
        const t2 = 4.302652729911275;
        const s = summary([1, 2, 3], {quantiles: [null, 12.7, t2]});
        check('mean', s.mid, 2);
        check('interval', Math.abs(s.high - 2 - t2 / Math.sqrt(3)) < 1e-12, true);
        check('geometric', Math.abs(summary([1, 100], {geometric: true}).mid - 10) < 1e-12, true);
        check('no logarithm', summary([0, 1], {geometric: true}), null);
        check('median', summary([5, 1, 3], {centre: 'median'}).mid, 3);
        check('smoothing keeps a constant', smoothed([2, 2, 2], 0.9).map((v) => v.toFixed(9)), ['2.000000000', '2.000000000', '2.000000000']);
        const falls = [[0, 1, 2, 4], [8, 3, 5, 1]];
        const levels = [9, 8, 4, 3, 2, 1, 0.5];
        const fell = [0, 0, Math.log(8 / 4) / Math.log(8 / 3), 1, 2 + 2 * Math.log(5 / 2) / Math.log(5), 4, NaN]; // on straight lines in logarithms
        check('reaches', [...firstReaches(...falls, levels)].map((x) => x.toFixed(12)), fell.map((x) => x.toFixed(12)));
        check('t', [1, 2.5, 9].map((df) => studentQuantile(df).toFixed(6)), ['12.706205', '3.574655', '2.262157']);
        const crossed = crossedSpread([1, 2, 3, 5, 4, 9], [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1]]);
        check('crossed', [crossed.error.toFixed(9), crossed.degrees.toFixed(9)], ['1.870828693', '2.270270270']);
        check('a combination is missing', crossedSpread([1, 2, 3], [[0, 0], [0, 1], [1, 0]]), null);
        check('reach', Math.abs(firstReaches([0, 1], [100, 1], [10])[0] - 0.5) < 1e-12, true);
        check('between', valueAt([0, 2], [0, 4], 0.5), 1);
        const {compileFilter, resolveName} = await import('/files/filter.js');
        const field = (name) => {
          const known = resolveName(name, ['optimizer.lr', 'train.batch', 'name', 'test/error']);
          return (run) => run[known];
        };
        const run = {'optimizer.lr': '0.01', 'train.batch': '64', name: 'sgd "a" (b)', 'test/error': 0.125};
        const is = (text) => compileFilter(text, field)(run);
        check('in', is('batch in (32, 64)'), true);
        check('not in', is('batch not in (32, 64)'), false);
        check('numbers', is('lr <= 1e-2 and lr > 0.001'), true);
        check('or', is('batch = 1 or (lr = 0.010)'), true);
        check('not', is('not error < 0.1'), true);
        check('quoted', is('name = "sgd \\\\"a\\\\" (b)"'), true);
        check('contains', is("name ~ 'A'"), true);
        for (const wrong of ['lr', 'lr <', 'lr in 3', '(lr = 1', 'lr = 1 batch = 2', 'nope = 1', ')', 'lr = = 1']) {
          try {
            compileFilter(wrong, field);
            faults.push('took ' + wrong);
          } catch (e) {
            if (!e.message) faults.push('no words for ' + wrong);
          }
        }
        const {ticks, shown, suitable} = await import('/files/numbers.js');
        check('ticks', ticks('linear', 0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
        check('decades', ticks('log', 1e-3, 10), [0.001, 0.01, 0.1, 1, 10]);
        check('both signs', ticks('symlog', -100, 100, 7, 1).includes(0), true);
        check('small', shown(1e-300), '1×10⁻³⁰⁰');
        check('none', [shown(NaN), shown(Infinity)], ['–', '∞']);
        check('scale', [suitable([1, 1000], false), suitable([-1, 5000, 0.1], false), suitable([0.1, 1], true)], ['log', 'symlog', 'linear']);
        const {RunsTable} = await import('/files/runs.js');
        const {view} = await import('/files/view.js');
        const runs = Array.from({length: 250}, (_, i) => ({id: 'r' + i, name: 'r' + i, optimizer: 'o', seed: (i * 7) % 250, state: i % 2 ? 'finished' : 'diverged', usable: true, epoch: 1, seconds: i, settings: {}, variant: {}, last: {}}));
        const store = {data: {runs, waiting: [], metrics: {}, names: {}, quantiles: []}, chosen: () => runs, optimizer: () => ({name: 'o', colour: '#000000'})};
        const section = document.body.appendChild(document.createElement('section'));
        const table = new RunsTable(section, store);
        const column = (n) => [...section.querySelectorAll('tbody tr')].map((row) => row.cells[n].textContent);
        const settled = async (count) => { for (let i = 0; i < 200 && column(0).length !== count; i++) await new Promise((r) => setTimeout(r, 20)); };
        table.draw();
        check('rows at first', column(1).length, 100);
        const firstRow = section.querySelector('tbody tr');
        table.all = true;
        table.sort('seed');
        await settled(250);
        check('sorted', column(4), runs.map((_, i) => String(i)));
        check('its row', [firstRow.isConnected, firstRow.cells[1].textContent], [true, 'r0']);
        runs[3] = {...runs[3], epoch: 2};
        table.draw();
        await settled(250);
        check('a run that went on', column(5)[21], '2');
        view.set('group', 'state');
        table.draw();
        await settled(252);
        check('groups', column(1).filter((words) => words.startsWith('State')), ['State = diverged (125)', 'State = finished (125)']);
        check('mean of a group', column(6)[0], '124 ± 12.83'); // t(0.975, 124)·√(Σ(2k − 124)²/124/125), by Python
        runs.splice(5, 245);
        table.draw();
        check('few are left', column(1).length, 7);
        view.set('group', '');
        view.set('sort', '');
        section.remove();
        return faults.join('; ');
      })().then(done, (e) => done(String(e)));
      """;

  @Test
  @Order(10)
  void aRunThatFailsAndOneThatIsDeletedAreShownAsSuch() throws Exception {
    Path copy = folder.resolve("copy");
    copy(directory, copy);
    Path run = runIn(copy, "sgd-seed1");
    try (PageServer server = PageServer.start(copy, null, 0)) {
      browser.open(server.address());
      browser.chart("figure-test-error");
      Path status = run.resolve("status.json");
      String failed =
          Files.readString(status)
              .replaceFirst("finished", "failed")
              .replaceFirst("\"epoch\" : 60", "\"epoch\" : 40")
              .replaceFirst("\"reason\" : \"\"", "\"reason\" : \"no space left\"");
      Path fresh = run.resolve("fresh");
      Files.writeString(fresh, failed);
      Files.move(fresh, status, StandardCopyOption.ATOMIC_MOVE);
      browser.await("the failure", () -> browser.text("#runs").contains("failed"));
      browser.await("its word", () -> browser.text("#overview").contains("no space left"));
      for (String file : List.of("metrics.csv", "status.json", "manifest.json")) {
        Files.delete(run.resolve(file));
      }
      browser.await("a run less", () -> browser.text("#runs p").startsWith("8 of"));
      browser.chart("figure-test-error");
      assertTrue(
          browser.text("#figure-test-error .legend").contains("SGD (2 seeds)"),
          browser.text("#figure-test-error .legend"));
      assertEquals(List.of(), browser.messages());
      browser.leave(); // before the server does
    }
    assertNotEquals(0, browser.requests().size());
  }

  /** How long that takes is timed by PageBenchmark. */
  @Test
  @Order(11)
  void aRowThatIsWrittenIsDrawn() throws Exception {
    Path copy = folder.resolve("growing");
    copy(directory, copy);
    Path record = copy.resolve("experiment.json");
    Files.writeString(
        record, Files.readString(record).replace("\"epochs\" : 60", "\"epochs\" : 90"));
    Path run = runIn(copy, "adam-seed0");
    Path status = run.resolve("status.json");
    Files.writeString(status, Files.readString(status).replaceFirst("finished", "running"));
    try (PageServer server = PageServer.start(copy, null, 0)) {
      browser.open(server.address());
      browser.chart("figure-train-error");
      assertEquals(60, points("figure-train-error"));
      for (int epoch = 61; epoch < 64; epoch++) {
        Files.writeString(
            run.resolve("metrics.csv"),
            100 * epoch + "," + epoch + ",train/error,0.25,\n",
            StandardOpenOption.APPEND);
        int wanted = epoch;
        browser.await("epoch " + epoch, () -> points("figure-train-error") == wanted);
      }
      browser.hide();
      Files.writeString(
          run.resolve("metrics.csv"), "6400,64,train/error,0.25,\n", StandardOpenOption.APPEND);
      browser.back();
      browser.await("what was missed", () -> points("figure-train-error") == 64);
      browser.show("#figure-train-error .area");
      browser.script("document.querySelector('#figure-train-error .area').focus()");
      browser.act().sendKeys(Keys.END).perform();
      assertTrue(
          browser.text("#figure-train-error .tip").contains("running  0.25"),
          browser.text("#figure-train-error .tip"));
      assertEquals(List.of(), browser.messages());
      browser.leave();
    }
  }

  private static Path runIn(Path experiment, String name) throws IOException {
    try (var children = Files.list(experiment)) {
      return children
          .filter(child -> child.getFileName().toString().startsWith(name))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
