package equilibrium.scoring.swarm;

import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.session.Owner;
import equilibrium.scoring.swarm.Settlement.Party;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who received how many bytes in an episode, kept or not. */
final class Received {
  /** A client on one of its networks. */
  private record Seated(ClientId clientId, ClientId networkId) {}

  private final Map<ClientId, Long> byClient = new HashMap<>();
  private final Map<ClientId, Long> byNetwork = new HashMap<>();
  private final Map<Seated, Long> byBoth = new HashMap<>();

  Received(List<Party> parties) {
    for (Party party : parties) {
      long bytes = party.claim().received();
      if (bytes > 0) {
        var owner = party.session().owner();
        byClient.merge(owner.clientId(), bytes, Saturating::sum);
        byNetwork.merge(owner.networkId(), bytes, Saturating::sum);
        byBoth.merge(new Seated(owner.clientId(), owner.networkId()), bytes, Saturating::sum);
      }
    }
  }

  /** By the client on any network, or by anybody on its network. */
  long by(Owner owner) {
    long both = byBoth.getOrDefault(new Seated(owner.clientId(), owner.networkId()), 0L);
    long elsewhere = byClient.getOrDefault(owner.clientId(), 0L) - both;
    return Saturating.sum(byNetwork.getOrDefault(owner.networkId(), 0L), elsewhere);
  }
}
