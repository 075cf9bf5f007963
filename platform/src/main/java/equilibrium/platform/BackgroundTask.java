package equilibrium.platform;

import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread with a purpose, until it is closed. What it does may fail and return; after a second it
 * begins anew. So it does after a bug, which costs a second and is logged, once of each kind: the
 * ingress serves on, and with a thread less it would do so on what is old. Long work looks at
 * {@link #isClosing} at least every second.
 */
public final class BackgroundTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundTask.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** What the thread is there for. */
  @FunctionalInterface
  public interface Purpose {
    void pursue(BackgroundTask loop);
  }

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private BackgroundTask(String name, Purpose purpose) {
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(purpose));
  }

  public static BackgroundTask start(String name, Purpose purpose) {
    var loop = new BackgroundTask(name, purpose);
    loop.thread.start();
    return loop;
  }

  private void run(Purpose purpose) {
    var known = new HashSet<Class<?>>();
    do {
      try {
        purpose.pursue(this);
      } catch (RuntimeException e) { // nobody joins the thread to hear of it
        if (known.add(e.getClass())) {
          LOG.atError()
              .addKeyValue("thread", thread.getName())
              .setCause(e)
              .log("failed and begins anew; the next of this kind are not told");
        }
      }
    } while (!isClosed(RETRY));
  }

  public boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Waits so long; true: the loop was closed meanwhile. */
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
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
