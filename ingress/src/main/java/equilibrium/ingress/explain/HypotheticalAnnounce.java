package equilibrium.ingress.explain;

import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.admission.Admission.Why;
import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.admission.Torrent;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.answer.AnnouncePolicy;
import equilibrium.ingress.explain.ChoiceQuery.Session;
import equilibrium.ingress.explain.ChoiceQuery.Subject;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.ingress.swarm.Visit;
import equilibrium.ingress.swarm.inspect.Census;
import equilibrium.ingress.swarm.inspect.Preview;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.PeerId;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An announce that no client has sent, as it would be answered: over HTTP, without an event.
 *
 * @param torrent null: the operator has neither allowed nor denied it
 * @param nowMs tracker time, milliseconds since 1970
 */
record HypotheticalAnnounce(
    ChoiceQuery query, ClientLookup client, Rules rules, @Nullable Torrent torrent, long nowMs) {
  private static final byte[] NO_ADDRESS = new byte[16];

  /** Why it would be refused; null: it would not. */
  @Nullable Why refused() {
    var against = Admission.against(torrent, named(), rules);
    return against == null ? client.refused() : against;
  }

  /** The peer id that the question names; null: none. */
  @Nullable PeerId named() {
    return query.session() instanceof Session.Of(var peerId) ? peerId : null;
  }

  boolean isGated() {
    return Admission.isGated(torrent, rules);
  }

  /** Fills in the question as an announce does. */
  Preview preview(AnnouncePolicy policy, Census census) {
    var visit = new Visit();
    var peerId = peerId(census);
    var left = query.left();
    var address = query.subject() instanceof Subject.From(Address from) ? from.bytes() : NO_ADDRESS;
    visit
        .asked()
        .session(
            query.infoHash().bytes(),
            peerId == null ? randomPeerId() : peerId,
            Math.max(0, client.number()))
        .from(address, 0)
        .as(
            Announce.role(AnnounceEvent.NONE, left == null ? Announce.NOT_SAID : left),
            false,
            left == null)
        .received(nowMs, 0, nowMs)
        .peers(
            AnnouncePolicy.wanted(query.numWant(), PeerList.MOST, rules),
            true,
            policy(policy),
            isGated())
        .limits(0, AnnouncePolicy.earlyMs(AnnounceEvent.NONE, rules), rules.pace().early());
    return new Preview(visit, peerId != null, left == null);
  }

  private byte @Nullable [] peerId(Census census) {
    return switch (query.session()) {
      case Session.Of(var named) -> named.bytes();
      case Session.New() -> null;
      case Session.Last() -> census.sessions().stream().findFirst().orElse(null);
    };
  }

  /** A peer id that no peer has. */
  private static byte[] randomPeerId() {
    byte[] peerId = new byte[20];
    ThreadLocalRandom.current().nextBytes(peerId);
    return peerId;
  }

  private Policy policy(AnnouncePolicy policy) {
    return client.id() == null ? policy.usualPolicy() : policy.policy(client.id());
  }
}
