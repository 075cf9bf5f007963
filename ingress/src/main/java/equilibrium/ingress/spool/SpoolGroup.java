package equilibrium.ingress.spool;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The events that one write stored. When Kafka has all of them, they count as published. If one was
 * left, all are published from the spool. Any thread calls.
 */
public final class SpoolGroup {
  final long from;
  private final Backlog backlog;
  private final AtomicInteger open;
  private volatile boolean left;

  SpoolGroup(long from, int events, Backlog backlog) {
    this.from = from;
    this.open = new AtomicInteger(events);
    this.backlog = backlog;
  }

  /** Kafka has acknowledged an event. */
  public void published() {
    settle();
  }

  /** An event was not sent, or its sending failed: the spool shall publish it. */
  public void leave() {
    left = true;
    settle();
  }

  private void settle() {
    if (open.decrementAndGet() == 0) {
      backlog.settle(this, left);
    }
  }
}
