package equilibrium.scoring;

import equilibrium.schemas.event.InfoHash;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * Time passes for the sessions and seats of one partition: peers that lapsed leave their swarm's
 * counts, and what is over is forgotten when no event of it can come any more. Each tick examines a
 * part of them; the time lies in a store, so a restart changes nothing.
 */
final class SessionSweep {
  private static final String TIME = "time";

  /** Told of each swarm that lost somebody. */
  interface Changes {
    void changed(InfoHash infoHash, Books before, Books after, long nowMs);
  }

  private final ScoringRules rules;
  private final SwarmStores stores;
  private final Walk<Session> sessions;
  private final Walk<Seat> seats;
  private long nowMs;

  SessionSweep(ScoringRules rules, SwarmStores stores) {
    this.rules = rules;
    this.stores = stores;
    var progress = stores.progress();
    this.sessions = new Walk<>(stores.sessions(), progress, "sessions", rules.sessionWalk());
    this.seats = new Walk<>(stores.seats(), progress, "seats", rules.seatWalk());
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
    sessions.advance((key, session) -> examine(key, session, changes));
    seats.advance(this::examine);
  }

  private boolean examine(Bytes key, Session session, Changes changes) {
    boolean lapses = session.countedAs() != null && session.lapsed(nowMs, rules.sessions());
    if (lapses) {
      stores.sessions().put(key, session.gone());
      var infoHash = SwarmStores.infoHash(key);
      var before = Books.of(stores.swarms().get(infoHash));
      var swarm = before.swarm().counting(session.countedAs(), null);
      changes.changed(infoHash, before, new Books(swarm, before.episode()), nowMs);
    }
    boolean ends = session.forgettable(nowMs, rules.sessions());
    if (ends) {
      var infoHash = SwarmStores.infoHash(key);
      var books = Books.of(stores.swarms().get(infoHash));
      if (!session.isIn(books.episode())) {
        SwarmStores.forget(stores.sessions(), key);
        forgetIfNothing(infoHash, books);
      }
    }
    return lapses || ends;
  }

  private boolean examine(Bytes key, Seat seat) {
    boolean ends = seat.isNothing(nowMs, rules);
    if (ends) {
      SwarmStores.forget(stores.seats(), key);
    }
    return ends;
  }

  /** Else whoever announces random hashes fills the store for ever. */
  private void forgetIfNothing(InfoHash infoHash, Books books) {
    if (books.isNothing()) {
      SwarmStores.forget(stores.swarms(), infoHash);
    }
  }
}
