package equilibrium.peer;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Which contents are complete, and which are no longer shared. Others may wait for that. */
final class Completion {
  private final Set<String> all = new HashSet<>();
  private final Map<String, Long> completeNs = new HashMap<>();
  private final Set<String> ended = new HashSet<>();

  /** False if the content is there already. */
  synchronized boolean add(String sha1, boolean complete) {
    boolean added = all.add(sha1);
    if (added && complete) {
      completeNs.put(sha1, System.nanoTime());
    }
    return added;
  }

  synchronized void complete(String sha1) {
    completeNs.putIfAbsent(sha1, System.nanoTime());
    notifyAll();
  }

  synchronized void end(String sha1) {
    ended.add(sha1);
    notifyAll();
  }

  /** Since when it is complete; null if it is not. */
  synchronized @Nullable Duration seeding(String sha1) {
    Long since = completeNs.get(sha1);
    return since == null ? null : Duration.ofNanos(System.nanoTime() - since);
  }

  /** Waits until all are complete; false if that takes longer. */
  synchronized boolean awaitComplete(Duration patience) throws InterruptedException {
    return await(patience, () -> completeNs.keySet().containsAll(all));
  }

  /** Waits until none is shared any more; false if that takes longer. */
  synchronized boolean awaitEnd(Duration patience) throws InterruptedException {
    return await(patience, () -> ended.containsAll(all));
  }

  private boolean await(Duration patience, BooleanSupplier condition) throws InterruptedException {
    long untilNs = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      long left = untilNs - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(1 + left / 1_000_000);
    }
    return true;
  }
}
