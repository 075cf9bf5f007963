package equilibrium.scoring.swarm;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.SessionStep.Counted;
import org.jspecify.annotations.Nullable;

/**
 * An announce that its session counted.
 *
 * @param source where the announce lies in the log
 * @param before its session before it; null: there was none
 */
public record CountedAnnounce(
    Announced announced, Position source, @Nullable Session before, Counted step) {

  public InfoHash infoHash() {
    return announced.getInfoHash();
  }

  /** Effective time. */
  public long atMs() {
    return step.session().atMs();
  }

  /** Whether it ends an interval of seeding, for which its network may be credited. */
  public boolean isSeeding() {
    return step.delta().secondsSeeded() > 0;
  }
}
