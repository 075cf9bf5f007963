package equilibrium.projector.rebuild;

import org.apache.kafka.common.TopicPartition;

/**
 * One partition in the log and in PostgreSQL. All are offsets.
 *
 * @param position the next record to project, as PostgreSQL says
 * @param first the first record that the log has
 * @param end after the last record that the log has
 * @param divergent where the log parted from what was projected, if Kafka said so; otherwise {@link
 *     Long#MAX_VALUE}
 */
public record Extent(
    TopicPartition partition, long position, long first, long end, long divergent) {

  /** Whether the log has lost its end: records that are projected are no longer in it. */
  boolean isCut() {
    return position > end || position > divergent;
  }

  /** Whether the log has deleted records that are not projected yet. */
  boolean isOvertaken() {
    return position < first;
  }

  /**
   * Whether most of what was projected is no longer in the log: more than half, and more than a
   * power cut takes. Then the topic was deleted and created again, or Kafka's disk was lost.
   *
   * @param spared records that a power cut may take
   */
  boolean isReplaced(long spared) {
    return isCut() && agreed() < position - agreed() && position - agreed() > spared;
  }

  public boolean fits() {
    return !isCut() && !isOvertaken();
  }

  /** The offset up to which log and tables agree. */
  long agreed() {
    return Math.min(position, Math.min(end, divergent));
  }

  /** Where the next record is read after a rebuild. */
  long target() {
    return isOvertaken() ? end : agreed();
  }

  /** Where the next record is read if the rows stay as they are. */
  long resumed() {
    return Math.max(first, agreed());
  }

  /** What is wrong, for an operator; empty if nothing is. */
  public String trouble() {
    if (isCut()) {
      return "%s was projected up to offset %d, but the log ends at %d"
          .formatted(partition, position, Math.min(end, divergent));
    }
    return isOvertaken()
        ? "%s was projected up to offset %d, but the log begins at %d"
            .formatted(partition, position, first)
        : "";
  }
}
