package equilibrium.ingress.follow;

import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.admission.IssuedKey;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.KeyState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;

/**
 * {@code announce_keys}: the client of each key. After a rotation a client has two keys for a
 * while; the old one is good until its validity ends. Keys that are revoked, or in a state that
 * this version does not know, count as revoked.
 */
public final class KeyRows implements FollowedTable.Rows<ClientId> {
  private static final Set<String> SERVED = Set.of(KeyState.ISSUED.name(), KeyState.ROTATED.name());

  private final ConcurrentMap<ClientId, IssuedKey> keys;
  private final ConcurrentMap<ClientId, Set<ClientId>> keysOf;

  public KeyRows(Directory directory) {
    this.keys = directory.keys();
    this.keysOf = directory.keysOf();
  }

  @Override
  public String columns() {
    return "key_id, previous_key_id, previous_until, state";
  }

  @Override
  public RowKey<ClientId> key() {
    return RowKey.CLIENT;
  }

  /** New keys are added before old ones are removed, because other threads read concurrently. */
  @Override
  public void put(ClientId client, ResultSet row) throws SQLException {
    var issued = issued(client, row);
    var before = keysOf.get(client);
    issued.forEach(keys::put);
    keysOf.put(client, Set.copyOf(issued.keySet()));
    if (before != null) {
      before.stream().filter(id -> !issued.containsKey(id)).forEach(id -> removeKey(id, client));
    }
  }

  private static Map<ClientId, IssuedKey> issued(ClientId client, ResultSet row)
      throws SQLException {
    boolean served = SERVED.contains(row.getString("state"));
    var issued = new HashMap<ClientId, IssuedKey>();
    byte[] previous = row.getBytes("previous_key_id");
    if (previous != null) {
      long untilMs = served ? row.getTimestamp("previous_until").getTime() : IssuedKey.REVOKED;
      issued.put(new ClientId(previous), new IssuedKey(client, untilMs));
    }
    long untilMs = served ? IssuedKey.FOREVER : IssuedKey.REVOKED;
    issued.put(new ClientId(row.getBytes("key_id")), new IssuedKey(client, untilMs));
    return issued;
  }

  @Override
  public void remove(ClientId client) {
    var before = keysOf.get(client);
    if (before != null) {
      keysOf.remove(client);
      before.forEach(id -> removeKey(id, client));
    }
  }

  /** Removes a key, unless it is another client's by now: rows come in any order. */
  private void removeKey(ClientId id, ClientId client) {
    var key = keys.get(id);
    if (key != null && key.client().equals(client)) {
      keys.remove(id);
    }
  }

  @Override
  public void end(Set<ClientId> clients) {
    Set.copyOf(keysOf.keySet()).stream()
        .filter(client -> !clients.contains(client))
        .forEach(this::remove);
  }
}
