package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog;
import equilibrium.platform.BackgroundTask;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Records events at a steady rate, and keeps how long each reply waited and what it said. */
final class SteadyLoad implements AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(10);

  private final EventLog log;
  private final int perStep;
  private final BackgroundTask task;
  private final ConcurrentLinkedQueue<Long> waitsNs = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> durable = new ConcurrentLinkedQueue<>();
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
        var accepted = PublishedEvents.next();
        long sequence = PublishedEvents.sequence(accepted);
        long startNs = System.nanoTime();
        sent.incrementAndGet();
        log.record(accepted, isRecorded -> released(startNs, sequence, isRecorded));
      }
    }
  }

  private void released(long startNs, long sequence, boolean isRecorded) {
    waitsNs.add(System.nanoTime() - startNs);
    if (isRecorded) {
      durable.add(sequence);
      recorded.incrementAndGet();
    } else {
      unrecorded.incrementAndGet();
    }
  }

  /** Events whose replies promised that they are recorded. */
  long durable() {
    return recorded.get();
  }

  List<Long> durableSequences() {
    return List.copyOf(durable);
  }

  long unrecorded() {
    return unrecorded.get();
  }

  long unanswered() {
    return sent.get() - recorded.get() - unrecorded.get();
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
