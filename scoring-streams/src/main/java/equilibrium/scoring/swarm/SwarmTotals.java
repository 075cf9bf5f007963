package equilibrium.scoring.swarm;

import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.rules.SwarmRules;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.SessionStep.Counted;
import equilibrium.scoring.session.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * Totals and peers of a swarm, which {@link SwarmBalance} publishes: a fold of the steps of its
 * sessions. Pure.
 *
 * @param imbalancedSinceMs effective time since which the swarm is imbalanced; null: it is not
 * @param completed sessions that announced {@code completed}
 * @param sizeBytes the registered size, else the largest credible {@code left}
 */
public record SwarmTotals(
    Traffic traffic,
    @Nullable Long imbalancedSinceMs,
    PeerCounts peers,
    long completed,
    long sizeBytes) {
  static final SwarmTotals EMPTY = new SwarmTotals(Traffic.NONE, null, PeerCounts.NONE, 0, 0);

  public SwarmBalance balance(InfoHash infoHash, Position source, long atMs) {
    return new SwarmBalance(
        infoHash,
        source,
        atMs,
        traffic.uploaded(),
        traffic.downloaded(),
        traffic.discarded(),
        imbalance(),
        imbalancedSinceMs,
        peers.seeders(),
        peers.leechers(),
        peers.partialSeeders(),
        completed,
        sizeBytes);
  }

  /**
   * After one counted step of one of its sessions.
   *
   * @param registeredBytes size of the torrent as the operator registered it; 0: it is estimated
   */
  public SwarmTotals after(
      @Nullable Session before, Counted step, long registeredBytes, SwarmRules rules) {
    var session = step.session();
    boolean newlyCompleted = session.completed() && (before == null || !before.completed());
    var sum =
        new SwarmTotals(
            traffic.plus(step.delta()),
            imbalancedSinceMs,
            peers.moved(before == null ? null : before.countedAs(), session.countedAs()),
            completed + (newlyCompleted ? 1 : 0),
            registeredBytes > 0 ? registeredBytes : Math.max(sizeBytes, session.left()));
    return sum.withImbalance(session.atMs(), rules);
  }

  /** After one of its peers has expired. */
  public SwarmTotals without(@Nullable Role expired) {
    return new SwarmTotals(
        traffic, imbalancedSinceMs, peers.moved(expired, null), completed, sizeBytes);
  }

  private SwarmTotals withImbalance(long atMs, SwarmRules rules) {
    long size = Math.abs(imbalance());
    long larger = Math.max(traffic.uploaded(), traffic.received());
    boolean imbalanced =
        size > rules.imbalanceBytes() && size > larger / 100 * rules.imbalancePercent();
    Long since = imbalancedSinceMs == null ? Long.valueOf(atMs) : imbalancedSinceMs;
    return new SwarmTotals(traffic, imbalanced ? since : null, peers, completed, sizeBytes);
  }

  private long imbalance() {
    return traffic.uploaded() - traffic.received();
  }

  /**
   * Byte-seconds of holding the torrent, without what is left, for some seconds.
   *
   * @param left bytes missing; 0 byte-seconds if it is unknown
   */
  long byteSeconds(long seconds, long left, SwarmRules rules) {
    return byteSeconds(seconds, sizeBytes, left, rules);
  }

  static long byteSeconds(long seconds, long size, long left, SwarmRules rules) {
    long held = left == Counters.UNKNOWN ? 0 : Math.max(0, size - left);
    return Saturating.product(seconds, Math.min(held, rules.heldBytes()));
  }

  /** Whether nothing but an estimated size would be lost with it. */
  boolean isForgettable() {
    return equals(new SwarmTotals(Traffic.NONE, null, PeerCounts.NONE, 0, sizeBytes));
  }
}
