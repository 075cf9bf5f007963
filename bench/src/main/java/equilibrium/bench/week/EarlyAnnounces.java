package equilibrium.bench.week;

import java.util.HashMap;
import java.util.Map;

/**
 * Which announces a tracker with default settings marks as not in time: those that come too soon,
 * beyond what a session may ({@code limits.early-announces}).
 */
final class EarlyAnnounces {
  /** Half of the shortest interval, tracker time. */
  private static final long EARLY_MS = 450_000;

  private static final int ALLOWED = 4;

  /**
   * What is remembered of a session in a swarm.
   *
   * @param atMs its last announce that was not one too many
   * @param early early ones in a row
   */
  private record Last(long atMs, int early) {}

  private final Map<Session, Map<String, Last>> lasts = new HashMap<>(); // by info-hash

  /** Counts an announce of a tracker time; true: it is one too many. */
  boolean isTooMany(Announce announce, long sentMs) {
    var ofSession = lasts.computeIfAbsent(announce.session(), _ -> new HashMap<>());
    var last = ofSession.get(announce.infoHash());
    boolean isEarly =
        last != null && sentMs - last.atMs() < EARLY_MS && !announce.event().equals("stopped");
    if (last != null && isEarly && last.early() == ALLOWED) {
      return true;
    }
    ofSession.put(
        announce.infoHash(), new Last(sentMs, last != null && isEarly ? last.early() + 1 : 0));
    return false;
  }

  void forget(Session session) {
    lasts.remove(session);
  }
}
