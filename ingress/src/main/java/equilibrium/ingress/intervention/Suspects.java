package equilibrium.ingress.intervention;

import equilibrium.ingress.swarm.Clients.Suspect;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.PeerId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What suspected clients themselves are told: a warning once in 24 hours of tracker time, and why
 * they are refused. Written by one thread, read by every one.
 */
public final class Suspects {
  private static final long PAUSE_MS = Duration.ofHours(24).toMillis();
  private static final long NEVER = Long.MIN_VALUE;
  private static final String ID_START = "C-";
  private static final int CODE_CHARACTERS = 8;

  private record Told(Suspect suspect, String caseId, AtomicLong lastMs) {}

  private final int most;
  private final ConcurrentMap<ClientId, Told> told = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param most clients that are told something
   */
  Suspects(int most) {
    this.most = most;
  }

  /** From now on, the sessions that the suspicion concerns are told. False: there is no room. */
  public boolean put(ClientId client, Suspect suspect, String caseId) {
    var before = told.get(client);
    if (before == null && told.size() >= most) {
      return false;
    }
    var last = before == null ? new AtomicLong(NEVER) : before.lastMs;
    told.put(client, new Told(suspect, caseId, last));
    return true;
  }

  public void remove(ClientId client) {
    told.remove(client);
  }

  /** Whether a session is to be warned now; it then counts as warned. */
  boolean warn(ClientId client, PeerId peerId, long nowMs) {
    var one = told.isEmpty() ? null : told.get(client);
    if (one == null || !one.suspect.concerns(peerId.bytes())) {
      return false;
    }
    long last = one.lastMs.get();
    boolean due = last == NEVER || nowMs - last >= PAUSE_MS;
    return due && one.lastMs.compareAndSet(last, nowMs);
  }

  /** Where the case of a client can be read about, in at most 46 characters. */
  String place(ClientId client, String caseUrl) {
    var one = told.get(client);
    var id = one == null ? "" : one.caseId;
    int from = id.startsWith(ID_START) ? ID_START.length() : 0;
    var code = id.substring(from, Math.min(id.length(), from + CODE_CHARACTERS));
    return caseUrl.isEmpty() ? "case " + code : "see %s/c/%s".formatted(caseUrl, code);
  }

  int size() {
    return told.size();
  }
}
