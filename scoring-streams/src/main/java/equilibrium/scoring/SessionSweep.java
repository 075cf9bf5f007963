package equilibrium.scoring;

import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SwarmBalance;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Time passes for the sessions of one partition: peers that lapsed leave their swarm's counts, and
 * ended sessions are forgotten when no event of theirs can come any more. One tick examines a
 * bounded number, in the order of their keys, from where the last tick ended; time and cursor lie
 * in a store, so a restart changes nothing. A million sessions in a partition take 100 ticks: 50
 * minutes.
 */
final class SessionSweep {
  private static final String TIME = "time";
  private static final String CURSOR = "cursor";
  private static final int INFO_HASH_BYTES = 20;

  /** Told of each swarm that lost somebody. */
  interface Changes {
    void changed(InfoHash infoHash, Swarm swarm, long nowMs);
  }

  private final ScoringRules rules;
  private final KeyValueStore<Bytes, Session> sessions;
  private final KeyValueStore<InfoHash, SwarmBalance> swarms;
  private final KeyValueStore<String, Bytes> progress;
  private long nowMs;

  SessionSweep(
      ScoringRules rules,
      KeyValueStore<Bytes, Session> sessions,
      KeyValueStore<InfoHash, SwarmBalance> swarms,
      KeyValueStore<String, Bytes> progress) {
    this.rules = rules;
    this.sessions = sessions;
    this.swarms = swarms;
    this.progress = progress;
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
    progress.put(TIME, Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(nowMs).array()));
    Bytes next = null;
    try (var some = sessions.range(progress.get(CURSOR), null)) {
      for (int i = 0; some.hasNext(); i++) {
        var entry = some.next();
        if (i == rules.swarms().sweep()) {
          next = entry.key;
          break;
        }
        examine(entry.key, entry.value, changes);
      }
    }
    progress.put(CURSOR, next);
  }

  private void examine(Bytes key, Session session, Changes changes) {
    var infoHash = new InfoHash(Arrays.copyOf(key.get(), INFO_HASH_BYTES));
    if (session.countedAs() != null && session.lapsed(nowMs, rules.sessions())) {
      sessions.put(key, session.gone());
      var swarm = Swarm.of(swarms.get(infoHash)).counting(session.countedAs(), null);
      changes.changed(infoHash, swarm, nowMs);
    }
    if (session.forgettable(nowMs, rules.sessions())) {
      sessions.delete(key);
      forgetIfNothing(infoHash, swarms.get(infoHash));
    }
  }

  /** Else whoever announces random hashes fills the store for ever. */
  private void forgetIfNothing(InfoHash infoHash, @Nullable SwarmBalance balance) {
    if (balance != null && Swarm.of(balance).isNothing()) {
      swarms.delete(infoHash);
    }
  }
}
