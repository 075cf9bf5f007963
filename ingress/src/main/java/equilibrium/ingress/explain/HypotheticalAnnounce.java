package equilibrium.ingress.explain;

import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.admission.Admission.Why;
import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.admission.Torrent;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.answer.AnnouncePolicy;
import equilibrium.ingress.explain.ChoiceQuery.Session;
import equilibrium.ingress.explain.ChoiceQuery.Subject;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Census;
import equilibrium.ingress.swarm.Preview;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.PeerId;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An announce that nobody made, as it would be met: over HTTP, without an event.
 *
 * @param torrent null: the operator said nothing of it
 * @param nowMs tracker time, milliseconds since 1970
 */
record HypotheticalAnnounce(
    ChoiceQuery query, ClientLookup asker, Rules rules, @Nullable Torrent torrent, long nowMs) {

  /** Why it would be refused; null: it would not. */
  @Nullable Why refused() {
    var against = Admission.against(torrent, named(), rules);
    return against == null ? asker.refused() : against;
  }

  /** The session that is asked about by name. */
  @Nullable PeerId named() {
    return query.session() instanceof Session.Of(var peerId) ? peerId : null;
  }

  boolean isGated() {
    return Admission.isGated(torrent, rules);
  }

  /** Fills in a visit as an announce does. */
  Preview preview(AnnouncePolicy terms, Census census) {
    var preview = new Preview();
    var visit = preview.visit;
    visit.atMs = nowMs;
    visit.sessionStartedAtMs = nowMs;
    visit.client = Math.max(0, asker.number());
    visit.policy = policy(terms);
    visit.gated = isGated();
    visit.bothFamilies = true;
    visit.mostPeers = terms.most();
    visit.wanted = terms.wanted(query.numWant(), visit);
    visit.role = Announce.role(AnnounceEvent.NONE, query.left());
    terms.pace(visit, AnnounceEvent.NONE, rules);
    System.arraycopy(query.infoHash().bytes(), 0, visit.infoHash, 0, 20);
    if (query.subject() instanceof Subject.From(Address address)) {
      Addresses.enter(address.bytes(), visit);
    }
    var peerId = peerId(census);
    preview.standsForSession = peerId != null;
    preview.takesRole = query.left() == null;
    System.arraycopy(peerId == null ? drawn() : peerId, 0, visit.peerId, 0, 20);
    return preview;
  }

  private byte @Nullable [] peerId(Census census) {
    return switch (query.session()) {
      case Session.Of(var named) -> named.bytes();
      case Session.New() -> null;
      case Session.Last() -> census.sessions().stream().findFirst().orElse(null);
    };
  }

  /** A peer id that is nobody's. */
  private static byte[] drawn() {
    byte[] peerId = new byte[20];
    ThreadLocalRandom.current().nextBytes(peerId);
    return peerId;
  }

  private Policy policy(AnnouncePolicy terms) {
    if (asker.id() == null) {
      return terms.usualPolicy();
    }
    return terms.policy(Ids.high(asker.id()), Ids.low(asker.id()));
  }
}
