package equilibrium.ingress.follow;

import equilibrium.ingress.swarm.Clients;
import equilibrium.schemas.Tables;
import equilibrium.schemas.Tier;
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
    return "tier";
  }

  @Override
  public String changedAt() {
    return Tables.TIER_OFFSET;
  }

  @Override
  public RowKey<ClientId> key() {
    return RowKey.CLIENT;
  }

  @Override
  public void put(ClientId client, ResultSet row) throws SQLException {
    clients.tier(client.bytes(), Tier.clamp(row.getInt("tier")));
  }

  @Override
  public void remove(ClientId client) {
    clients.tier(client.bytes(), Tier.LOWEST);
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
