package equilibrium.scoring.swarm;

import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.SessionStep.Counted;
import equilibrium.scoring.session.SessionStep.Delta;
import org.jspecify.annotations.Nullable;

/** A swarm's books, as {@link SwarmBalance} tells them: a fold of its sessions' steps. Pure. */
public record Swarm(
    long uploaded,
    long downloaded,
    long discarded,
    @Nullable Long imbalancedSinceMs,
    int seeders,
    int leechers,
    int partialSeeders,
    long completed,
    long sizeBytes) {
  static final Swarm EMPTY = new Swarm(0, 0, 0, null, 0, 0, 0, 0, 0);

  public SwarmBalance balance(InfoHash infoHash, Position source, long atMs) {
    return new SwarmBalance(
        infoHash,
        source,
        atMs,
        uploaded,
        downloaded,
        discarded,
        imbalance(),
        imbalancedSinceMs,
        seeders,
        leechers,
        partialSeeders,
        completed,
        sizeBytes);
  }

  /**
   * After one counted step of one of its sessions.
   *
   * @param registered size of the torrent as the operator knows it, bytes; 0: it is estimated
   */
  public Swarm after(
      @Nullable Session before, Counted step, long registered, ScoringRules.Swarms rules) {
    var after = step.after();
    boolean newlyCompleted = after.completed() && (before == null || !before.completed());
    return counting(before == null ? null : before.countedAs(), after.countedAs())
        .adding(
            step.delta(),
            newlyCompleted ? 1 : 0,
            registered > 0 ? registered : Math.max(sizeBytes, after.left()))
        .judged(after.atMs(), rules);
  }

  private Swarm adding(Delta delta, int completions, long size) {
    return new Swarm(
        Saturating.sum(uploaded, delta.uploaded()),
        Saturating.sum(downloaded, delta.downloaded()),
        Saturating.sum(discarded, delta.discarded()),
        imbalancedSinceMs,
        seeders,
        leechers,
        partialSeeders,
        completed + completions,
        size);
  }

  /** A session is counted as another thing, or no more; null: it is not there. */
  public Swarm counting(@Nullable Role before, @Nullable Role after) {
    return new Swarm(
        uploaded,
        downloaded,
        discarded,
        imbalancedSinceMs,
        seeders + (after == Role.SEEDER ? 1 : 0) - (before == Role.SEEDER ? 1 : 0),
        leechers + (isLeecher(after) ? 1 : 0) - (isLeecher(before) ? 1 : 0),
        partialSeeders
            + (after == Role.PARTIAL_SEEDER ? 1 : 0)
            - (before == Role.PARTIAL_SEEDER ? 1 : 0),
        completed,
        sizeBytes);
  }

  private static boolean isLeecher(@Nullable Role role) {
    return role != null && role != Role.SEEDER;
  }

  private Swarm judged(long atMs, ScoringRules.Swarms rules) {
    long size = Math.abs(imbalance());
    long larger = Math.max(uploaded, Saturating.sum(downloaded, discarded));
    boolean out = size > rules.imbalanceBytes() && size > larger / 100 * rules.imbalancePercent();
    Long since = imbalancedSinceMs == null ? Long.valueOf(atMs) : imbalancedSinceMs;
    return new Swarm(
        uploaded,
        downloaded,
        discarded,
        out ? since : null,
        seeders,
        leechers,
        partialSeeders,
        completed,
        sizeBytes);
  }

  private long imbalance() {
    return uploaded - Saturating.sum(downloaded, discarded);
  }

  /**
   * Byte-seconds of holding all but what is left for so long.
   *
   * @param left bytes missing; unsaid: nobody knows what is held, and nothing is credited
   */
  long byteSeconds(long seconds, long left, ScoringRules.Swarms rules) {
    return byteSeconds(seconds, sizeBytes, left, rules);
  }

  static long byteSeconds(long seconds, long size, long left, ScoringRules.Swarms rules) {
    long held = left == Counters.UNSAID ? 0 : Math.max(0, size - left);
    return Saturating.product(seconds, Math.min(held, rules.heldBytes()));
  }

  /** Whether forgetting it loses nothing but a size. */
  boolean isNothing() {
    return equals(new Swarm(0, 0, 0, null, 0, 0, 0, 0, sizeBytes));
  }
}
