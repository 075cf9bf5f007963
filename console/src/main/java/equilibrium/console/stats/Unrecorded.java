package equilibrium.console.stats;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Announces whose reply said that they are not recorded, of an ingress in the same process. Where
 * there is none, nothing is known. One thread.
 */
final class Unrecorded {
  private static final String METRIC = "equilibrium_events_total";
  private static final int SECONDS = 3_600;

  private final MeterRegistry metrics;
  private final Deque<Long> counts = new ArrayDeque<>();

  Unrecorded(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** Reads the counter; call it each second. */
  void read() {
    var counters = metrics.find(METRIC).tag("outcome", "unrecorded").counters();
    if (counters.isEmpty()) {
      return;
    }
    counts.addLast((long) counters.stream().mapToDouble(counter -> counter.count()).sum());
    if (counts.size() > SECONDS + 1) {
      counts.removeFirst();
    }
  }

  /** Of the last hour, or since the start; null: there is no ingress in this process. */
  @Nullable Long lastHour() {
    return counts.isEmpty() ? null : counts.getLast() - counts.getFirst();
  }

  /** Of the last seconds, at most an hour. */
  long last(int seconds) {
    if (counts.isEmpty()) {
      return 0;
    }
    long before =
        counts.stream().skip(Math.max(0, counts.size() - 1 - seconds)).findFirst().orElseThrow();
    return counts.getLast() - before;
  }
}
