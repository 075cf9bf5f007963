package equilibrium.ingress.explain;

import equilibrium.ingress.IngressConfig.Identities;
import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.admission.Admission.Why;
import equilibrium.ingress.admission.IssuedKey;
import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.explain.ChoiceQuery.Bad;
import equilibrium.ingress.explain.ChoiceQuery.Session;
import equilibrium.ingress.explain.ChoiceQuery.Subject;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Clients;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.PeerId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom an announce would be taken for.
 *
 * @param id null: nobody, since the key leads to nobody
 * @param identity null: not known, since only the id is
 * @param number in {@link Clients}; -1: it is not known there
 * @param refused what stands against it; null: nothing
 */
record ClientLookup(
    @Nullable ClientId id,
    @Nullable Identity identity,
    Key key,
    int number,
    @Nullable Why refused) {

  /** What is known of the announce key. */
  enum Key {
    /** It is not known by a key. */
    NONE,
    GOOD,
    /** Another took its place, and its time is over. */
    EXPIRED,
    REVOKED,
    UNKNOWN
  }

  private static final Address ANY = Addresses.of(new byte[4]);

  /** Finds out by the rules in force who is meant. */
  record Finder(Admission admission, Clients clients, Rules rules, long nowMs) {

    ClientLookup find(ChoiceQuery query) throws Bad {
      return switch (query.subject()) {
        case Subject.Client(var id) -> byId(id);
        case Subject.Key(var key) -> announcing(ANY, key, peerId(query));
        case Subject.From(var address) -> announcing(address, null, peerId(query));
      };
    }

    /** Whoever is known by a peer id must name one; to all others it does not matter. */
    private PeerId peerId(ChoiceQuery query) throws Bad {
      if (query.session() instanceof Session.Of(var peerId)) {
        return peerId;
      }
      if (rules.identity() == Identities.PEER_ID) {
        throw new Bad(
            "peer-id is missing, expected 40 hex digits: clients are known by it"
                + " (ingress.identity = \"peer-id\")");
      }
      return new PeerId(new byte[Ids.PEER_ID_BYTES]);
    }

    private ClientLookup announcing(Address address, @Nullable String key, PeerId peerId) {
      var caller = admission.caller(address, key, peerId, rules);
      if (caller != null) {
        boolean keyed = caller.identity() == Identity.KEY;
        return asker(caller.id(), caller.identity(), keyed ? Key.GOOD : Key.NONE, null);
      }
      if (key == null) {
        var id = admission.network(address);
        return asker(id, Identity.ADDRESS, Key.NONE, Why.KEY_UNKNOWN);
      }
      var issued = admission.operator().keys().get(ClientIds.ofKey(key));
      return asker(
          issued == null ? null : issued.client(), Identity.KEY, state(issued), Why.KEY_UNKNOWN);
    }

    private Key state(@Nullable IssuedKey key) {
      if (key == null) {
        return Key.UNKNOWN;
      }
      if (key.isGood(nowMs)) {
        return Key.GOOD;
      }
      return key.isRevoked() ? Key.REVOKED : Key.EXPIRED;
    }

    /** An id alone does not say what it was made from; what is known of it may. */
    private ClientLookup byId(ClientId id) {
      if (rules.identity() == Identities.PEER_ID) {
        return asker(id, Identity.PEER_ID, Key.NONE, null);
      }
      var keys = admission.operator().keysOf().get(id);
      int number = number(id);
      if (keys == null && !(number > 0 && clients.isKeyed(number))) {
        boolean keyNeeded = rules.identity() == Identities.KEY;
        return asker(id, null, Key.NONE, keyNeeded ? Why.KEY_UNKNOWN : null);
      }
      var key = best(keys == null ? Set.of() : keys);
      return asker(id, Identity.KEY, key, key == Key.GOOD ? null : Why.KEY_UNKNOWN);
    }

    private Key best(Set<ClientId> keys) {
      var best = Key.UNKNOWN;
      for (ClientId id : keys) {
        var state = state(admission.operator().keys().get(id));
        best = state.compareTo(best) < 0 ? state : best;
      }
      return best;
    }

    private ClientLookup asker(
        @Nullable ClientId id, @Nullable Identity identity, Key key, @Nullable Why refused) {
      return new ClientLookup(id, identity, key, id == null ? -1 : number(id), refused);
    }

    private int number(ClientId id) {
      return clients.number(Ids.high(id), Ids.low(id));
    }
  }
}
