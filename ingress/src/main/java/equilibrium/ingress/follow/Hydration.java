package equilibrium.ingress.follow;

import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.log.RemoteSessions;
import equilibrium.platform.EffectiveTime;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
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
 * Fills the swarms at start from PostgreSQL, whose rows carry the offsets that they are consistent
 * with, so that the tail goes on exactly there. No row counts as heard later than clocks may
 * differ, whoever wrote it.
 */
public final class Hydration {
  private static final Logger LOG = LoggerFactory.getLogger(Hydration.class);

  /** By cursor: neither memory nor the statement timeout of the role must fit whole tables. */
  private static final int FETCH_ROWS = 10_000;

  private static final String PEERS =
      """
      SELECT info_hash, peer_id, client_id, identity, address, port, event, left_bytes, received_at,
             session_started_at, event_node, event_boot, event_sequence
      FROM peers WHERE received_at >= ? AND address_key = 0
      """;
  private static final String DOWNLOADS =
      """
      SELECT info_hash, completed FROM swarm_balances
      WHERE completed > 0 AND seeders + leechers > 0 AND NOT deleted
      """;

  private final PostgresSettings postgres;
  private final TrackerState memory;
  private final TrackerClock clock;
  private final TimeScale scale;

  public Hydration(
      PostgresSettings postgres, TrackerState memory, TrackerClock clock, TimeScale scale) {
    this.postgres = postgres;
    this.memory = memory;
    this.clock = clock;
    this.scale = scale;
  }

  /**
   * Reads the peers heard since then, and where the log goes on for each partition; empty: nothing
   * could be read, so the log's last peer lifetime has to do.
   */
  public Map<Integer, Long> read(long sinceMs) {
    try (var db = postgres.connect("ingress hydration")) {
      db.setAutoCommit(false);
      db.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      long peers = peers(db, sinceMs);
      downloads(db);
      var offsets = FollowedTable.offsets(db, Topics.ANNOUNCES.name());
      LOG.atInfo().addKeyValue("peers", peers).log("swarms read from PostgreSQL");
      return offsets;
    } catch (SQLException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("swarms cannot be read from PostgreSQL; replaying the log");
      return Map.of();
    }
  }

  private long peers(Connection db, long sinceMs) throws SQLException {
    var view = new RemoteSessions(memory);
    long peers = 0;
    try (var select = db.prepareStatement(PEERS)) {
      select.setFetchSize(FETCH_ROWS);
      select.setTimestamp(1, new Timestamp(sinceMs));
      try (var row = select.executeQuery()) {
        while (row.next()) {
          view.enter(session(row));
          peers++;
        }
      }
    }
    return peers;
  }

  private long latestMs() {
    return clock.nowMs() + EffectiveTime.AHEAD_LIMIT.toMillis() * scale.factor();
  }

  private RemoteSessions.Session session(ResultSet row) throws SQLException {
    Long left = row.getObject("left_bytes", Long.class);
    return new RemoteSessions.Session(
        new InfoHash(row.getBytes("info_hash")),
        new PeerId(row.getBytes("peer_id")),
        new ClientId(row.getBytes("client_id")),
        row.getString("identity").equals(Identity.KEY.name()),
        new Address(row.getBytes("address")),
        row.getInt("port"),
        AnnounceEvent.valueOf(row.getString("event")),
        left,
        Math.min(row.getTimestamp("received_at").getTime(), latestMs()),
        row.getTimestamp("session_started_at").getTime(),
        new EventId(
            row.getLong("event_node"), row.getLong("event_boot"), row.getLong("event_sequence")));
  }

  private void downloads(Connection db) throws SQLException {
    try (var select = db.prepareStatement(DOWNLOADS)) {
      select.setFetchSize(FETCH_ROWS);
      try (var row = select.executeQuery()) {
        while (row.next()) {
          int completed = (int) Math.min(Integer.MAX_VALUE, row.getLong("completed"));
          memory.swarms().downloads(row.getBytes("info_hash"), completed);
        }
      }
    }
  }
}
