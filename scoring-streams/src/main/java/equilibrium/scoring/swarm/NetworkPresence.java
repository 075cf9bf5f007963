package equilibrium.scoring.swarm;

import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.rules.WorthRules;
import equilibrium.scoring.session.Episode;
import org.jspecify.annotations.Nullable;

/**
 * The stored state of one network in one swarm, however many sessions and clients share it
 * (docs/explain/scoring.md#worth). Pure.
 *
 * @param creditedMs seeding up to this effective time has been credited
 * @param corroboratedMs effective time of the last episode that corroborated its uploads; {@link
 *     Episode#NEVER}: none did
 */
public record NetworkPresence(long creditedMs, long corroboratedMs) {
  static final NetworkPresence NEW = new NetworkPresence(Episode.NEVER, Episode.NEVER);

  public static NetworkPresence orNew(@Nullable NetworkPresence stored) {
    return stored == null ? NEW : stored;
  }

  /** Of some seconds that end at a time, those that were not credited yet. */
  long uncredited(long atMs, long seconds) {
    long at = Math.floorDiv(atMs, 1_000);
    return Math.clamp(at - Math.max(Math.floorDiv(creditedMs, 1_000), at - seconds), 0, seconds);
  }

  NetworkPresence creditedUntil(long atMs) {
    return new NetworkPresence(Math.max(creditedMs, atMs), corroboratedMs);
  }

  public NetworkPresence corroborated(long atMs) {
    return new NetworkPresence(creditedMs, Math.max(corroboratedMs, atMs));
  }

  /** In 1024ths: whole for a week after corroboration, then falling evenly to the least. */
  int quality(long atMs, WorthRules rules) {
    if (corroboratedMs == Episode.NEVER || atMs - corroboratedMs >= rules.noneMs()) {
      return rules.leastQuality();
    }
    long fadingMs = Math.max(0, atMs - corroboratedMs - rules.fullMs());
    long lost = fadingMs * (Worth.ONE - rules.leastQuality()) / (rules.noneMs() - rules.fullMs());
    return (int) (Worth.ONE - lost);
  }

  /**
   * Whether nothing would be lost with it: no late event can claim its seconds again, and its
   * quality is the least.
   */
  public boolean isForgettable(long nowMs, ScoringRules rules) {
    long lateMs = rules.sessions().spoolMs() + rules.sessions().seededSeconds() * 1_000;
    return creditedMs <= nowMs - lateMs && corroboratedMs <= nowMs - rules.worth().noneMs();
  }
}
