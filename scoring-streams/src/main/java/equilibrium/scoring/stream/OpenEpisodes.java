package equilibrium.scoring.stream;

import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.rules.EpisodeRules;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.swarm.ClientCredit;
import equilibrium.scoring.swarm.EpisodeSessions;
import equilibrium.scoring.swarm.Settlement;
import equilibrium.scoring.swarm.Settlement.Participant;
import equilibrium.scoring.swarm.SwarmState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * Settles the episodes of one partition that have ended: at the next announce of their swarm, or at
 * a tick. For ticks each open episode has a stored deadline. An episode that is still active then
 * gets a later deadline. So an episode costs a write or two, not one for each announce.
 */
final class OpenEpisodes {
  /** Receives what settled episodes give. */
  interface Output {
    void episode(SwarmEpisode episode);

    void credit(InfoHash infoHash, ClientCredit credit);
  }

  private final EpisodeRules rules;
  private final SwarmStores stores;
  private final EpisodeBalances balances;
  private final Output output;
  private final PendingPayouts payouts;
  private long sessionsRead;

  OpenEpisodes(EpisodeRules rules, SwarmStores stores, EpisodeBalances balances, Output output) {
    this.rules = rules;
    this.stores = stores;
    this.balances = balances;
    this.output = output;
    this.payouts = new PendingPayouts(rules, stores, output);
  }

  /** The swarm without an episode that has ended by a time, which is settled. Not stored. */
  SwarmState settled(InfoHash infoHash, SwarmState state, long nowMs) {
    EpisodeEnd end = state.episode().end(nowMs, rules);
    if (end == null) {
      return state;
    }
    settle(infoHash, state, end, nowMs);
    return state.withClosedEpisode();
  }

  /** Stores the deadline of an episode, which may pass without another announce of its swarm. */
  void opened(InfoHash infoHash, Episode episode) {
    stores
        .deadlines()
        .put(SwarmStores.deadlineKey(episode.dueMs(rules), infoHash), episode.startMs());
  }

  /** Pays pending payouts and examines episodes that are due, a bounded number of both. */
  void advance(long nowMs) {
    payouts.advance();
    long enough = sessionsRead + rules.dueSessions();
    for (var due : due(nowMs)) {
      if (sessionsRead >= enough) {
        return; // the next tick goes on
      }
      SwarmStores.forget(stores.deadlines(), due.key());
      examine(due, nowMs);
    }
  }

  private void examine(Due due, long nowMs) {
    var state = SwarmState.orEmpty(stores.swarms().get(due.infoHash()));
    if (state.episode().startMs() != due.startMs()) {
      return; // an announce has closed it
    }
    var after = settled(due.infoHash(), state, nowMs);
    if (after.episode().isOpen()) {
      opened(due.infoHash(), after.episode());
    } else {
      stores.swarms().put(due.infoHash(), after);
    }
  }

  private record Due(Bytes key, InfoHash infoHash, long startMs) {}

  private List<Due> due(long nowMs) {
    var due = new ArrayList<Due>();
    byte[] until = ByteBuffer.allocate(Long.BYTES).putLong(nowMs + 1).array();
    try (var entries = stores.deadlines().range(null, Bytes.wrap(until))) {
      while (entries.hasNext() && due.size() < rules.due()) {
        var entry = entries.next();
        byte[] key = entry.key.get();
        var infoHash = new InfoHash(Arrays.copyOfRange(key, Long.BYTES, key.length));
        due.add(new Due(entry.key, infoHash, entry.value));
      }
    }
    return due;
  }

  private void settle(InfoHash infoHash, SwarmState state, EpisodeEnd end, long nowMs) {
    var episode = state.episode();
    var settlement = new Settlement(episode, participants(infoHash, episode), rules);
    var event = settlement.event(infoHash, end, state.totals().sizeBytes());
    output.episode(balances.judged(event));
    payouts.add(infoHash, episode, settlement.payments(), nowMs);
  }

  private List<Participant> participants(InfoHash infoHash, Episode episode) {
    var sessions = new EpisodeSessions(rules.claims());
    var first = SwarmStores.firstSessionKey(infoHash);
    try (var entries = stores.sessions().range(first, SwarmStores.lastSessionKey(infoHash))) {
      while (entries.hasNext()) {
        var entry = entries.next();
        sessionsRead++;
        if (entry.value.isIn(episode)) {
          sessions.add(new Participant(SwarmStores.peerId(entry.key), entry.value));
        }
      }
    }
    return sessions.participants();
  }
}
