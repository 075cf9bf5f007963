package equilibrium.ingress.follow;

import equilibrium.ingress.answer.ProcessContext;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.log.RemoteSessions;
import equilibrium.ingress.log.RemoteSessions.Endpoint;
import equilibrium.ingress.log.RemoteSessions.Order;
import equilibrium.ingress.log.RemoteSessions.Owner;
import equilibrium.ingress.log.RemoteSessions.State;
import equilibrium.platform.EffectiveTime;
import equilibrium.platform.PostgresSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the swarms at start from PostgreSQL. The rows are consistent with the offsets stored beside
 * them, so the tail continues exactly there. A row from the future counts as received at most as
 * far ahead as clocks may differ.
 */
public final class Hydration {
  private static final Logger LOG = LoggerFactory.getLogger(Hydration.class);

  /** Rows of one fetch: neither memory nor the role's statement timeout has to fit a table. */
  private static final int FETCH_ROWS = 10_000;

  private static final String PEERS =
      """
      SELECT info_hash, peer_id, client_id, identity, address, port, event, left_bytes, received_at,
             session_started_at, event_node, event_boot, event_sequence
      FROM peers WHERE received_at >= ? AND address_key = 0
      """;
  private static final String DOWNLOADS =
      """
      SELECT info_hash, completed, at FROM swarm_balances
      WHERE completed > 0 AND seeders + leechers > 0 AND NOT deleted
      """;

  private final PostgresSettings postgres;
  private final TrackerState state;
  private final ProcessContext process;

  public Hydration(PostgresSettings postgres, TrackerState state, ProcessContext process) {
    this.postgres = postgres;
    this.state = state;
    this.process = process;
  }

  /**
   * Reads the peers that announced since a time.
   *
   * @return the next offset of each partition of {@code announces}; empty: nothing could be read,
   *     so the last peer lifetime of the log is read instead
   */
  public Map<Integer, Long> read(long sinceMs) {
    try (var db = postgres.connect("ingress hydration")) {
      db.setAutoCommit(false);
      db.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      downloads(db);
      long peers = peers(db, sinceMs);
      var offsets = FollowedTable.offsets(db, Topics.ANNOUNCES.name());
      LOG.atInfo().addKeyValue("peers", peers).log("peers read from PostgreSQL");
      return offsets;
    } catch (SQLException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("peers cannot be read from PostgreSQL; reading the last peer lifetime from Kafka");
      return Map.of();
    }
  }

  private long peers(Connection db, long sinceMs) throws SQLException {
    var sessions = new RemoteSessions(state);
    long peers = 0;
    try (var select = db.prepareStatement(PEERS)) {
      select.setFetchSize(FETCH_ROWS);
      select.setTimestamp(1, new Timestamp(sinceMs));
      try (var row = select.executeQuery()) {
        while (row.next()) {
          sessions.enter(session(row));
          peers++;
        }
      }
    }
    return peers;
  }

  private long latestMs() {
    return process.clock().nowMs()
        + EffectiveTime.AHEAD_LIMIT.toMillis() * process.scale().factor();
  }

  private RemoteSessions.Session session(ResultSet row) throws SQLException {
    Long left = row.getObject("left_bytes", Long.class);
    return new RemoteSessions.Session(
        new InfoHash(row.getBytes("info_hash")),
        new PeerId(row.getBytes("peer_id")),
        new Owner(
            new ClientId(row.getBytes("client_id")),
            row.getString("identity").equals(Identity.KEY.name())),
        new Endpoint(new Address(row.getBytes("address")), row.getInt("port")),
        new State(AnnounceEvent.valueOf(row.getString("event")), left),
        new Order(
            Math.min(row.getTimestamp("received_at").getTime(), latestMs()),
            row.getTimestamp("session_started_at").getTime(),
            eventId(row)));
  }

  private static EventId eventId(ResultSet row) throws SQLException {
    return new EventId(
        row.getLong("event_node"), row.getLong("event_boot"), row.getLong("event_sequence"));
  }

  /** Of the swarms that have peers. They come first, since peers that completed count too. */
  private void downloads(Connection db) throws SQLException {
    try (var select = db.prepareStatement(DOWNLOADS)) {
      select.setFetchSize(FETCH_ROWS);
      try (var row = select.executeQuery()) {
        while (row.next()) {
          int completed = (int) Math.min(Integer.MAX_VALUE, row.getLong("completed"));
          long atMs = row.getTimestamp("at").getTime();
          state.swarms().downloads(row.getBytes("info_hash"), completed, atMs);
        }
      }
    }
  }
}
