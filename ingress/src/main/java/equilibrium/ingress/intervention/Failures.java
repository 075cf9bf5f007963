package equilibrium.ingress.intervention;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * The failures that clients got because of peers that they were given (FAIL_ONCE), and whether one
 * more is allowed. A failure takes a witness out of its swarm for a while, so there must be few.
 */
final class Failures {
  /** A client gets one at most in this time, tracker time. */
  private static final long PAUSE_MS = Duration.ofHours(24).toMillis();

  /** In this time, tracker time, fewer than one in {@link #ONE_IN} sessions of a swarm fail. */
  private static final long WINDOW_MS = Duration.ofMinutes(30).toMillis();

  private static final int ONE_IN = 5;

  private final int most;
  private final Map<ClientId, Long> failedAtMs = new HashMap<>();
  private final Map<InfoHash, ArrayDeque<Long>> ofSwarm = new HashMap<>();

  /**
   * None yet.
   *
   * @param most clients that are remembered; further ones get no failure
   */
  Failures(int most) {
    this.most = most;
  }

  /**
   * Counts a failure if it is allowed; false: it is not. The ids are copied.
   *
   * @param sessions of the swarm, the client's own included
   */
  synchronized boolean begin(InfoHash infoHash, ClientId client, int sessions, long nowMs) {
    var last = failedAtMs.get(client);
    boolean rested = last == null ? failedAtMs.size() < most : nowMs - last >= PAUSE_MS;
    if (!rested) {
      return false;
    }
    var recent = ofSwarm.get(infoHash);
    if (recent == null) {
      recent = new ArrayDeque<>();
      ofSwarm.put(new InfoHash(infoHash.bytes().clone()), recent);
    }
    drop(recent, nowMs);
    if ((recent.size() + 1L) * ONE_IN >= sessions) {
      return false;
    }
    recent.add(nowMs);
    failedAtMs.put(new ClientId(client.bytes().clone()), nowMs);
    return true;
  }

  private static void drop(ArrayDeque<Long> times, long nowMs) {
    while (!times.isEmpty() && nowMs - times.getFirst() >= WINDOW_MS) {
      times.removeFirst();
    }
  }

  /** Forgets what allows the next failure anyway. */
  synchronized void expire(long nowMs) {
    failedAtMs.values().removeIf(atMs -> nowMs - atMs >= PAUSE_MS);
    ofSwarm.values().forEach(times -> drop(times, nowMs));
    ofSwarm.values().removeIf(ArrayDeque::isEmpty);
  }
}
