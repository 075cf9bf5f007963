package equilibrium.streams.quiet;

import java.time.Duration;

/**
 * Whether the stream thread that asks has had nothing to do for a while. Kafka Streams looks ten
 * times a second whether there is something to commit; a quiet thread looks twice a second. A
 * record ends its wait at once.
 */
public final class QuietThread {
  private static final long QUIET_NS = Duration.ofSeconds(1).toNanos();

  /** Longest wait of a quiet thread, also for the end of the program. */
  static final Duration WAIT = Duration.ofMillis(500);

  private static final ThreadLocal<QuietThread> CURRENT = ThreadLocal.withInitial(QuietThread::new);

  private long busyNs = System.nanoTime();

  private QuietThread() {}

  /** The current thread has done something that has yet to be committed, or goes on soon. */
  public static void end() {
    CURRENT.get().busyNs = System.nanoTime();
  }

  /** How long the current thread may wait for records instead of so long. */
  static Duration wait(Duration asked) {
    boolean isQuiet = System.nanoTime() - CURRENT.get().busyNs > QUIET_NS;
    return isQuiet && asked.compareTo(WAIT) < 0 ? WAIT : asked;
  }
}
