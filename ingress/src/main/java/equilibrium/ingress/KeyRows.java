package equilibrium.ingress;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.KeyState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * {@code announce_keys}: which key ids lead to which client. A rotated client has two for a while;
 * the old one is good until its time is over. Revoked ones are known as such.
 */
final class KeyRows implements Following.Rows<ClientId> {
  private final Known<ClientId, IssuedKey> keys;
  private final Known<ClientId, Set<ClientId>> keysOf;

  KeyRows(Operator operator) {
    this.keys = operator.keys();
    this.keysOf = operator.keysOf();
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
    boolean revoked = row.getString("state").equals(KeyState.REVOKED.name());
    var id = new ClientId(row.getBytes("key_id"));
    byte[] previous = row.getBytes("previous_key_id");
    keys.put(id, new IssuedKey(client, revoked ? IssuedKey.REVOKED : Long.MAX_VALUE));
    if (previous == null) {
      keysOf.put(client, Set.of(id));
      return;
    }
    long untilMs = revoked ? IssuedKey.REVOKED : row.getTimestamp("previous_until").getTime();
    var old = new ClientId(previous);
    keys.put(old, new IssuedKey(client, untilMs));
    keysOf.put(client, Set.copyOf(List.of(id, old)));
  }

  @Override
  public void remove(ClientId client) {
    var old = keysOf.get(client);
    if (old != null) {
      keysOf.remove(client);
      old.forEach(keys::remove);
    }
  }

  @Override
  public void end(Set<ClientId> clients) {
    Set.copyOf(keysOf.keys()).stream()
        .filter(client -> !clients.contains(client))
        .forEach(this::remove);
  }
}
