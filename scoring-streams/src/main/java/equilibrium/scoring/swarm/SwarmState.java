package equilibrium.scoring.swarm;

import equilibrium.schemas.event.Role;
import equilibrium.scoring.session.Episode;
import org.jspecify.annotations.Nullable;

/** The stored state of a swarm: its totals and its open episode. */
public record SwarmState(SwarmTotals totals, Episode episode) {
  public static final SwarmState EMPTY = new SwarmState(SwarmTotals.EMPTY, Episode.NONE);

  public static SwarmState orEmpty(@Nullable SwarmState stored) {
    return stored == null ? EMPTY : stored;
  }

  /** After its episode has been settled. */
  public SwarmState withClosedEpisode() {
    return new SwarmState(totals, episode.closed());
  }

  /** After one of its peers has expired. */
  public SwarmState without(@Nullable Role expired) {
    return new SwarmState(totals.without(expired), episode);
  }

  /** Whether nothing but an estimated size would be lost with it. */
  public boolean isForgettable() {
    return totals.isForgettable() && !episode.isOpen();
  }
}
