package equilibrium.ingress.follow;

import equilibrium.ingress.admission.Torrent;
import equilibrium.schemas.event.InfoHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;

/** {@code registrations}: which torrents are allowed or denied. */
public final class TorrentRows implements FollowedTable.Rows<InfoHash> {
  private final ConcurrentMap<InfoHash, Torrent> torrents;

  public TorrentRows(ConcurrentMap<InfoHash, Torrent> torrents) {
    this.torrents = torrents;
  }

  @Override
  public String columns() {
    return "allowed, private";
  }

  @Override
  public RowKey<InfoHash> key() {
    return RowKey.TORRENT;
  }

  @Override
  public void put(InfoHash infoHash, ResultSet row) throws SQLException {
    torrents.put(infoHash, new Torrent(row.getBoolean("allowed"), row.getBoolean("private")));
  }

  @Override
  public void remove(InfoHash infoHash) {
    torrents.remove(infoHash);
  }

  @Override
  public void end(Set<InfoHash> keys) {
    torrents.keySet().retainAll(keys);
  }
}
