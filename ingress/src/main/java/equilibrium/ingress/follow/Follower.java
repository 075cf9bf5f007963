package equilibrium.ingress.follow;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.PostgresSettings;
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
 * Keeps standings, torrents and keys of PostgreSQL in memory, at most a second old: reads whole
 * tables at each connect, then new rows at each NOTIFY, and each second without one. While
 * PostgreSQL is unavailable, the values that were read last stay in force.
 */
public final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final int LISTEN_MS = 1000;
  private static final String EDITS = "equilibrium_edits";

  /** Stands for the keys of all rows. */
  private static final String WHOLE_TABLE = "";

  /** A fetch takes 5 s at most; a connection that is silent for twice that long is closed. */
  private static final int SILENCE_MS = 10_000;

  private final PostgresSettings postgres;
  private final List<FollowedTable<?>> tables;
  private final CountDownLatch read = new CountDownLatch(1);
  private final BackgroundTask task;
  private volatile boolean connected;
  private boolean logged;

  public Follower(PostgresSettings postgres, List<FollowedTable<?>> tables) {
    this.postgres = postgres;
    this.tables = tables;
    this.task = BackgroundTask.start("follower", this::run);
  }

  /** Waits until everything was read once; false: not within this time. */
  public boolean awaitFirstReading(Duration patience) throws InterruptedException {
    return read.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether memory follows PostgreSQL now. */
  public boolean isConnected() {
    return connected;
  }

  private void run(BackgroundTask running) {
    try (var db = postgres.connect("ingress follower")) {
      follow(db, running);
    } catch (SQLException e) {
      if (connected || !logged) {
        logged = true;
        LOG.atWarn()
            .addKeyValue("cause", e.getMessage())
            .log(
                "PostgreSQL is unavailable: standings, torrents and keys stay as last read;"
                    + " trying again");
      }
    } finally { // also after a bug
      connected = false;
    }
  }

  private void follow(Connection db, BackgroundTask running) throws SQLException {
    db.setNetworkTimeout(Runnable::run, SILENCE_MS);
    db.setAutoCommit(false);
    try (var listen = db.createStatement()) {
      listen.execute("LISTEN equilibrium");
      listen.execute("LISTEN " + EDITS);
    }
    db.commit();
    for (var table : tables) {
      table.readAll(db);
    }
    db.commit();
    connected = true;
    read.countDown();
    LOG.atInfo().log("standings, torrents and keys are read from PostgreSQL");
    var notifying = db.unwrap(PGConnection.class);
    while (!running.isClosing()) {
      readChanges(db, notifying);
      db.commit();
    }
  }

  /** Edits are gathered first, so that a row or table that changed often is read once. */
  private void readChanges(Connection db, PGConnection notifying) throws SQLException {
    var edited = new HashMap<String, Set<String>>();
    for (var notification : notifying.getNotifications(LISTEN_MS)) {
      if (notification.getName().equals(EDITS)) {
        var parts = notification.getParameter().split(" ", 2);
        edited
            .computeIfAbsent(parts[0], _ -> new HashSet<>())
            .add(parts.length == 2 ? parts[1] : WHOLE_TABLE);
      }
    }
    for (var table : tables) {
      var keys = edited.get(table.table());
      if (keys != null) {
        table.readEdited(db, keys);
      }
      table.readNew(db);
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
