package equilibrium.ingress.explain;

import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.admission.Admission.Why;
import equilibrium.ingress.admission.Identities;
import equilibrium.ingress.admission.IssuedKey;
import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.announce.AnnounceKey;
import equilibrium.ingress.announce.ClientIdentity;
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
 * The client that an announce would be attributed to.
 *
 * @param id null: none, since the key belongs to no client
 * @param identity what the id was made from; null: not known
 * @param number in {@link Clients}; -1: it is not there
 * @param refused why its announce would be refused; null: it would not
 */
record ClientLookup(
    @Nullable ClientId id,
    @Nullable Identity identity,
    Key key,
    int number,
    @Nullable Why refused) {

  /** State of the announce key. */
  enum Key {
    /** The client is not known by a key. */
    NONE,
    GOOD,
    /** A new key has replaced it, and its validity has ended. */
    EXPIRED,
    REVOKED,
    UNKNOWN
  }

  private static final Address ANY = Addresses.of(new byte[4]);

  /** Finds the client by the rules in force. */
  record Finder(Admission admission, Clients clients, Rules rules, long nowMs) {

    ClientLookup find(ChoiceQuery query) throws Bad {
      return switch (query.subject()) {
        case Subject.Client(var id) -> byId(id);
        case Subject.Key(var key) -> announcing(ANY, key, peerId(query));
        case Subject.From(var address) -> announcing(address, null, peerId(query));
      };
    }

    /** Needed where clients are known by their peer ids; elsewhere it does not matter. */
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
      var client = new ClientIdentity();
      var announceKey = new AnnounceKey();
      announceKey.set(key);
      if (admission.identify(address, announceKey, peerId, rules, client)) {
        boolean keyed = client.identity() == Identity.KEY;
        return lookup(client.id(), client.identity(), keyed ? Key.GOOD : Key.NONE, null);
      }
      if (key == null) {
        var id = admission.network(address);
        return lookup(id, Identity.ADDRESS, Key.NONE, Why.KEY_UNKNOWN);
      }
      var issued = admission.directory().keys().get(ClientIds.ofKey(key));
      return lookup(
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

    /** An id does not say what it was made from; keys and earlier announces may. */
    private ClientLookup byId(ClientId id) {
      if (rules.identity() == Identities.PEER_ID) {
        return lookup(id, Identity.PEER_ID, Key.NONE, null);
      }
      var keys = admission.directory().keysOf().get(id);
      int number = number(id);
      if (keys == null && !(number > 0 && clients.isKeyed(number))) {
        boolean keyNeeded = rules.identity() == Identities.KEY;
        return lookup(id, null, Key.NONE, keyNeeded ? Why.KEY_UNKNOWN : null);
      }
      var key = best(keys == null ? Set.of() : keys);
      return lookup(id, Identity.KEY, key, key == Key.GOOD ? null : Why.KEY_UNKNOWN);
    }

    private Key best(Set<ClientId> keys) {
      var best = Key.UNKNOWN;
      for (ClientId id : keys) {
        var state = state(admission.directory().keys().get(id));
        best = state.compareTo(best) < 0 ? state : best;
      }
      return best;
    }

    private ClientLookup lookup(
        @Nullable ClientId id, @Nullable Identity identity, Key key, @Nullable Why refused) {
      return new ClientLookup(id, identity, key, id == null ? -1 : number(id), refused);
    }

    private int number(ClientId id) {
      return clients.number(id.bytes());
    }
  }
}
