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
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HashMap;
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

  /** A server that is silent for so long counts as gone. */
  private static final int SILENCE_MS = 10_000;

  private final PostgresSettings postgres;
  private final TrackerState state;
  private final ProcessContext process;
  private final Counter skipped;
  private volatile boolean reading;

  public Hydration(
      PostgresSettings postgres,
      TrackerState state,
      ProcessContext process,
      MeterRegistry metrics) {
    this.postgres = postgres;
    this.state = state;
    this.process = process;
    this.skipped =
        Counter.builder("equilibrium_hydration_rows_skipped_total")
            .description("Rows of peers that this version could not read at start")
            .register(metrics);
  }

  /** Whether rows are arriving. */
  public boolean isReading() {
    return reading;
  }

  /**
   * Reads the peers that announced since a time, unless those that are in memory are as new.
   *
   * @param known next offset of each partition of {@code announces}, up to which memory holds all
   * @return the next offsets up to which memory holds all now; empty: none is known, so the last
   *     peer lifetime of the log is read instead
   */
  public Map<Integer, Long> read(long sinceMs, Map<Integer, Long> known) {
    try (var db = postgres.connect("ingress hydration")) {
      db.setNetworkTimeout(Runnable::run, SILENCE_MS);
      reading = true;
      db.setAutoCommit(false);
      db.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      var offsets = FollowedTable.offsets(db, Topics.ANNOUNCES.name());
      if (!known.isEmpty() && newest(known, offsets).equals(known)) {
        LOG.atInfo().log("PostgreSQL has no newer peers than the snapshot");
        return known;
      }
      downloadsIfPossible(db);
      long peers = peers(db, sinceMs);
      LOG.atInfo().addKeyValue("peers", peers).log("peers read from PostgreSQL");
      return newest(known, offsets);
    } catch (SQLException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log(
              known.isEmpty()
                  ? "peers cannot be read from PostgreSQL; reading the last peer lifetime from Kafka"
                  : "peers cannot be read from PostgreSQL; the snapshot's are used");
      return known;
    } finally {
      reading = false;
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
          peers += enter(sessions, row) ? 1 : 0;
        }
      }
    }
    return peers;
  }

  private static Map<Integer, Long> newest(Map<Integer, Long> some, Map<Integer, Long> others) {
    var newest = new HashMap<>(some);
    others.forEach((partition, offset) -> newest.merge(partition, offset, Math::max));
    return newest;
  }

  /** A row that a newer version wrote, or somebody by hand, must not keep the node from serving. */
  private boolean enter(RemoteSessions sessions, ResultSet row) throws SQLException {
    try {
      sessions.enter(session(row));
      return true;
    } catch (RuntimeException e) { // an unknown enum word, a wrong length, a missing value
      if (skipped.count() == 0) {
        LOG.atWarn()
            .addKeyValue("cause", e.toString())
            .log("a row of peers cannot be read and is skipped; further ones are only counted");
      }
      skipped.increment();
      return false;
    }
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

  /**
   * Without them the peers are read all the same: the table may be too large for one statement, and
   * a follower reads it too.
   */
  private void downloadsIfPossible(Connection db) throws SQLException {
    var before = db.setSavepoint();
    try {
      downloads(db);
      db.releaseSavepoint(before);
    } catch (SQLException e) {
      db.rollback(before); // fails if the connection is lost
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("numbers of downloads cannot be read from PostgreSQL at once; they follow later");
    }
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
