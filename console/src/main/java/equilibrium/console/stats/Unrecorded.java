package equilibrium.console.stats;

import equilibrium.console.vitals.VitalsHistory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Announces whose reply said that they are not recorded: of an ingress in the same process by its
 * counter, of others as they say themselves. One thread.
 */
final class Unrecorded {
  private static final String METRIC = "equilibrium_events_total";
  private static final int SECONDS = 3_600;

  /**
   * Ingresses of other processes.
   *
   * @param own ids in this process
   */
  record Others(VitalsHistory vitals, Set<Long> own) {
    @Nullable Long last(int seconds) {
      return vitals.notRecorded(own, System.currentTimeMillis() - seconds * 1_000L);
    }
  }

  private final MeterRegistry metrics;
  private final Others others;
  private final Deque<Long> counts = new ArrayDeque<>();
  private Collection<Counter> counters = List.of();

  Unrecorded(MeterRegistry metrics, Others others) {
    this.metrics = metrics;
    this.others = others;
  }

  /** Reads the counter; call it each second. */
  void read() {
    if (counters.isEmpty()) { // they stay the same
      counters = metrics.find(METRIC).tag("outcome", "unrecorded").counters();
    }
    if (counters.isEmpty()) {
      return;
    }
    counts.addLast((long) counters.stream().mapToDouble(Counter::count).sum());
    if (counts.size() > SECONDS + 1) {
      counts.removeFirst();
    }
  }

  /**
   * Of the last hour; of an ingress in this process, since the start; null: no ingress is known.
   */
  @Nullable Long lastHour() {
    var elsewhere = others.last(SECONDS);
    return elsewhere == null && counts.isEmpty() ? null : last(SECONDS);
  }

  /** Of the last seconds, at most an hour. */
  long last(int seconds) {
    var elsewhere = others.last(seconds);
    return here(seconds) + (elsewhere == null ? 0 : elsewhere);
  }

  private long here(int seconds) {
    if (counts.isEmpty()) {
      return 0;
    }
    long before =
        counts.stream().skip(Math.max(0, counts.size() - 1 - seconds)).findFirst().orElseThrow();
    return counts.getLast() - before;
  }
}
