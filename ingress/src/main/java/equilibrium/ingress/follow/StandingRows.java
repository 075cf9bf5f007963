package equilibrium.ingress.follow;

import equilibrium.ingress.swarm.Clients;
import equilibrium.schemas.event.ClientId;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

/** {@code client_standings}: only the tier matters here. */
public final class StandingRows implements FollowedTable.Rows<ClientId> {
  private static final int HIGHEST = 3;

  private final Clients clients;

  public StandingRows(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String columns() {
    return "client_id, tier";
  }

  @Override
  public RowKey<ClientId> key() {
    return RowKey.CLIENT;
  }

  @Override
  public void put(ClientId client, ResultSet row) throws SQLException {
    set(client, Math.clamp(row.getInt("tier"), 0, HIGHEST));
  }

  @Override
  public void remove(ClientId client) {
    set(client, 0);
  }

  private void set(ClientId client, int tier) {
    var id = ByteBuffer.wrap(client.bytes());
    clients.tier(id.getLong(), id.getLong(), tier);
  }

  @Override
  public void begin() {
    clients.beginReading();
  }

  @Override
  public void end(Set<ClientId> keys) {
    clients.endReading();
  }
}
