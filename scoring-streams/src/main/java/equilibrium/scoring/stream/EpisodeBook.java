package equilibrium.scoring.stream;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.swarm.Credit;
import equilibrium.scoring.swarm.EpisodeSessions;
import equilibrium.scoring.swarm.Settlement;
import equilibrium.scoring.swarm.Settlement.Party;
import equilibrium.scoring.swarm.SwarmState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * Closes the episodes of one partition when they are over: at the next announce of their swarm, or
 * at a tick. For ticks each open episode has a deadline, which is looked at when it comes and moved
 * if bytes moved since; so an episode costs a write or two, not one for each announce.
 */
final class EpisodeBook {
  /** Told of each episode that settled. */
  interface Settled {
    void settled(SwarmEpisode episode);

    void credited(InfoHash infoHash, ClientId clientId, Credit credit);
  }

  private final ScoringRules.Episodes rules;
  private final SwarmStores stores;
  private final Settled settled;
  private final Payouts payouts;
  private long sessionsRead;

  EpisodeBook(ScoringRules.Episodes rules, SwarmStores stores, Settled settled) {
    this.rules = rules;
    this.stores = stores;
    this.settled = settled;
    this.payouts = new Payouts(rules, stores, settled);
  }

  /** The books at a time, with no episode that is over by then; not stored. */
  SwarmState at(InfoHash infoHash, SwarmState books, long nowMs) {
    EpisodeEnd end = books.episode().over(nowMs, rules);
    if (end != null) {
      close(infoHash, books, end, nowMs);
      return new SwarmState(books.swarm(), books.episode().closed());
    }
    return books;
  }

  /** An episode began: somebody must see to its end, even if nobody announces any more. */
  void began(InfoHash infoHash, Episode episode) {
    stores
        .deadlines()
        .put(SwarmStores.deadlineKey(episode.dueMs(rules), infoHash), episode.startMs());
  }

  /** Pays what is owed and looks at those that are due, a bounded number of both. */
  void advance(long nowMs) {
    payouts.advance();
    long enough = sessionsRead + rules.dueSessions();
    for (var due : due(nowMs)) {
      if (sessionsRead >= enough) {
        return; // the rest with the next tick
      }
      SwarmStores.forget(stores.deadlines(), due.key());
      var books = SwarmState.of(stores.swarms().get(due.infoHash()));
      if (books.episode().startMs() == due.start()) { // else it was closed by an announce
        var after = at(due.infoHash(), books, nowMs);
        if (after.episode().isOpen()) {
          began(due.infoHash(), after.episode());
        } else {
          stores.swarms().put(due.infoHash(), after);
        }
      }
    }
  }

  private record Due(Bytes key, InfoHash infoHash, long start) {}

  private List<Due> due(long nowMs) {
    var due = new ArrayList<Due>();
    byte[] until = ByteBuffer.allocate(Long.BYTES).putLong(nowMs + 1).array();
    try (var some = stores.deadlines().range(null, Bytes.wrap(until))) {
      while (some.hasNext() && due.size() < rules.due()) {
        var entry = some.next();
        byte[] key = entry.key.get();
        var infoHash = new InfoHash(Arrays.copyOfRange(key, Long.BYTES, key.length));
        due.add(new Due(entry.key, infoHash, entry.value));
      }
    }
    return due;
  }

  private void close(InfoHash infoHash, SwarmState books, EpisodeEnd end, long nowMs) {
    var episode = books.episode();
    var settlement = new Settlement(episode, parties(infoHash, episode), rules);
    settled.settled(settlement.event(infoHash, end, books.swarm().sizeBytes()));
    payouts.owe(infoHash, episode, settlement.payments(), nowMs);
  }

  private List<Party> parties(InfoHash infoHash, Episode episode) {
    var parties = new EpisodeSessions(rules.claims());
    var first = SwarmStores.firstSessionKey(infoHash);
    try (var all = stores.sessions().range(first, SwarmStores.lastSessionKey(infoHash))) {
      while (all.hasNext()) {
        var entry = all.next();
        sessionsRead++;
        if (entry.value.isIn(episode)) {
          parties.add(new Party(SwarmStores.peerId(entry.key), entry.value));
        }
      }
    }
    return parties.all();
  }
}
