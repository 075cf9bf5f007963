package equilibrium.ingress.log;

import equilibrium.ingress.log.LogEnds.Ends;
import equilibrium.ingress.spool.Checkpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The highest offset that Kafka has acknowledged in each partition of {@code announces}. If the log
 * ends before it, Kafka has lost events. The producer's thread adds; another one compares.
 */
final class AcknowledgedOffsets {
  private static final long NONE = -1;

  private volatile AtomicLongArray highest = new AtomicLongArray(0);
  private volatile long acknowledgedAtMs;
  private volatile String topicId;

  /** As an earlier process left it. */
  AcknowledgedOffsets(Checkpoint checkpoint) {
    acknowledgedAtMs = checkpoint.acknowledgedAtMs();
    topicId = checkpoint.topicId();
    checkpoint.acknowledged().forEach(this::raise);
  }

  void add(int partition, long offset) {
    raise(partition, offset);
    acknowledgedAtMs = System.currentTimeMillis();
  }

  private void raise(int partition, long offset) {
    array(partition).accumulateAndGet(partition, offset, Math::max);
  }

  private AtomicLongArray array(int partition) {
    var known = highest;
    return partition < known.length() ? known : grow(partition);
  }

  private synchronized AtomicLongArray grow(int partition) {
    var known = highest;
    if (partition < known.length()) {
      return known;
    }
    var larger = new AtomicLongArray(Math.max(partition + 1, 2 * known.length()));
    for (int i = 0; i < larger.length(); i++) {
      larger.set(i, i < known.length() ? known.get(i) : NONE);
    }
    highest = larger;
    return larger;
  }

  /** By partition, the highest offset that is acknowledged now. */
  Map<Integer, Long> highest() {
    var offsets = new HashMap<Integer, Long>();
    var known = highest;
    for (int i = 0; i < known.length(); i++) {
      if (known.get(i) > NONE) {
        offsets.put(i, known.get(i));
      }
    }
    return offsets;
  }

  /**
   * Whether the log has lost acknowledged events, or is another log.
   *
   * @param acknowledged what was acknowledged before the ends were read
   */
  boolean isLost(Map<Integer, Long> acknowledged, Ends ends) {
    if (!topicId.isEmpty() && !topicId.equals(ends.topicId())) {
      return true;
    }
    return ends.next().entrySet().stream()
        .anyMatch(end -> acknowledged.getOrDefault(end.getKey(), NONE) >= end.getValue());
  }

  /**
   * Goes on with this log.
   *
   * @param lost whether it is behind what was acknowledged
   */
  void follow(Ends ends, boolean lost) {
    if (lost) {
      ends.next().forEach((partition, next) -> array(partition).set(partition, next - 1));
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
