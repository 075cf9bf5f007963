package equilibrium.scoring.stream;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.client.Population;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** The counted clients of each network in a store: their ids, 16 bytes each. */
record StoredNetworks(KeyValueStore<ClientId, Bytes> store) implements Population.Networks {

  @Override
  public List<ClientId> get(ClientId networkId) {
    var clients = new ArrayList<ClientId>();
    Bytes ids = store.get(networkId);
    for (var in = ByteBuffer.wrap(ids == null ? new byte[0] : ids.get()); in.hasRemaining(); ) {
      byte[] id = new byte[Ids.CLIENT_ID_BYTES];
      in.get(id);
      clients.add(new ClientId(id));
    }
    return clients;
  }

  @Override
  public void put(ClientId networkId, List<ClientId> clients) {
    var ids = ByteBuffer.allocate(clients.size() * Ids.CLIENT_ID_BYTES);
    clients.forEach(client -> ids.put(client.bytes()));
    store.put(networkId, clients.isEmpty() ? null : Bytes.wrap(ids.array()));
  }
}
