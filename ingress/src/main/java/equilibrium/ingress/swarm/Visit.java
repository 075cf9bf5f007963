package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The working memory of one announce: its question, the answer, and the state of the search for
 * peers. One for each thread that answers, used again for each announce, so that an announce
 * allocates nothing.
 */
@HotPath
public final class Visit {
  final Question asked = new Question();
  final Found found = new Found();
  final Search search = new Search(asked, found);
  private boolean seeded;
  private long sequence;

  public Question asked() {
    return asked;
  }

  public Found found() {
    return found;
  }

  /** From now on it draws the numbers of a fixed sequence, so that simulations can be repeated. */
  public void seed(long seed) {
    seeded = true;
    sequence = seed;
  }

  /** A number that nobody can guess, unless the sequence is fixed. */
  int random() {
    if (!seeded) {
      return ThreadLocalRandom.current().nextInt();
    }
    sequence = sequence * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL; // Knuth's MMIX
    return (int) (sequence >>> Integer.SIZE);
  }

  /** Begins a preview: the peer is taken for one that is not in the swarm. */
  public void previewNew() {
    found.role = asked.role;
    found.startedAtMs = asked.startedAtMs;
    found.cap = Cap.NONE;
    found.early = false;
    found.entered = false;
  }

  /**
   * Begins a preview as the announce of a session that is in the swarm: from its endpoint, with its
   * start.
   *
   * @param takesRole the session's role stays; else the role is as asked
   */
  public void previewPresent(PeerTable table, int entry, boolean takesRole) {
    asked.endpointOf(table, entry);
    found.startedAtMs = Math.min(table.startedAtMs(entry), asked.atMs);
    if (takesRole) {
      asked.role = table.role(entry);
      found.role = asked.role;
    }
    previewEarly(table, entry);
    // An announce enters the peer before peers are selected, so a leecher is one of the leechers
    // and is subtracted again. A preview enters nothing: the peer is one of them only if it was.
    found.entered = found.role == Role.LEECHER && entry >= table.seeders();
  }

  /** The session began on its other address family if that is earlier. */
  public void previewStart(long startedAtMs) {
    found.startedAtMs = Math.min(found.startedAtMs, startedAtMs);
  }

  /** Whether the announce would be one early announce too many of this session. */
  public void previewEarly(PeerTable table, int entry) {
    found.early =
        asked.earlyMs > 0 && EarlyAnnounces.after(table, entry, asked) == EarlyAnnounces.TOO_MANY;
  }
}
