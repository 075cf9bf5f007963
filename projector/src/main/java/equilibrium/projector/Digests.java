package equilibrium.projector;

import equilibrium.schemas.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Digests of tables that are folds of the log, to show that folding it again gives the same rows. A
 * digest is the number of rows and the sum of their 64-bit hashes (of MD5), so the order of rows
 * does not matter.
 *
 * <p>Values that a new fold may change are left out: the source of rows of derived topics, except
 * under {@code swarm_balances with source}; standings, whose tier depends on when they were
 * evaluated (their sums are taken instead); stopped peers, which the clock purges.
 */
public final class Digests {
  private static final Map<String, String> ROWS =
      Map.of(
          Tables.CONTRIBUTIONS,
          """
          SELECT info_hash, client_id, identity, announces, seconds, seconds_seeded,
            byte_seconds_seeded, uploaded, uploaded_claimed, downloaded, corrupt, redundant,
            left_bytes, extract(epoch FROM first_at), extract(epoch FROM last_at)
          FROM contributions
          """,
          Tables.SWARM_BALANCES,
          """
          SELECT info_hash, extract(epoch FROM at), uploaded, downloaded, discarded, imbalance,
            extract(epoch FROM imbalanced_since), seeders, leechers, partial_seeders,
            completed, size_bytes, deleted
          FROM swarm_balances
          """,
          Tables.SWARM_BALANCES + " with source",
          """
          SELECT info_hash, extract(epoch FROM at), uploaded, downloaded, discarded, imbalance,
            extract(epoch FROM imbalanced_since), seeders, leechers, partial_seeders,
            completed, size_bytes, deleted, source_partition, source_offset
          FROM swarm_balances
          """,
          Tables.CLIENT_SUMS,
          """
          SELECT client_id, kind, half_life_seconds, newest_epoch, cells FROM client_sums
          """,
          Tables.PEERS,
          """
          SELECT info_hash, peer_id, family, client_id, identity, network_id, address,
            address_key, port, event, uploaded, downloaded, left_bytes,
            extract(epoch FROM received_at), extract(epoch FROM session_started_at),
            event_node, event_boot, event_sequence, user_agent, source_partition, source_offset
          FROM peers WHERE NOT deleted
          """);

  /** The digests by table, of the rows that the connection sees. */
  public static SortedMap<String, String> of(Connection db) throws SQLException {
    var digests = new TreeMap<String, String>();
    try (var statement = db.createStatement()) {
      for (var rows : ROWS.entrySet()) {
        try (var digest = statement.executeQuery(digest(rows.getValue()))) {
          digest.next();
          digests.put(rows.getKey(), digest.getString(1));
        }
      }
    }
    return digests;
  }

  private static String digest(String rows) {
    return """
    SELECT count(*) || ':' || coalesce(sum(('x' || left(md5(r::text), 16))::bit(64)::bigint), 0)
    FROM (%s) AS r
    """
        .formatted(rows);
  }

  private Digests() {}
}
