package equilibrium.scoring.stream;

import equilibrium.schemas.event.InfoHash;
import equilibrium.scoring.rules.EpisodeRules;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.swarm.NetworkPresence;
import equilibrium.scoring.swarm.Payout;
import equilibrium.scoring.swarm.Payout.Payment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/**
 * Pays the sessions of settled episodes: some at once, the others at the next ticks, so that a
 * swarm of 100,000 sessions does not hold up announces. Pending payouts are stored in the order in
 * which their episodes were settled.
 */
final class PendingPayouts {
  private final EpisodeRules rules;
  private final SwarmStores stores;
  private final OpenEpisodes.Output output;

  PendingPayouts(EpisodeRules rules, SwarmStores stores, OpenEpisodes.Output output) {
    this.rules = rules;
    this.stores = stores;
    this.output = output;
  }

  /**
   * Pays some and stores the others.
   *
   * @param nowMs effective time of the event that closed the episode
   */
  void add(InfoHash infoHash, Episode episode, List<Payment> payments, long nowMs) {
    int most = rules.payments();
    for (int from = 0; from < payments.size(); from += most) {
      var some = payments.subList(from, Math.min(from + most, payments.size()));
      var payout = new Payout(episode.lastMs(), some);
      if (from == 0) {
        pay(infoHash, payout);
      } else {
        var key = SwarmStores.payoutKey(nowMs, infoHash, episode.startMs(), from);
        stores.payouts().put(key, payout);
      }
    }
  }

  /** Pays the oldest pending payouts, a bounded number of them. */
  void advance() {
    for (var pending : oldest()) {
      pay(SwarmStores.payoutInfoHash(pending.getKey()), pending.getValue());
      SwarmStores.forget(stores.payouts(), pending.getKey());
    }
  }

  private List<Map.Entry<Bytes, Payout>> oldest() {
    var oldest = new ArrayList<Map.Entry<Bytes, Payout>>();
    try (var entries = stores.payouts().all()) {
      while (entries.hasNext() && oldest.size() < rules.payouts()) {
        var entry = entries.next();
        oldest.add(Map.entry(entry.key, entry.value));
      }
    }
    return oldest;
  }

  private void pay(InfoHash infoHash, Payout payout) {
    for (Payment payment : payout.payments()) {
      output.credit(infoHash, payment.credit(payout.atMs()));
      if (payment.corroborates()) {
        var key = SwarmStores.presenceKey(infoHash, payment.networkId());
        var presence = NetworkPresence.orNew(stores.presences().get(key));
        stores.presences().put(key, presence.corroborated(payout.atMs()));
      }
    }
  }
}
