package equilibrium.scoring.stream;

import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Role;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.swarm.NetworkPresence;
import equilibrium.scoring.swarm.SwarmState;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Time passes for the sessions and seats of one partition: peers that lapsed leave their swarm's
 * counts, and what is over is forgotten when no event of it can come any more. Each tick examines a
 * part of them; the time lies in a store, so a restart changes nothing.
 */
final class SessionSweep {
  private static final String TIME = "time";

  /** Told of each swarm that lost somebody. */
  interface Changes {
    void changed(InfoHash infoHash, SwarmState before, SwarmState after, long nowMs);
  }

  private final ScoringRules rules;
  private final SwarmStores stores;
  private final StoreScan<Session> sessions;
  private final StoreScan<NetworkPresence> seats;
  private long nowMs;

  SessionSweep(ScoringRules rules, SwarmStores stores) {
    this.rules = rules;
    this.stores = stores;
    var progress = stores.progress();
    this.sessions = new StoreScan<>(stores.sessions(), progress, "sessions", rules.sessionWalk());
    this.seats = new StoreScan<>(stores.seats(), progress, "seats", rules.seatWalk());
    Bytes time = progress.get(TIME);
    this.nowMs = time == null ? Long.MIN_VALUE : ByteBuffer.wrap(time.get()).getLong();
  }

  /** The time of the last tick; before any, the beginning of time. */
  long nowMs() {
    return nowMs;
  }

  /** A tick came. Ticks of several nodes may come out of order: time never goes back. */
  void advance(long tickMs, Changes changes) {
    nowMs = Math.max(nowMs, tickMs);
    var time = ByteBuffer.allocate(Long.BYTES).putLong(nowMs).array();
    stores.progress().put(TIME, Bytes.wrap(time));
    var swarm = new Examined(changes);
    sessions.advance((key, session) -> examine(key, session, swarm));
    swarm.close();
    seats.advance(this::examine);
  }

  private boolean examine(Bytes key, Session session, Examined swarm) {
    boolean lapses = session.countedAs() != null && session.lapsed(nowMs, rules.sessions());
    if (lapses) {
      stores.sessions().put(key, session.gone());
      swarm.at(key).loses(session.countedAs());
    }
    boolean ends =
        session.forgettable(nowMs, rules.sessions())
            && !session.isIn(swarm.at(key).books.episode());
    if (ends) {
      SwarmStores.forget(stores.sessions(), key);
      swarm.forgets = true;
    }
    return lapses || ends;
  }

  /** The swarm that the walk is in: its sessions lie side by side, so it changes once for many. */
  private final class Examined {
    private final Changes changes;
    private @Nullable InfoHash infoHash;
    private SwarmState before = SwarmState.EMPTY;
    private SwarmState books = SwarmState.EMPTY;
    private boolean forgets;

    Examined(Changes changes) {
      this.changes = changes;
    }

    Examined at(Bytes sessionKey) {
      var next = SwarmStores.infoHash(sessionKey);
      if (!next.equals(infoHash)) {
        close();
        infoHash = next;
        before = SwarmState.of(stores.swarms().get(next));
        books = before;
        forgets = false;
      }
      return this;
    }

    void loses(@Nullable Role role) {
      books = new SwarmState(books.swarm().counting(role, null), books.episode());
    }

    void close() {
      if (infoHash == null) {
        return;
      }
      if (!books.equals(before)) {
        changes.changed(infoHash, before, books, nowMs);
      }
      if (forgets && books.isNothing()) { // else who announces random hashes fills the store
        SwarmStores.forget(stores.swarms(), infoHash);
      }
    }
  }

  private boolean examine(Bytes key, NetworkPresence seat) {
    boolean ends = seat.isNothing(nowMs, rules);
    if (ends) {
      SwarmStores.forget(stores.seats(), key);
    }
    return ends;
  }
}
