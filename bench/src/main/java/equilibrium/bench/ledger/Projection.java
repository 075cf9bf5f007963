package equilibrium.bench.ledger;

import java.sql.Connection;
import java.sql.SQLException;

/** What PostgreSQL holds of the tables that the model folds. */
final class Projection {
  private static final String PEERS =
      """
      SELECT encode(info_hash, 'hex') || ' ' || encode(peer_id, 'hex'),
        event_boot || ' ' || event_sequence || ' ' || event_node || ' ' || event || ' '
          || coalesce(uploaded, -1) || ' ' || coalesce(downloaded, -1) || ' '
          || coalesce(left_bytes, -1) || ' ' || port
      FROM peers WHERE deleted = (event = 'STOPPED')
      """;

  private static final String CONTRIBUTIONS =
      """
      SELECT encode(info_hash, 'hex') || ' ' || encode(client_id, 'hex'),
        announces || ' ' || uploaded || ' ' || downloaded
      FROM contributions
      """;

  private static final String BALANCES =
      """
      SELECT encode(info_hash, 'hex'),
        uploaded || ' ' || downloaded || ' ' || seeders || ' ' || leechers || ' ' || completed
      FROM swarm_balances WHERE NOT deleted
      """;

  static Rows peers(Connection db) throws SQLException {
    return rows(db, PEERS);
  }

  static Rows contributions(Connection db) throws SQLException {
    return rows(db, CONTRIBUTIONS);
  }

  static Rows balances(Connection db) throws SQLException {
    return rows(db, BALANCES);
  }

  private static Rows rows(Connection db, String query) throws SQLException {
    var rows = new Rows();
    try (var statement = db.createStatement();
        var row = statement.executeQuery(query)) {
      while (row.next()) {
        rows.put(row.getString(1), row.getString(2));
      }
    }
    return rows;
  }

  private Projection() {}
}
