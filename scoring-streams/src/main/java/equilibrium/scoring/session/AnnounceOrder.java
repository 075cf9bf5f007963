package equilibrium.scoring.session;

import equilibrium.schemas.event.EventId;
import java.util.Comparator;

/**
 * The place of an announce among all of its session, the same however often and late it comes
 * (docs/architecture.md 3, "Once").
 *
 * @param atMs time received; where its ingress's clock was ahead, the effective time, so that
 *     nothing after it has to wait until that clock was right
 */
public record AnnounceOrder(long atMs, long boot, long sequence, long node)
    implements Comparable<AnnounceOrder> {
  private static final Comparator<AnnounceOrder> ORDER =
      Comparator.comparingLong(AnnounceOrder::atMs)
          .thenComparingLong(AnnounceOrder::boot)
          .thenComparingLong(AnnounceOrder::sequence)
          .thenComparingLong(AnnounceOrder::node);

  static AnnounceOrder of(EventId id, long receivedAtMs, long effectiveMs) {
    return new AnnounceOrder(
        Math.min(receivedAtMs, effectiveMs), id.getBoot(), id.getSequence(), id.getNode());
  }

  /**
   * Whether an announce with the other mark has been counted when this one was the last: it is
   * older, or the same process heard it no later, whatever its clock said.
   */
  boolean covers(AnnounceOrder other) {
    return compareTo(other) >= 0
        || (node == other.node && boot == other.boot && sequence >= other.sequence);
  }

  @Override
  public int compareTo(AnnounceOrder other) {
    return ORDER.compare(this, other);
  }
}
