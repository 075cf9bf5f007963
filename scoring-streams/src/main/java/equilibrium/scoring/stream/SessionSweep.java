package equilibrium.scoring.stream;

import equilibrium.schemas.event.InfoHash;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.swarm.NetworkPresence;
import equilibrium.scoring.swarm.SwarmState;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Applies the passage of time to the sessions and network presences of one partition. Swarms no
 * longer count peers that expired. Sessions and presences are deleted when no late event of them
 * can come any more. Each tick examines a slice of each store. The time is stored, so that a
 * restart changes nothing.
 */
final class SessionSweep {
  private static final String TIME = "time";

  /** Receives each swarm in which peers expired, once for a slice. */
  interface ExpiredPeers {
    void expired(InfoHash infoHash, SwarmState after, long nowMs);
  }

  private final ScoringRules rules;
  private final SwarmStores stores;
  private final StoreScan<Session> sessions;
  private final StoreScan<NetworkPresence> presences;
  private long nowMs;

  SessionSweep(ScoringRules rules, SwarmStores stores) {
    this.rules = rules;
    this.stores = stores;
    var progress = stores.progress();
    this.sessions =
        new StoreScan<>(stores.sessions(), progress, SwarmStores.SESSIONS, rules.sessionScan());
    this.presences =
        new StoreScan<>(stores.presences(), progress, SwarmStores.PRESENCES, rules.presenceScan());
    Bytes time = progress.get(TIME);
    this.nowMs = time == null ? Long.MIN_VALUE : ByteBuffer.wrap(time.get()).getLong();
  }

  /** Effective time of the newest tick; the lowest long before the first. */
  long nowMs() {
    return nowMs;
  }

  /** Examines the next slices. Ticks of several nodes may come out of order: time never falls. */
  void advance(long tickMs, ExpiredPeers expiredPeers) {
    nowMs = Math.max(nowMs, tickMs);
    var time = ByteBuffer.allocate(Long.BYTES).putLong(nowMs).array();
    stores.progress().put(TIME, Bytes.wrap(time));
    var swarm = new ScannedSwarm(expiredPeers);
    sessions.advance((key, session) -> examine(key, session, swarm));
    swarm.finish();
    presences.advance(this::examine);
  }

  private boolean examine(Bytes key, Session session, ScannedSwarm swarm) {
    boolean expires = session.countedAs() != null && session.isExpired(nowMs, rules.sessions());
    if (expires) {
      stores.sessions().put(key, session.withoutCount());
      swarm.of(key).expired(session);
    }
    boolean ends =
        session.isForgettable(nowMs, rules.sessions())
            && !session.isIn(swarm.of(key).after.episode());
    if (ends) {
      SwarmStores.forget(stores.sessions(), key);
      swarm.losesSessions = true;
    }
    return expires || ends;
  }

  private boolean examine(Bytes key, NetworkPresence presence) {
    boolean ends = presence.isForgettable(nowMs, rules);
    if (ends) {
      SwarmStores.forget(stores.presences(), key);
    }
    return ends;
  }

  /** The swarm of the session that is examined. Its sessions are adjacent, so it changes once. */
  private final class ScannedSwarm {
    private final ExpiredPeers expiredPeers;
    private @Nullable InfoHash infoHash;
    private SwarmState before = SwarmState.EMPTY;
    private SwarmState after = SwarmState.EMPTY;
    private boolean losesSessions;

    ScannedSwarm(ExpiredPeers expiredPeers) {
      this.expiredPeers = expiredPeers;
    }

    /** Goes on to the swarm of a session. */
    ScannedSwarm of(Bytes sessionKey) {
      var next = SwarmStores.infoHash(sessionKey);
      if (!next.equals(infoHash)) {
        finish();
        infoHash = next;
        before = SwarmState.orEmpty(stores.swarms().get(next));
        after = before;
        losesSessions = false;
      }
      return this;
    }

    void expired(Session session) {
      after = after.without(session.countedAs());
    }

    void finish() {
      if (infoHash == null) {
        return;
      }
      if (!after.equals(before)) {
        expiredPeers.expired(infoHash, after, nowMs);
      }
      if (losesSessions && after.isForgettable()) { // random info-hashes would fill the store
        SwarmStores.forget(stores.swarms(), infoHash);
      }
    }
  }
}
