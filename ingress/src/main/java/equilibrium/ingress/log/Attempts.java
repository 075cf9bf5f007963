package equilibrium.ingress.log;

import java.util.concurrent.TimeUnit;

/**
 * Says when a client of Kafka may be made: once a second at most, because each attempt looks names
 * up and logs those that are not known. For one thread.
 */
final class Attempts {
  private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(1);

  private long lastNs = System.nanoTime() - EVERY_NS;

  /** Whether one may be made now; counts as an attempt if so. */
  boolean isDue() {
    long nowNs = System.nanoTime();
    boolean due = nowNs - lastNs >= EVERY_NS;
    lastNs = due ? nowNs : lastNs;
    return due;
  }
}
