package equilibrium.peer;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to their reader on a thread of its own, so that a slow reader stops no transfer. At
 * most 8,192 wait. Then waiting progress is dropped, then the newest; the reader is told how many.
 */
final class EventQueue implements AutoCloseable {
  static final int MOST = 8_192;
  private static final long CLOSE_MILLIS = 2_000;

  private final Consumer<Event> reader;
  private final ArrayDeque<Event> waiting = new ArrayDeque<>();
  private final Thread thread;
  private long dropped;
  private boolean closed;

  EventQueue(Consumer<Event> reader) {
    this.reader = reader;
    thread = Thread.ofPlatform().daemon().name("peer-events").start(this::deliver);
  }

  synchronized void add(Event event) {
    if (waiting.size() >= MOST) {
      int before = waiting.size();
      waiting.removeIf(Event.Progress.class::isInstance);
      dropped += before - waiting.size();
    }
    if (waiting.size() >= MOST) {
      dropped++;
      return;
    }
    waiting.add(event);
    notifyAll();
  }

  private void deliver() {
    try {
      Event next;
      while ((next = next()) != null) {
        reader.accept(next);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Event next() throws InterruptedException {
    while (waiting.isEmpty() && dropped == 0 && !closed) {
      wait();
    }
    if (dropped > 0) {
      var lost = new Event.Dropped(dropped);
      dropped = 0;
      return lost;
    }
    return waiting.poll();
  }

  /** Waits at most 2 s for the reader to take what is waiting. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
