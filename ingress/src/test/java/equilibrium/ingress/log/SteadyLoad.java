package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog;
import equilibrium.platform.BackgroundTask;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Records events at a steady rate, and keeps how long each reply waited. */
final class SteadyLoad implements AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(10);

  private final EventLog log;
  private final int perStep;
  private final BackgroundTask task;
  private final ConcurrentLinkedQueue<Long> waitsNs = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> recordedAtNs = new ConcurrentLinkedQueue<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong recorded = new AtomicLong();
  private final AtomicLong unrecorded = new AtomicLong();

  SteadyLoad(EventLog log, int perSecond) {
    this.log = log;
    this.perStep = (int) Math.max(1, perSecond * STEP.toMillis() / 1000);
    this.task = BackgroundTask.start("load", this::run);
  }

  private void run(BackgroundTask running) {
    while (!running.isClosed(STEP)) {
      for (int i = 0; i < perStep; i++) {
        long startNs = System.nanoTime();
        sent.incrementAndGet();
        log.record(PublishedEvents.next(), isRecorded -> released(startNs, isRecorded));
      }
    }
  }

  private void released(long startNs, boolean isRecorded) {
    long now = System.nanoTime();
    waitsNs.add(now - startNs);
    if (isRecorded) {
      recorded.incrementAndGet();
      recordedAtNs.add(now);
    } else {
      unrecorded.incrementAndGet();
    }
  }

  long sent() {
    return sent.get();
  }

  long recorded() {
    return recorded.get();
  }

  long unrecorded() {
    return unrecorded.get();
  }

  long answered() {
    return recorded.get() + unrecorded.get();
  }

  long unanswered() {
    return sent.get() - answered();
  }

  /** Events that were recorded in the last so long. */
  long sinceLast(Duration time) {
    long since = System.nanoTime() - time.toNanos();
    return recordedAtNs.stream().filter(at -> at - since > 0).count();
  }

  /** This share of the replies waited no longer. */
  Duration slowest(double share) {
    var sorted = waitsNs.stream().mapToLong(Long::longValue).sorted().toArray();
    return Duration.ofNanos(sorted[(int) Math.min(sorted.length - 1, sorted.length * share)]);
  }

  @Override
  public void close() {
    task.close();
  }
}
