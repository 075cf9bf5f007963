package equilibrium.streams.store;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The heap that the stores of a program take, and how much they may take. For any thread. */
final class MemoryBudget {
  private final long limitBytes;
  private final Runnable whenExceeded;
  private final AtomicLong used = new AtomicLong();
  private final AtomicBoolean exceeded = new AtomicBoolean();

  /**
   * A budget of which nothing is used.
   *
   * @param whenExceeded called once, by the thread that goes beyond the limit
   */
  MemoryBudget(long limitBytes, Runnable whenExceeded) {
    this.limitBytes = limitBytes;
    this.whenExceeded = whenExceeded;
  }

  /** Takes more, or gives some back. */
  void add(long bytes) {
    if (used.addAndGet(bytes) > limitBytes && exceeded.compareAndSet(false, true)) {
      whenExceeded.run();
    }
  }

  long usedBytes() {
    return used.get();
  }

  long limitBytes() {
    return limitBytes;
  }

  /** Whether it ever was, even if stores have given memory back since. */
  boolean isExceeded() {
    return exceeded.get();
  }
}
