package equilibrium.scoring;

import equilibrium.schemas.event.InfoHash;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Time passes for the sessions and seats of one partition: peers that lapsed leave their swarm's
 * counts, and what is over is forgotten when no event of it can come any more. One tick examines a
 * bounded number, in the order of their keys, from where the last tick ended; time and cursors lie
 * in a store, so a restart changes nothing. A million sessions in a partition take 100 ticks: 50
 * minutes.
 */
final class SessionSweep {
  private static final String TIME = "time";
  private static final String SESSIONS = "cursor";
  private static final String SEATS = "seat-cursor";

  /** Told of each swarm that lost somebody. */
  interface Changes {
    void changed(InfoHash infoHash, Books before, Books after, long nowMs);
  }

  private final ScoringRules rules;
  private final SwarmStores stores;
  private long nowMs;

  SessionSweep(ScoringRules rules, SwarmStores stores) {
    this.rules = rules;
    this.stores = stores;
    Bytes time = stores.progress().get(TIME);
    this.nowMs = time == null ? Long.MIN_VALUE : ByteBuffer.wrap(time.get()).getLong();
  }

  /** The time of the last tick; before any, the beginning of time. */
  long nowMs() {
    return nowMs;
  }

  /** A tick came. Ticks of several nodes may come out of order: time never goes back. */
  void advance(long tickMs, Changes changes) {
    nowMs = Math.max(nowMs, tickMs);
    stores.progress().put(TIME, Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(nowMs).array()));
    some(stores.sessions(), SESSIONS, (key, session) -> examine(key, session, changes));
    some(stores.seats(), SEATS, this::examine);
  }

  private <V> void some(
      KeyValueStore<Bytes, V> store, String cursor, BiConsumer<Bytes, V> examination) {
    Bytes next = null;
    try (var some = store.range(stores.progress().get(cursor), null)) {
      for (int i = 0; some.hasNext(); i++) {
        var entry = some.next();
        if (i == rules.swarms().sweep()) {
          next = entry.key;
          break;
        }
        examination.accept(entry.key, entry.value);
      }
    }
    stores.progress().put(cursor, next);
  }

  private void examine(Bytes key, Session session, Changes changes) {
    var infoHash = SwarmStores.infoHash(key);
    if (session.countedAs() != null && session.lapsed(nowMs, rules.sessions())) {
      stores.sessions().put(key, session.gone());
      var before = Books.of(stores.swarms().get(infoHash));
      var swarm = before.swarm().counting(session.countedAs(), null);
      changes.changed(infoHash, before, new Books(swarm, before.episode()), nowMs);
    }
    if (session.forgettable(nowMs, rules.sessions())) {
      var books = Books.of(stores.swarms().get(infoHash));
      if (!session.isIn(books.episode())) {
        stores.sessions().delete(key);
        forgetIfNothing(infoHash, books);
      }
    }
  }

  private void examine(Bytes key, Seat seat) {
    if (seat.isNothing(nowMs, rules)) {
      stores.seats().delete(key);
    }
  }

  /** Else whoever announces random hashes fills the store for ever. */
  private void forgetIfNothing(InfoHash infoHash, Books books) {
    if (books.isNothing()) {
      stores.swarms().delete(infoHash);
    }
  }
}
