package equilibrium.scoring.session;

import equilibrium.schemas.event.EventId;
import java.util.Comparator;

/**
 * The place of an announce in the order of its session's announces. Each copy of an announce has
 * the same, however late it comes (docs/architecture.md 3, "Once").
 *
 * @param atMs time received; the effective time if the ingress's clock was ahead, so that later
 *     announces need not wait until that clock was right
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
   * Whether the other announce is this one, or came before it: it is not later, or the same process
   * received it no later, whatever its clock said.
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
