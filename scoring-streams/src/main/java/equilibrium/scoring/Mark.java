package equilibrium.scoring;

import equilibrium.schemas.event.EventId;
import java.util.Comparator;

/**
 * The place of an announce among all of its session, the same however often and late it comes
 * (architecture, section 3, "Once").
 *
 * @param atMs time received; where its ingress's clock was ahead, the effective time, so that
 *     nothing after it has to wait until that clock was right
 */
record Mark(long atMs, long boot, long sequence, long node) implements Comparable<Mark> {
  private static final Comparator<Mark> ORDER =
      Comparator.comparingLong(Mark::atMs)
          .thenComparingLong(Mark::boot)
          .thenComparingLong(Mark::sequence)
          .thenComparingLong(Mark::node);

  static Mark of(EventId id, long receivedAtMs, long effectiveMs) {
    return new Mark(
        Math.min(receivedAtMs, effectiveMs), id.getBoot(), id.getSequence(), id.getNode());
  }

  /**
   * Whether an announce with the other mark has been counted when this one was the last: it is
   * older, or the same process heard it no later, whatever its clock said.
   */
  boolean covers(Mark other) {
    return compareTo(other) >= 0
        || (node == other.node && boot == other.boot && sequence >= other.sequence);
  }

  @Override
  public int compareTo(Mark other) {
    return ORDER.compare(this, other);
  }
}
