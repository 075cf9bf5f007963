package equilibrium.scoring.swarm;

import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.session.Owner;
import equilibrium.scoring.swarm.Settlement.Participant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Bytes received in an episode, kept or not, by client and by network. */
final class Received {
  private record ClientOnNetwork(ClientId clientId, ClientId networkId) {
    static ClientOnNetwork of(Owner owner) {
      return new ClientOnNetwork(owner.clientId(), owner.networkId());
    }
  }

  private final Map<ClientId, Long> byClient = new HashMap<>();
  private final Map<ClientId, Long> byNetwork = new HashMap<>();
  private final Map<ClientOnNetwork, Long> byBoth = new HashMap<>();

  Received(List<Participant> participants) {
    for (Participant participant : participants) {
      long bytes = participant.claim().traffic().received();
      if (bytes > 0) {
        var owner = participant.session().owner();
        byClient.merge(owner.clientId(), bytes, Saturating::sum);
        byNetwork.merge(owner.networkId(), bytes, Saturating::sum);
        byBoth.merge(ClientOnNetwork.of(owner), bytes, Saturating::sum);
      }
    }
  }

  /** By the client on any network, and by anybody on its network. */
  long by(Owner owner) {
    long both = byBoth.getOrDefault(ClientOnNetwork.of(owner), 0L);
    long elsewhere = byClient.getOrDefault(owner.clientId(), 0L) - both;
    return Saturating.sum(byNetwork.getOrDefault(owner.networkId(), 0L), elsewhere);
  }
}
