package equilibrium.scoring.swarm;

import equilibrium.scoring.swarm.Settlement.Party;
import java.util.ArrayList;
import java.util.List;

/**
 * The sessions of an episode that its settlement has a use for: all that moved bytes, and of the
 * others as many as its record can have, for they are paid nothing and stand at its end. A swarm of
 * 100,000 in which few move anything is then never in memory as a whole.
 */
public final class EpisodeSessions {
  private final int claims;
  private final List<Party> all = new ArrayList<>();
  private int idle;

  /**
   * Nobody yet.
   *
   * @param claims most in a record
   */
  public EpisodeSessions(int claims) {
    this.claims = claims;
  }

  /** Takes note of one; they come in the order of their peer ids, which the record keeps. */
  public void add(Party party) {
    boolean moved = Settlement.moved(party.claim()) > 0;
    if (moved || idle < claims) {
      all.add(party);
      idle += moved ? 0 : 1;
    }
  }

  public List<Party> all() {
    return all;
  }
}
