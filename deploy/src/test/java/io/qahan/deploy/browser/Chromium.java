package io.qahan.deploy.browser;

import io.qahan.deploy.process.OnPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium with a profile of its own, gone at the end. Browser and driver are those on
 * PATH; nothing is downloaded. For one thread.
 */
final class Chromium implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WIDTH = 1480;
  private static final int HEIGHT = 1400;

  /** Selenium has no classes of its own for each Chromium, and says so each time. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Skips the test, saying so, where there is no browser to drive. */
  static void skipWhereNone() {
    OnPath.orSkip("chromium");
    OnPath.orSkip("chromedriver");
  }

  /** Starts one, or skips the test. */
  static Chromium start() {
    SELENIUM.setLevel(Level.SEVERE);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(OnPath.orSkip("chromedriver").toFile())
            .usingAnyFreePort()
            .withLogOutput(OutputStream.nullOutputStream())
            .build();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(OnPath.orSkip("chromium").toFile());
    options.addArguments(
        "--headless=new",
        "--no-first-run",
        "--no-sandbox", // root, in containers and in CI, cannot have one
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    Chromium chromium = new Chromium(new ChromeDriver(service, options));
    chromium.resize(WIDTH, HEIGHT);
    return chromium;
  }

  /** Has the screen of a phone, or of another width; what is below is reached by scrolling. */
  void resize(int width, int height) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
  }

  void open(String url) {
    driver.get(url);
  }

  /** Has the system prefer {@code light} or {@code dark}, and no motion. */
  void prefer(String scheme) {
    command(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  WebElement at(String id) {
    return driver.findElement(By.id(id));
  }

  String text(String id) {
    return at(id).getText();
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Waits; what the page is just changing is looked at again. */
  void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(condition);
  }

  /** For the mouse and the keyboard, wherever the focus is. */
  Actions actions() {
    return new Actions(driver);
  }

  /** Runs a script, and returns what it returns. */
  Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Runs a script that lies beside this class. */
  @SuppressWarnings("unchecked") // a script's object or list is what its caller says it is
  <T> T probe(String file, Object... arguments) {
    try (InputStream in = Chromium.class.getResourceAsStream(file)) {
      return (T) script(new String(in.readAllBytes(), StandardCharsets.UTF_8), arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the page is to a screen reader, without what it leaves out. */
  List<AccessibleNode> accessibilityTree() {
    return AccessibleNode.listOf(command("Accessibility.getFullAXTree", Map.of()));
  }

  /** What was written to the console in red since the last call. */
  List<String> redLines() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  void screenshot(Path png) throws IOException {
    Files.createDirectories(png.toAbsolutePath().getParent());
    Files.write(png, driver.getScreenshotAs(OutputType.BYTES));
  }

  private Map<String, Object> command(String name, Map<String, Object> parameters) {
    return driver.executeCdpCommand(name, parameters);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
