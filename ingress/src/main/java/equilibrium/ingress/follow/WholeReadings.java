package equilibrium.ingress.follow;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Limits how often notifications have a whole table read: once a minute for each table. Any role of
 * the database may notify as often as it likes. The first request is granted at once, a later one
 * when the minute is over. Not thread-safe.
 */
final class WholeReadings {
  static final Duration PAUSE = Duration.ofMinutes(1);

  private final Map<String, Long> readAtNs = new HashMap<>();
  private final Set<String> requested = new HashSet<>();

  /** Asks for a reading of a table; several requests lead to one. */
  void request(String table) {
    requested.add(table);
  }

  /**
   * Whether a requested table is to be read now; the request is then done.
   *
   * @param nowNs of {@link System#nanoTime}
   */
  boolean isDue(String table, long nowNs) {
    var last = readAtNs.get(table);
    if (!requested.contains(table) || (last != null && nowNs - last < PAUSE.toNanos())) {
      return false;
    }
    requested.remove(table);
    readAtNs.put(table, nowNs);
    return true;
  }
}
