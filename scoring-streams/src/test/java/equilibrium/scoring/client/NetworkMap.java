package equilibrium.scoring.client;

import equilibrium.schemas.event.ClientId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The clients of each network, in memory. */
public final class NetworkMap implements Population.NetworkMembers {
  final Map<ClientId, List<ClientId>> clients = new HashMap<>();

  @Override
  public List<ClientId> get(ClientId networkId) {
    return clients.getOrDefault(networkId, List.of());
  }

  @Override
  public void put(ClientId networkId, List<ClientId> all) {
    clients.put(networkId, all);
  }
}
