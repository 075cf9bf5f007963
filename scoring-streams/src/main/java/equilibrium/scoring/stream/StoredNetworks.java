package equilibrium.scoring.stream;

import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.client.Population;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/** The counted eligible clients of each network, in a store. */
record StoredNetworks(KeyValueStore<ClientId, List<ClientId>> store)
    implements Population.NetworkMembers {

  @Override
  public List<ClientId> get(ClientId networkId) {
    List<ClientId> clients = store.get(networkId);
    return clients == null ? List.of() : clients;
  }

  @Override
  public void put(ClientId networkId, List<ClientId> clients) {
    store.put(networkId, clients.isEmpty() ? null : clients);
  }
}
