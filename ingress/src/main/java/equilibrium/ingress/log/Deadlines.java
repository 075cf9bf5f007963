package equilibrium.ingress.log;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Ends the waiting of replies. All wait equally long, so they are watched in the order in which
 * they came. A thread of its own does nothing else: no progress elsewhere is needed for it.
 */
final class Deadlines implements AutoCloseable {
  private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long IDLE_MS = 50;

  /** What is done with an event. */
  record Rule(Predicate<Pending> isDone, Consumer<Pending> overdue) {}

  private final BlockingQueue<Pending> waiting;
  private final long waitNs;
  private final Rule rule;
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Starts to watch.
   *
   * @param most events that wait at a time
   */
  Deadlines(String name, int most, Duration wait, Rule rule) {
    this.waiting = new ArrayBlockingQueue<>(most);
    this.waitNs = wait.toNanos();
    this.rule = rule;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  /**
   * False: too many wait, and this one is not watched. Never blocks.
   *
   * @param fromNs when its wait begins, as of {@link System#nanoTime}
   */
  boolean add(Pending event, long fromNs) {
    event.dueNs = fromNs + waitNs;
    return waiting.offer(event);
  }

  private void run() {
    while (!closing || !waiting.isEmpty()) {
      try {
        var next = waiting.poll(IDLE_MS, TimeUnit.MILLISECONDS);
        if (next != null) {
          await(next);
        }
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void await(Pending next) {
    while (!rule.isDone().test(next)) {
      long left = next.dueNs - System.nanoTime();
      if (left <= 0 || closing) {
        rule.overdue().accept(next);
        return;
      }
      LockSupport.parkNanos(Math.min(left, STEP_NS));
    }
  }

  /** Ends all waiting now. To be called when nothing can settle an event any more. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(Duration.ofSeconds(1));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
