package equilibrium.scoring.session;

import equilibrium.schemas.event.Role;
import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.session.SessionStep.Delta;

/**
 * What a session says it moved in one episode of its swarm.
 *
 * @param episode start of that episode, which names it
 * @param discarded bytes corrupt or redundant
 * @param leftFirst bytes missing at its first announce in it, or {@link Counters#UNSAID}
 * @param leecherAnnounces how many of announces as a leecher
 */
public record Claim(
    long episode,
    long uploaded,
    long downloaded,
    long discarded,
    long leftFirst,
    int announces,
    int leecherAnnounces,
    long firstAtMs) {
  public static final Claim NONE = new Claim(Episode.NEVER, 0, 0, 0, Counters.UNSAID, 0, 0, 0);

  /** After one more step of the session while the episode is open; none while none is. */
  public Claim after(Episode open, Session after, Delta delta) {
    if (!open.isOpen()) {
      return NONE;
    }
    var before =
        episode == open.startMs()
            ? this
            : new Claim(open.startMs(), 0, 0, 0, after.left(), 0, 0, after.atMs());
    return new Claim(
        before.episode,
        Saturating.sum(before.uploaded, delta.uploaded()),
        Saturating.sum(before.downloaded, delta.downloaded()),
        Saturating.sum(before.discarded, delta.discarded()),
        before.leftFirst,
        before.announces + 1,
        before.leecherAnnounces + (delta.role() == Role.LEECHER ? 1 : 0),
        before.firstAtMs);
  }

  /** Bytes received, kept or not. */
  public long received() {
    return Saturating.sum(downloaded, discarded);
  }
}
