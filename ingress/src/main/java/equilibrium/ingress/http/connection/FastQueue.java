package equilibrium.ingress.http.connection;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait, all equally long at most, in the order in which they came. A connection is
 * in one queue at most. One thread calls.
 */
final class FastQueue {
  private final long mostNs;
  private @Nullable FastConnection oldest;
  private @Nullable FastConnection newest;

  FastQueue(Duration most) {
    this.mostNs = most.toNanos();
  }

  void add(FastConnection connection, long nowNs) {
    connection.queue = this;
    connection.sinceNs = nowNs;
    connection.older = newest;
    connection.newer = null;
    if (newest == null) {
      oldest = connection;
    } else {
      newest.newer = connection;
    }
    newest = connection;
  }

  /** Takes the connection out of the queue in which it is, if any. */
  static void leave(FastConnection connection) {
    var queue = connection.queue;
    if (queue != null) {
      queue.remove(connection);
    }
  }

  private void remove(FastConnection connection) {
    var older = connection.older;
    var newer = connection.newer;
    if (older == null) {
      oldest = newer;
    } else {
      older.newer = newer;
    }
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    connection.queue = null;
    connection.older = null;
    connection.newer = null;
  }

  boolean isEmpty() {
    return oldest == null;
  }

  /** The one that has waited longest; null: none waits. */
  @Nullable FastConnection oldest() {
    return oldest;
  }

  /** One that has waited too long; null: none has. */
  @Nullable FastConnection overdue(long nowNs) {
    return oldest != null && leftNs(nowNs) <= 0 ? oldest : null;
  }

  /** Until the next one has waited too long; {@link Long#MAX_VALUE}: none waits. */
  long leftNs(long nowNs) {
    return oldest == null ? Long.MAX_VALUE : oldest.sinceNs + mostNs - nowNs;
  }
}
