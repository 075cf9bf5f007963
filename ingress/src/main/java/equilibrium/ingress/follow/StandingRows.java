package equilibrium.ingress.follow;

import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Selection;
import equilibrium.schemas.event.ClientId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

/** {@code client_standings}: the tiers of clients. */
public final class StandingRows implements FollowedTable.Rows<ClientId> {
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
    clients.tier(client.bytes(), Math.clamp(row.getInt("tier"), 0, Selection.HIGHEST_TIER));
  }

  @Override
  public void remove(ClientId client) {
    clients.tier(client.bytes(), 0);
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
