package dev.tacit.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium that cannot reach the network. Pictures of what it shows go to the folder
 * that the property {@code tacit.screenshots} names, where it is set.
 */
public final class Browser implements AutoCloseable {
  private static final List<String> CHROMIUM =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ChromeDriver driver;
  private final Path downloads;

  private Browser(ChromeDriver driver, Path downloads) {
    this.driver = driver;
    this.downloads = downloads;
  }

  /** Whether this machine has a Chromium and its driver on the path. */
  public static boolean isThere() {
    return chromium().isPresent() && driver().isPresent();
  }

  private static Optional<Path> chromium() {
    return CHROMIUM.stream().flatMap(name -> find(name).stream()).findFirst();
  }

  private static Optional<Path> driver() {
    return find("chromedriver");
  }

  /**
   * Starts one; it must be there.
   *
   * @param downloads where files go that pages give
   * @param heard whether requests and messages are kept for those who ask for them
   */
  public static Browser start(Path downloads, boolean heard) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium().orElseThrow().toFile());
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.addArguments("--window-size=1280,1000", "--force-device-scale-factor=1");
    options.addArguments("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1");
    options.addArguments("--disable-background-networking", "--disable-component-update");
    options.addArguments("--force-prefers-reduced-motion");
    options.setExperimentalOption(
        "prefs", Map.of("download.default_directory", downloads.toString()));
    if (heard) {
      LoggingPreferences logs = new LoggingPreferences();
      logs.enable(LogType.BROWSER, Level.ALL);
      logs.enable(LogType.PERFORMANCE, Level.ALL);
      options.setCapability("goog:loggingPrefs", logs);
    }
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver().orElseThrow().toFile())
            .build();
    return new Browser(new ChromeDriver(service, options), downloads);
  }

  private static Optional<Path> find(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs a script in every page that is opened from now on, before the page's own. */
  public void before(String code) {
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", code));
  }

  /** Shows another tab, so that the page is hidden. */
  public void hide() {
    driver.switchTo().newWindow(WindowType.TAB);
  }

  /** Shows the page again. */
  public void back() {
    driver.close();
    driver.switchTo().window(driver.getWindowHandles().iterator().next());
  }

  /** Opens a page and waits until its script has begun. */
  public void open(String address) {
    leave(); // another address of the same page would not load it again
    driver.get(address);
    await("the page's script", () -> is("document.documentElement.dataset.ready !== undefined"));
  }

  /** Leaves the page. */
  public void leave() {
    driver.get("about:blank");
  }

  String address() {
    return driver.getCurrentUrl();
  }

  void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
    if (number("return innerWidth") != width) { // a window is not that narrow
      driver.executeCdpCommand(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }
  }

  /** What a script returns. */
  public Object script(String code, Object... arguments) {
    return driver.executeScript(code, arguments);
  }

  /** Whether an expression of JavaScript is true. */
  public boolean is(String expression, Object... arguments) {
    return Boolean.TRUE.equals(script("return Boolean(" + expression + ")", arguments));
  }

  /** What an asynchronous script hands to its last argument. */
  public Object later(String code) {
    return driver.executeAsyncScript(code);
  }

  public double number(String code, Object... arguments) {
    return ((Number) script(code, arguments)).doubleValue();
  }

  /** The text that an element shows; empty where there is none. */
  public String text(String selector) {
    return String.valueOf(
        script(
            "const e = document.querySelector(arguments[0]); return e ? e.textContent : ''",
            selector));
  }

  WebElement find(By what) {
    return driver.findElement(what);
  }

  /** An element, in the middle of the window. */
  public WebElement show(String selector) {
    await(selector, () -> is("document.querySelector(arguments[0])", selector));
    script(
        "document.querySelector(arguments[0]).scrollIntoView({block: 'center', behavior:"
            + " 'instant'})",
        selector);
    return driver.findElement(By.cssSelector(selector));
  }

  /** Shows a chart and waits until it is drawn. */
  public WebElement chart(String id) {
    WebElement figure = show("#" + id);
    await(
        "chart " + id,
        () ->
            is(
                "document.getElementById(arguments[0]).dataset.drawn !== undefined"
                    + " || document.querySelector('#' + arguments[0] + ' .maps table')",
                id));
    return figure;
  }

  public void click(String selector) {
    show(selector).click();
  }

  public void choose(String selector, String value) {
    show(selector);
    script(
        "const s = document.querySelector(arguments[0]); s.value = arguments[1];"
            + " s.dispatchEvent(new Event('change', {bubbles: true}))",
        selector,
        value);
  }

  Actions act() {
    return new Actions(driver);
  }

  /** Waits for something to be so. */
  public void await(String what, BooleanSupplier condition) {
    await(what, PATIENCE, condition);
  }

  /** The same, of what takes as long as training does. */
  void await(String what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        picture("lost");
        throw new AssertionError("waited in vain for " + what + "; messages: " + messages());
      }
      try {
        Thread.sleep(30);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Everything that was said on the console since it was asked last. */
  List<String> messages() {
    List<String> all = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      all.add(entry.getMessage());
    }
    return all;
  }

  /** The addresses that were asked for since this was asked last, but for data that pages hold. */
  List<String> requests() throws IOException {
    List<String> all = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = new ObjectMapper().readTree(entry.getMessage()).get("message");
      if (message.get("method").asText().equals("Network.requestWillBeSent")) {
        String address = message.at("/params/request/url").asText();
        if (!address.startsWith("data:") && !address.startsWith("blob:")) {
          all.add(address);
        }
      }
    }
    return all;
  }

  /** What axe-core finds against the rules of WCAG 2.1, A and AA. */
  List<String> violations() throws IOException {
    try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
      driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    }
    List<?> found =
        (List<?>)
            later(
                "const done = arguments[arguments.length - 1];"
                    + "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then("
                    + "(r) => done(r.violations.map((v) => v.id + ' at ' + v.nodes.slice(0, 3).map("
                    + "(n) => n.target.join(' ') + ': ' + n.failureSummary).join(' | '))))");
    return found.stream().map(String::valueOf).toList();
  }

  /** Waits for a file that the page gives. */
  String downloaded(String ending) {
    List<Path> found = new ArrayList<>();
    await(
        "a file " + ending,
        () -> {
          try (Stream<Path> files = Files.list(downloads)) {
            files.filter(file -> file.toString().endsWith(ending)).forEach(found::add);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          return !found.isEmpty() && found.get(0).toFile().length() > 0;
        });
    try {
      String text = Files.readString(found.get(0), StandardCharsets.ISO_8859_1);
      Files.delete(found.get(0));
      return text;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Keeps a picture of what is shown, where somebody wants to look at it. */
  void picture(String name) {
    String folder = System.getProperty("tacit.screenshots", "");
    if (!folder.isEmpty()) {
      try {
        Files.createDirectories(Path.of(folder));
        Files.write(Path.of(folder, name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
