package equilibrium.ingress;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.KeyState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * {@code announce_keys}: which key ids lead to which client. A rotated client has two for a while;
 *
 * <p>the old one is good until its time is over.
 */
final class KeyRows implements Following.Rows<ClientId> {
  private final Known<ClientId, GoodKey> keys;
  private final Map<ClientId, Set<ClientId>> ofClient = new HashMap<>();

  KeyRows(Known<ClientId, GoodKey> keys) {
    this.keys = keys;
  }

  @Override
  public String columns() {
    return "client_id, key_id, previous_key_id, previous_until, state";
  }

  @Override
  public RowKey<ClientId> key() {
    return RowKey.CLIENT;
  }

  @Override
  public void put(ClientId client, ResultSet row) throws SQLException {
    remove(client);
    if (row.getString("state").equals(KeyState.REVOKED.name())) {
      return;
    }
    enter(client, row.getBytes("key_id"), Long.MAX_VALUE);
    byte[] previous = row.getBytes("previous_key_id");
    if (previous != null) {
      enter(client, previous, row.getTimestamp("previous_until").getTime());
    }
  }

  private void enter(ClientId client, byte[] keyId, long untilMs) {
    var id = new ClientId(keyId);
    keys.put(id, new GoodKey(client, untilMs));
    ofClient.computeIfAbsent(client, _ -> new HashSet<>()).add(id);
  }

  @Override
  public void remove(ClientId client) {
    var old = ofClient.remove(client);
    if (old != null) {
      old.forEach(keys::remove);
    }
  }

  @Override
  public void end(Set<ClientId> clients) {
    Set.copyOf(ofClient.keySet()).stream()
        .filter(client -> !clients.contains(client))
        .forEach(this::remove);
  }
}
