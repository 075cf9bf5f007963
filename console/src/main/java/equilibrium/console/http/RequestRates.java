package equilibrium.console.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts by name within windows of one length. Remembers the names of the newest {@value #MOST}
 * windows. Thread-safe.
 */
final class RequestRates {
  private static final int MOST = 10_000;

  private final long windowNs;
  private final LongSupplier nanos;
  private final Map<String, Window> windows =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > MOST;
        }
      };

  private record Window(long startNs, int count) {}

  RequestRates(long windowNs, LongSupplier nanos) {
    this.windowNs = windowNs;
    this.nanos = nanos;
  }

  /** Counts one more, and returns how many there are in this window. */
  synchronized int count(String name) {
    long now = nanos.getAsLong();
    var window = windows.get(name);
    var next = new Window(now, 1);
    if (window != null && now - window.startNs() < windowNs) {
      next = new Window(window.startNs(), window.count() + 1);
    } else {
      windows.remove(name); // or it would keep the place of its first window
    }
    windows.put(name, next);
    return next.count();
  }
}
