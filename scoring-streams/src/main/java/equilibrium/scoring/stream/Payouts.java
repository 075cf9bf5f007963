package equilibrium.scoring.stream;

import equilibrium.schemas.event.InfoHash;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.swarm.Credit;
import equilibrium.scoring.swarm.NetworkPresence;
import equilibrium.scoring.swarm.Payout;
import equilibrium.scoring.swarm.Payout.Payment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/**
 * Pays what settled episodes owe: a few sessions at once, more of them over the next ticks, so that
 * a swarm of 100,000 keeps nobody waiting. What is owed lies in a store, in the order in which it
 * came to be.
 */
final class Payouts {
  private final ScoringRules.Episodes rules;
  private final SwarmStores stores;
  private final EpisodeBook.Settled settled;

  Payouts(ScoringRules.Episodes rules, SwarmStores stores, EpisodeBook.Settled settled) {
    this.rules = rules;
    this.stores = stores;
    this.settled = settled;
  }

  /**
   * An episode settled.
   *
   * @param nowMs effective time of the event that closed it
   */
  void owe(InfoHash infoHash, Episode episode, List<Payment> payments, long nowMs) {
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

  /** Pays a bounded number of those that are owed for longest. */
  void advance() {
    for (var owed : oldest()) {
      pay(SwarmStores.payoutInfoHash(owed.getKey()), owed.getValue());
      SwarmStores.forget(stores.payouts(), owed.getKey());
    }
  }

  private List<Map.Entry<Bytes, Payout>> oldest() {
    var oldest = new ArrayList<Map.Entry<Bytes, Payout>>();
    try (var all = stores.payouts().all()) {
      while (all.hasNext() && oldest.size() < rules.payouts()) {
        var entry = all.next();
        oldest.add(Map.entry(entry.key, entry.value));
      }
    }
    return oldest;
  }

  private void pay(InfoHash infoHash, Payout payout) {
    for (Payment payment : payout.payments()) {
      settled.credited(infoHash, payment.clientId(), Credit.of(payment, payout.atMs()));
      if (payment.borneOut()) {
        var key = SwarmStores.seatKey(infoHash, payment.networkId());
        var seat = NetworkPresence.of(stores.seats().get(key));
        stores.seats().put(key, seat.corroborated(payout.atMs()));
      }
    }
  }
}
