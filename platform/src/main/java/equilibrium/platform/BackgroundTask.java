package equilibrium.platform;

import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that runs its task again one second after it returns or throws, until it is
 * closed. Of each type of exception or error only the first is logged. A task that takes longer
 * checks {@link #isClosing} at least every second.
 */
public final class BackgroundTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundTask.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** What the thread runs. */
  @FunctionalInterface
  public interface Work {
    void run(BackgroundTask task);
  }

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Object waking = new Object();
  private Runnable wake = () -> {};
  private final Thread thread;

  private BackgroundTask(String name, Work work) {
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(work));
  }

  public static BackgroundTask start(String name, Work work) {
    var task = new BackgroundTask(name, work);
    task.thread.start();
    return task;
  }

  private void run(Work work) {
    var logged = new HashSet<Class<?>>();
    do {
      try {
        work.run(this);
      } catch (Throwable e) { // an Error too: nobody waits for this thread
        if (logged.add(e.getClass())) {
          LOG.atError()
              .addKeyValue("thread", thread.getName())
              .setCause(e)
              .log(
                  "background task failed and is restarted; further failures of this type are not logged");
        }
      }
    } while (!isClosed(RETRY));
  }

  public boolean isClosing() {
    return closing.getCount() == 0;
  }

  /**
   * Says how to end a wait of the thread, such as that of a Kafka consumer for records. From now on
   * {@link #close} does that; at once if the task is being closed.
   *
   * @param action of another thread; none is under way when this returns
   */
  public void wakeBy(Runnable action) {
    synchronized (waking) {
      wake = action;
      if (isClosing()) {
        action.run();
      }
    }
  }

  /** Waits this long at most; true if the task was closed meanwhile. */
  public boolean isClosed(Duration within) {
    try {
      return closing.await(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      return true;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    synchronized (waking) {
      wake.run();
    }
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
