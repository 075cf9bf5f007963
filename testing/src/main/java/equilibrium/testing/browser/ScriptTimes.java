package equilibrium.testing.browser;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** How long the page's script takes for each event of its stream, as the browser measures it. */
public final class ScriptTimes {
  private final Browser browser;

  /** Begins to look, on the page that is shown. */
  public ScriptTimes(Browser browser) {
    this.browser = browser;
    browser.script(
        """
        window.__events = [];
        window.__long = [];
        new PerformanceObserver(list => list.getEntriesByName('event').forEach(e => __events.push(e.duration)))
            .observe({entryTypes: ['measure']});
        new PerformanceObserver(list => list.getEntries().forEach(e => __long.push(e.duration)))
            .observe({entryTypes: ['longtask']});
        """);
  }

  /** Waits until there were so many events. */
  public void await(int events) {
    browser.await("return __events.length >= arguments[0]", events);
  }

  /** Milliseconds of each event, the shortest first. */
  public List<Double> ofEvents() {
    return numbers("return __events.map(Number)").sorted().toList();
  }

  /** Milliseconds of each task of at least 50 ms, whatever it was for. */
  public List<Double> longTasks() {
    return numbers("return __long.map(Number)").toList();
  }

  private Stream<Double> numbers(String script) {
    var all = (List<?>) Objects.requireNonNull(browser.script(script));
    return all.stream().map(each -> ((Number) each).doubleValue());
  }
}
