package equilibrium.scoring.swarm;

import equilibrium.scoring.swarm.Settlement.Participant;
import java.util.ArrayList;
import java.util.List;

/**
 * The sessions of an episode that its settlement needs: all that moved bytes, and as many of the
 * others as its record can hold. (The others are paid nothing, and come last in the record.) So a
 * swarm of 100,000 sessions is never in memory as a whole if few of them moved bytes.
 */
public final class EpisodeSessions {
  private final int claims;
  private final List<Participant> participants = new ArrayList<>();
  private int idle;

  /**
   * Without sessions yet.
   *
   * @param claims most in a record
   */
  public EpisodeSessions(int claims) {
    this.claims = claims;
  }

  /** Adds one if it is needed. They must come in the order of their peer ids, as in the record. */
  public void add(Participant participant) {
    boolean moved = participant.claim().traffic().moved() > 0;
    if (moved || idle < claims) {
      participants.add(participant);
      idle += moved ? 0 : 1;
    }
  }

  public List<Participant> participants() {
    return participants;
  }
}
