package equilibrium.ingress.follow;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.PostgresSettings;
import equilibrium.schemas.Channels;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what PostgreSQL says about clients, torrents and keys in memory, never older than a second:
 * reads everything at each connect, then what is new whenever a NOTIFY says so, and each second
 * without one. While PostgreSQL is away, what was last known stays in force.
 */
public final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final int LISTEN_MS = 1000;

  /** Stands for a key, and is none. */
  private static final String WHOLE_TABLE = "";

  /**
   * A fetch takes 5 s at most; a server that is gone without a word is given up after twice that.
   */
  private static final int SILENCE_MS = 10_000;

  private final PostgresSettings postgres;
  private final List<FollowedTable<?>> tables;
  private final CountDownLatch read = new CountDownLatch(1);
  private final WholeReadings wholeReadings = new WholeReadings();
  private final BackgroundTask loop;
  private volatile boolean connected;
  private boolean told;

  public Follower(PostgresSettings postgres, List<FollowedTable<?>> tables) {
    this.postgres = postgres;
    this.tables = tables;
    this.loop = BackgroundTask.start("follower", this::pursue);
  }

  /** Waits until everything was read once; false: not within this time. */
  public boolean awaitFirstReading(Duration patience) throws InterruptedException {
    return read.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether what is in force is what PostgreSQL says. */
  public boolean isConnected() {
    return connected;
  }

  private void pursue(BackgroundTask running) {
    try (var db = postgres.connect("ingress follower")) {
      follow(db, running);
    } catch (SQLException e) {
      if (connected || !told) {
        told = true;
        LOG.atWarn()
            .addKeyValue("cause", e.getMessage())
            .log("PostgreSQL is away; what was last known stays in force");
      }
    } finally { // a bug is a way out too
      connected = false;
    }
  }

  private void follow(Connection db, BackgroundTask running) throws SQLException {
    db.setNetworkTimeout(Runnable::run, SILENCE_MS);
    db.setAutoCommit(false);
    try (var listen = db.createStatement()) {
      listen.execute("LISTEN " + Channels.PROJECTED);
      listen.execute("LISTEN " + Channels.EDITED);
    }
    db.commit();
    for (var table : tables) {
      table.readAll(db);
    }
    db.commit();
    connected = true;
    read.countDown();
    LOG.atInfo().log("standings, registrations and keys are read");
    var notifying = db.unwrap(PGConnection.class);
    while (!running.isClosing()) {
      readChanges(db, notifying);
      db.commit();
    }
  }

  /** Edits are gathered first, so that a row, or a table, is read once however often it changed. */
  private void readChanges(Connection db, PGConnection notifying) throws SQLException {
    var edited = new HashMap<String, Set<String>>();
    tables.forEach(table -> edited.put(table.table(), new HashSet<>()));
    for (var notification : notifying.getNotifications(LISTEN_MS)) {
      if (notification.getName().equals(Channels.EDITED)) {
        var payload = notification.getParameter().split(" ", 2);
        var keys = edited.get(payload[0]);
        if (keys != null && keys.size() <= FollowedTable.FETCH_ROWS) { // more is not read anyway
          keys.add(payload.length == 2 ? payload[1] : WHOLE_TABLE);
        }
      }
    }
    for (var table : tables) {
      var keys = edited.get(table.table());
      if (keys != null && !table.readEdited(db, keys)) {
        wholeReadings.request(table.table());
      }
      if (wholeReadings.isDue(table.table(), System.nanoTime())) {
        table.readAll(db);
      }
      table.readNew(db);
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
