package equilibrium.projector.loop;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Notices that offsets stand although the log has more. For one thread. */
final class Standstill {
  private final Duration patience;
  private Map<TopicPartition, Long> last = Map.of();
  private long sinceNs;
  private boolean stands;

  Standstill(Duration patience) {
    this.patience = patience;
  }

  /** Forgets how long nothing moved. */
  void moved() {
    stands = false;
  }

  /**
   * Whether no offset has moved for as long as it may.
   *
   * @param nowNs of a clock that never goes back
   * @param projected next offset of each partition
   * @param ends of the log
   */
  boolean at(long nowNs, Map<TopicPartition, Long> projected, Map<TopicPartition, Long> ends) {
    boolean behind =
        ends.entrySet().stream()
            .anyMatch(end -> projected.getOrDefault(end.getKey(), 0L) < end.getValue());
    boolean moved = !projected.equals(last);
    last = Map.copyOf(projected);
    if (!behind || moved || !stands) {
      stands = behind;
      sinceNs = nowNs;
      return false;
    }
    return nowNs - sinceNs >= patience.toNanos();
  }
}
