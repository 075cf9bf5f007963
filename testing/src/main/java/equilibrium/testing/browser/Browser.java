package equilibrium.testing.browser;

import equilibrium.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium that reaches nothing but this machine. */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String AXE = "META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  private final ChromeDriver driver;
  private final List<String> messages = new ArrayList<>();
  private int width = 1440;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  public static Browser start() {
    var options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1440,1100",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1");
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    var driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(PATIENCE);
    return new Browser(driver);
  }

  public void open(String link) {
    driver.get(link);
  }

  /**
   * Goes to an address of the page, such as {@code swarms?sort=peers}, and waits until it shows.
   */
  public void visit(String address) {
    script("location.hash = '#/' + arguments[0]", address);
    await("return document.querySelector('#main').dataset.drawn === arguments[0]", address);
  }

  public void await(String condition, Object... arguments) {
    Await.until(
        condition + " of " + List.of(arguments),
        () -> Boolean.TRUE.equals(script(condition, arguments)) ? "" : text("body"),
        String::isEmpty);
  }

  public @Nullable Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  public String text(String selector) {
    return element(selector).getText();
  }

  public WebElement element(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  public void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Every control that the Tab key reaches, from the top, by what it says; at most 400. */
  public List<String> tabbed() {
    script("window.__reached = new Set(); document.querySelector('a').focus()");
    var reached = new ArrayList<String>();
    for (int i = 0; i < 400; i++) {
      var next =
          script(
              """
              const e = document.activeElement;
              if (e === document.body || window.__reached.has(e)) return '';
              window.__reached.add(e);
              return e.tagName.toLowerCase() + ' ' + (e.getAttribute('aria-label') ?? e.innerText ?? '').trim();
              """);
      if ("".equals(next)) {
        break;
      }
      reached.add(String.valueOf(next));
      press(Keys.TAB);
    }
    return reached;
  }

  /** How many controls there are that the Tab key should reach. */
  public int controls() {
    var count =
        script(
            """
            return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
                .filter(e => e.checkVisibility() && !e.disabled).length;
            """);
    return ((Number) Objects.requireNonNull(count)).intValue();
  }

  /** What axe finds, one line each; empty: nothing. */
  public String axe() {
    keep();
    if (!Boolean.TRUE.equals(script("return typeof axe === 'object'"))) {
      script(resource(AXE));
    }
    var found =
        String.valueOf(
            driver.executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                axe.run({resultTypes: ['violations']}).then(r => done(r.violations.map(v =>
                    v.id + ' (' + v.impact + '): ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary.slice(0, 200)).join(' | ')).join('\\n')));
                """));
    driver.manage().logs().get(LogType.BROWSER); // axe reads canvases, of which the browser warns
    return found;
  }

  private static String resource(String name) {
    try (var in =
        Objects.requireNonNull(Browser.class.getClassLoader().getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /**
   * What the browser's console said since the last call: errors, violations of the policy,
   * warnings.
   */
  public List<String> messages() {
    keep();
    var all = List.copyOf(messages);
    messages.clear();
    return all;
  }

  private void keep() {
    driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .forEach(messages::add);
  }

  public void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The size of the window, in CSS pixels. */
  public void resize(int width, int height) {
    this.width = width;
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** How many pixels the page is wider than the window; a phone would show all of it, smaller. */
  public long sideways() {
    var wide =
        (Number) Objects.requireNonNull(script("return document.documentElement.scrollWidth"));
    return wide.longValue() - width;
  }

  public void picture(Path file) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent(), "a folder"));
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
