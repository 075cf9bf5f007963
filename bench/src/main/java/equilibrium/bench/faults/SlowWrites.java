package equilibrium.bench.faults;

import equilibrium.bench.process.Waiting;
import java.time.Duration;

/**
 * Makes writes to a disk wait: it hangs, takes writes for a moment, hangs again, until this is
 * closed. A thread of its own does that.
 */
final class SlowWrites implements AutoCloseable {
  private static final Duration OPEN = Duration.ofMillis(20);

  private final LoopDisk disk;
  private final Duration longest;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Begins at once.
   *
   * @param longest how long a write waits at most, beside its own time
   */
  SlowWrites(LoopDisk disk, Duration longest) {
    this.disk = disk;
    this.longest = longest;
    thread = Thread.ofPlatform().name("slow-writes").start(this::run);
  }

  private void run() {
    while (!closed) {
      disk.hang();
      Waiting.pause(longest);
      disk.goOn();
      Waiting.pause(OPEN);
    }
  }

  /** The disk takes writes again when this returns. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
