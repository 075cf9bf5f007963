package equilibrium.ingress.follow;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.drill.Outage;
import equilibrium.schemas.Channels;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps rows of PostgreSQL in memory, at most a second old: reads whole tables at each connect,
 * then new rows at each NOTIFY, and each second without one. While PostgreSQL is unavailable, the
 * values that were read last stay in force.
 */
public final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final int LISTEN_MS = 1000;

  /** Stands for the keys of all rows. */
  private static final String WHOLE_TABLE = "";

  /** A fetch takes 5 s at most; a connection that is silent for twice that long is closed. */
  private static final int SILENCE_MS = 10_000;

  private final PostgresSettings postgres;
  private final String what;
  private final List<FollowedTable<?>> tables;
  private final List<String> topics;
  private final Outage away;
  private final CountDownLatch read = new CountDownLatch(1);
  private final WholeReadings wholeReadings = new WholeReadings();
  private final BackgroundTask task;
  private volatile boolean reading;
  private volatile boolean connected;
  private boolean logged;

  /**
   * Starts to follow.
   *
   * @param what the rows hold, for log lines: {@code standings and keys}
   * @param away while it is on, PostgreSQL counts as unavailable
   */
  public Follower(
      PostgresSettings postgres, String what, List<FollowedTable<?>> tables, Outage away) {
    this.postgres = postgres;
    this.what = what;
    this.tables = tables;
    this.topics = tables.stream().<String>map(FollowedTable::topic).distinct().toList();
    this.away = away;
    this.task = BackgroundTask.start("follower", this::run);
  }

  /** Waits until everything was read once; false: not within this time. */
  public boolean awaitFirstReading(Duration patience) throws InterruptedException {
    return read.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the first rows are arriving. */
  public boolean isReading() {
    return reading;
  }

  /** Whether memory follows PostgreSQL now. */
  public boolean isConnected() {
    return connected;
  }

  private void run(BackgroundTask running) {
    if (away.isOn()) {
      return; // and again in a second
    }
    try (var db = postgres.connect("ingress follower")) {
      follow(db, running);
    } catch (SQLException e) {
      if (connected || !logged) {
        logged = true;
        LOG.atWarn()
            .addKeyValue("cause", e.getMessage())
            .log("PostgreSQL is unavailable: {} stay as last read; trying again", what);
      }
    } finally { // also after a bug
      reading = false;
      connected = false;
    }
  }

  private void follow(Connection db, BackgroundTask running) throws SQLException {
    db.setNetworkTimeout(Runnable::run, SILENCE_MS);
    reading = true;
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
    reading = false;
    read.countDown();
    LOG.atInfo().log("{} are read from PostgreSQL", what);
    var notifying = db.unwrap(PGConnection.class);
    while (!running.isClosing() && !away.isOn()) {
      readChanges(db, notifying);
      db.commit();
    }
  }

  /** Edits are gathered first, so that a row or table that changed often is read once. */
  private void readChanges(Connection db, PGConnection notifying) throws SQLException {
    var edited = edited(notifying.getNotifications(LISTEN_MS));
    for (var table : tables) {
      if (!table.readEdited(db, edited.getOrDefault(table.table(), Set.of()))) {
        wholeReadings.request(table.table());
      }
      if (wholeReadings.isDue(table.table(), System.nanoTime())) {
        table.readAll(db);
      }
    }
    var offsets = FollowedTable.offsets(db, topics);
    for (var table : tables) {
      table.readNew(db, offsets.getOrDefault(table.topic(), Map.of()));
    }
  }

  /** Keys by table, of the tables that are followed. */
  private Map<String, Set<String>> edited(PGNotification[] notifications) {
    var edited = new HashMap<String, Set<String>>();
    tables.forEach(table -> edited.put(table.table(), new HashSet<>()));
    for (var notification : notifications) {
      if (notification.getName().equals(Channels.EDITED)) {
        var parts = notification.getParameter().split(" ", 2);
        var keys = edited.get(parts[0]);
        if (keys != null && keys.size() <= FollowedTable.FETCH_ROWS) { // more are not read anyway
          keys.add(parts.length == 2 ? parts[1] : WHOLE_TABLE);
        }
      }
    }
    return edited;
  }

  @Override
  public void close() {
    task.close();
  }
}
