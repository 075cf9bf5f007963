package equilibrium.ingress.spool;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait for one thread, in the order in which they came, at most so many. The thread
 * sleeps while there are none, until one comes or another thread wakes it.
 */
public final class EventQueue<E> {
  private static final long LONGEST_SLEEP_NS = Duration.ofSeconds(10).toNanos();

  private final ArrayBlockingQueue<E> events;
  private volatile @Nullable Thread asleep;
  private volatile boolean woken;

  /**
   * An empty queue.
   *
   * @param most events that wait at a time
   */
  public EventQueue(int most) {
    this.events = new ArrayBlockingQueue<>(most);
  }

  /** False: as many wait as may, and this one is not taken. Never blocks. Any thread. */
  public boolean offer(E event) {
    boolean taken = events.offer(event);
    unpark(); // after the event is there: the thread looks once more before it sleeps
    return taken;
  }

  /** The oldest, waited for; null: the thread was woken without one. */
  public @Nullable E take() {
    var first = events.poll();
    if (first != null) {
      return first;
    }
    asleep = Thread.currentThread();
    if (events.isEmpty() && !woken) {
      LockSupport.parkNanos(this, LONGEST_SLEEP_NS);
    }
    asleep = null;
    woken = false;
    return events.poll();
  }

  /** Takes further ones without waiting. */
  public void drainTo(Collection<? super E> to, int most) {
    events.drainTo(to, most);
  }

  /** Lets {@link #take} return, the next time if the thread does not sleep now. Any thread. */
  public void wake() {
    woken = true;
    unpark();
  }

  private void unpark() {
    var thread = asleep;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  public boolean isEmpty() {
    return events.isEmpty();
  }

  public int size() {
    return events.size();
  }
}
