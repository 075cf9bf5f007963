package equilibrium.console.shape;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What swarms moved, and how far their books are out of balance.
 *
 * @param tookMs how long it took to compute
 * @param swarms all that there are
 * @param points at most 2,000 that are out of balance, and a sample of 2,000 others
 */
public record Balances(Instant asOf, long tookMs, long swarms, List<Point> points) {
  /**
   * One swarm.
   *
   * @param moved the larger of bytes uploaded and downloaded
   * @param imbalancePercent of moved; above 0: more is said to be sent than received
   */
  public record Point(
      String infoHash,
      @Nullable String name,
      long moved,
      double imbalancePercent,
      int peers,
      @Nullable Instant imbalancedSince) {}

  public Balances {
    points = List.copyOf(points);
  }
}
