package equilibrium.scoring.session;

import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.SessionStep.Delta;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a swarm's activity, from the first byte to a gap or its greatest length. Pure.
 *
 * @param startMs effective time of its first bytes, which names it; {@link #NEVER}: none is open
 * @param lastMs effective time of its newest bytes
 * @param endedMs no episode that began later has been closed; the next one's name is larger
 */
public record Episode(
    long startMs, long lastMs, long uploaded, long downloaded, long discarded, long endedMs) {
  public static final long NEVER = Long.MIN_VALUE;
  public static final Episode NONE = new Episode(NEVER, NEVER, 0, 0, 0, NEVER);

  public boolean isOpen() {
    return startMs != NEVER;
  }

  /** Why it is over at a time; null: it is not. */
  public @Nullable EpisodeEnd over(long nowMs, ScoringRules.Episodes rules) {
    if (!isOpen()) {
      return null;
    }
    if (nowMs - rules.gapMs() >= lastMs) {
      return EpisodeEnd.GAP;
    }
    return nowMs - rules.lengthMs() >= startMs ? EpisodeEnd.LENGTH : null;
  }

  /** When to look at it again: it may be over then. */
  public long dueMs(ScoringRules.Episodes rules) {
    return Math.min(lastMs + rules.gapMs(), startMs + rules.lengthMs());
  }

  /** After one more step in its swarm; the first one with bytes opens it. */
  public Episode after(long atMs, Delta delta) {
    long moved = delta.uploaded() | delta.downloaded() | delta.discarded();
    if (moved == 0) {
      return this;
    }
    long start = isOpen() ? startMs : Math.max(atMs, endedMs + 1);
    return new Episode(
        start,
        Math.max(Math.max(lastMs, start), atMs),
        Saturating.sum(uploaded, delta.uploaded()),
        Saturating.sum(downloaded, delta.downloaded()),
        Saturating.sum(discarded, delta.discarded()),
        endedMs);
  }

  public Episode closed() {
    return new Episode(NEVER, NEVER, 0, 0, 0, Math.max(startMs, lastMs));
  }

  /** Bytes received, kept or not. */
  public long received() {
    return Saturating.sum(downloaded, discarded);
  }
}
