package equilibrium.scoring.session;

import equilibrium.schemas.event.Role;
import equilibrium.scoring.session.SessionStep.Delta;

/**
 * What a session reported in one episode of its swarm.
 *
 * @param episodeMs start of that episode, which identifies it
 * @param leftFirst bytes missing at its first announce in it, or {@link Counters#UNKNOWN}
 * @param announces its announces in the episode
 * @param leecherAnnounces of them, as a leecher
 * @param firstAtMs effective time of the first of them
 */
public record Claim(
    long episodeMs,
    Traffic traffic,
    long leftFirst,
    int announces,
    int leecherAnnounces,
    long firstAtMs) {
  public static final Claim NONE =
      new Claim(Episode.NEVER, Traffic.NONE, Counters.UNKNOWN, 0, 0, 0);

  /** The claim after one more step of its session; none if no episode is open. */
  public Claim after(Episode open, Session session, Delta delta) {
    if (!open.isOpen()) {
      return NONE;
    }
    var before =
        episodeMs == open.startMs()
            ? this
            : new Claim(open.startMs(), Traffic.NONE, session.left(), 0, 0, session.atMs());
    return new Claim(
        before.episodeMs,
        before.traffic.plus(delta),
        before.leftFirst,
        before.announces + 1,
        before.leecherAnnounces + (delta.role() == Role.LEECHER ? 1 : 0),
        before.firstAtMs);
  }
}
