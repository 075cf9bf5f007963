package equilibrium.bench.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/** What the ops port of a process says. */
final class Series {
  private static final int PATIENCE_MS = 5_000;

  /** The value of a series; empty: there is none, or the process does not answer. */
  static OptionalDouble value(InetSocketAddress ops, String name) {
    try {
      var connection =
          URI.create("http://127.0.0.1:%d/metrics".formatted(ops.getPort()))
              .toURL()
              .openConnection();
      connection.setConnectTimeout(PATIENCE_MS);
      connection.setReadTimeout(PATIENCE_MS);
      try (var page = connection.getInputStream()) {
        return value(new String(page.readAllBytes(), StandardCharsets.UTF_8), name);
      }
    } catch (IOException _) {
      return OptionalDouble.empty();
    }
  }

  /**
   * The same of a page.
   *
   * @param name with labels, as the page has it
   */
  static OptionalDouble value(String page, String name) {
    return page.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst();
  }

  private Series() {}
}
