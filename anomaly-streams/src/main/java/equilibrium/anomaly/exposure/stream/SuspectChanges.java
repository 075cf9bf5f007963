package equilibrium.anomaly.exposure.stream;

import java.util.concurrent.atomic.AtomicLong;

/** Counts changes of the suspects in this process, so that others see that there were some. */
final class SuspectChanges {
  private final AtomicLong changes = new AtomicLong();

  void add() {
    changes.incrementAndGet();
  }

  long count() {
    return changes.get();
  }
}
