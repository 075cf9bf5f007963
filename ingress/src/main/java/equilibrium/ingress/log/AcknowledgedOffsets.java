package equilibrium.ingress.log;

import equilibrium.ingress.log.LogEnds.Ends;
import equilibrium.ingress.spool.Checkpoint;
import equilibrium.ingress.spool.Checkpoint.Acknowledged;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The highest offset that Kafka has acknowledged in each partition of {@code announces}, and the
 * time of the log of that event. If the log ends before it, or has a newer event in its place,
 * Kafka has lost events. The producer's thread adds; another one compares.
 */
final class AcknowledgedOffsets {
  private static final long NONE = -1;
  private static final int WORDS = 2;

  /** Two for each partition: offset, and time in milliseconds or 0 if it is not known. */
  private volatile AtomicLongArray highest = new AtomicLongArray(0);

  private volatile long acknowledgedAtMs;
  private volatile String topicId;

  /** As an earlier process left it. */
  AcknowledgedOffsets(Checkpoint checkpoint) {
    acknowledgedAtMs = checkpoint.acknowledgedAtMs();
    topicId = checkpoint.topicId();
    checkpoint.acknowledged().forEach(this::raise);
  }

  /**
   * Kafka has acknowledged an event.
   *
   * @param appendedMs its time in the log, real milliseconds since 1970
   */
  void add(int partition, long offset, long appendedMs) {
    raise(partition, new Acknowledged(offset, appendedMs));
    acknowledgedAtMs = System.currentTimeMillis();
  }

  private void raise(int partition, Acknowledged event) {
    var all = array(partition);
    if (event.offset() > all.get(WORDS * partition)) {
      set(all, partition, event);
    }
  }

  /** The time first: a reader may see it beside the former offset, which is harmless. */
  private static void set(AtomicLongArray all, int partition, Acknowledged event) {
    all.set(WORDS * partition + 1, event.appendedAtMs());
    all.set(WORDS * partition, event.offset());
  }

  private AtomicLongArray array(int partition) {
    var known = highest;
    return WORDS * partition < known.length() ? known : grow(partition);
  }

  private synchronized AtomicLongArray grow(int partition) {
    var known = highest;
    if (WORDS * partition < known.length()) {
      return known;
    }
    var larger = new AtomicLongArray(Math.max(WORDS * (partition + 1), 2 * known.length()));
    for (int i = 0; i < larger.length(); i++) {
      larger.set(i, i < known.length() ? known.get(i) : NONE);
    }
    highest = larger;
    return larger;
  }

  /** By partition, the event with the highest offset that is acknowledged now. */
  Map<Integer, Acknowledged> highest() {
    var events = new HashMap<Integer, Acknowledged>();
    var known = highest;
    for (int i = 0; i < known.length(); i += WORDS) {
      long offset = known.get(i);
      if (offset > NONE) {
        events.put(i / WORDS, new Acknowledged(offset, Math.max(0, known.get(i + 1))));
      }
    }
    return events;
  }

  /**
   * Whether the log has lost acknowledged events, or is another log. An event of the log that is
   * newer than an acknowledged one, and not behind it, has taken its place. A broker whose clock
   * was set back gives the same picture, as do two leaders whose clocks differ. Then events are
   * published again for nothing, which is harmless.
   *
   * @param acknowledged what was acknowledged before the ends were read
   */
  boolean isLost(Map<Integer, Acknowledged> acknowledged, Ends ends) {
    if (!topicId.isEmpty() && !topicId.equals(ends.topicId())) {
      return true;
    }
    return acknowledged.entrySet().stream()
        .anyMatch(last -> {
          long offset = last.getValue().offset();
          return offset >= ends.next().getOrDefault(last.getKey(), Long.MAX_VALUE)
              || offset >= ends.newer().getOrDefault(last.getKey(), Long.MAX_VALUE);
        });
  }

  /**
   * Goes on with this log.
   *
   * @param lost whether it is behind what was acknowledged
   */
  void follow(Ends ends, boolean lost) {
    if (lost) {
      ends.next()
          .forEach(
              (partition, next) -> set(array(partition), partition, new Acknowledged(next - 1, 0)));
    }
    topicId = ends.topicId();
  }

  /** When Kafka acknowledged an event last, real milliseconds since 1970; 0: never. */
  long acknowledgedAtMs() {
    return acknowledgedAtMs;
  }

  /**
   * What is known to be in Kafka.
   *
   * @param publishedTo position in the spool, read before
   */
  Checkpoint checkpoint(long publishedTo) {
    return new Checkpoint(publishedTo, acknowledgedAtMs, topicId, highest());
  }
}
