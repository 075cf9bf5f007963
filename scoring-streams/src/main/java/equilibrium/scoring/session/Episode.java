package equilibrium.scoring.session;

import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.scoring.rules.EpisodeRules;
import equilibrium.scoring.session.SessionStep.Delta;
import org.jspecify.annotations.Nullable;

/**
 * A period of activity in a swarm: from the first moved byte until no byte moved for some time, or
 * until its greatest length (docs/explain/scoring.md#episodes). Pure.
 *
 * @param startMs effective time of its first bytes, which identifies it; {@link #NEVER}: no episode
 *     is open
 * @param lastMs effective time of its newest bytes
 * @param closedMs the next episode starts later than this; {@link #NEVER}: none was closed yet
 */
public record Episode(long startMs, long lastMs, Traffic traffic, long closedMs) {
  public static final long NEVER = Long.MIN_VALUE;
  public static final Episode NONE = new Episode(NEVER, NEVER, Traffic.NONE, NEVER);

  public boolean isOpen() {
    return startMs != NEVER;
  }

  /** Why it has ended by a time; null: it has not, or none is open. */
  public @Nullable EpisodeEnd end(long nowMs, EpisodeRules rules) {
    if (!isOpen()) {
      return null;
    }
    if (nowMs - rules.gapMs() >= lastMs) {
      return EpisodeEnd.GAP;
    }
    return nowMs - rules.lengthMs() >= startMs ? EpisodeEnd.LENGTH : null;
  }

  /** The earliest time at which it can have ended. */
  public long dueMs(EpisodeRules rules) {
    return Math.min(lastMs + rules.gapMs(), startMs + rules.lengthMs());
  }

  /** The episode after one more step in its swarm; the first step with bytes opens it. */
  public Episode after(long atMs, Delta delta) {
    if (Traffic.of(delta).equals(Traffic.NONE)) {
      return this;
    }
    long start = isOpen() ? startMs : Math.max(atMs, closedMs + 1);
    return new Episode(
        start, Math.max(Math.max(lastMs, start), atMs), traffic.plus(delta), closedMs);
  }

  /** No episode, after this one. */
  public Episode closed() {
    return new Episode(NEVER, NEVER, Traffic.NONE, Math.max(startMs, lastMs));
  }
}
