package equilibrium.ingress.follow;

import equilibrium.ingress.swarm.Swarms;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.InfoHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

/**
 * {@code swarm_balances}: how often each torrent was downloaded. A number counts completions ever
 * registered (BEP 48), so it stays if its row goes.
 */
public final class DownloadRows implements FollowedTable.Rows<InfoHash> {
  private final Swarms swarms;

  public DownloadRows(Swarms swarms) {
    this.swarms = swarms;
  }

  @Override
  public String columns() {
    return "completed, at";
  }

  @Override
  public String condition() {
    return "completed > 0";
  }

  @Override
  public String changedAt() {
    return Tables.COMPLETED_OFFSET;
  }

  @Override
  public RowKey<InfoHash> key() {
    return RowKey.TORRENT;
  }

  @Override
  public void put(InfoHash infoHash, ResultSet row) throws SQLException {
    int completed = (int) Math.min(Integer.MAX_VALUE, row.getLong("completed"));
    swarms.downloads(infoHash.bytes(), completed, row.getTimestamp("at").getTime());
  }

  @Override
  public void remove(InfoHash infoHash) {}

  @Override
  public boolean removesMissing() {
    return false;
  }

  @Override
  public void end(Set<InfoHash> keys) {}
}
