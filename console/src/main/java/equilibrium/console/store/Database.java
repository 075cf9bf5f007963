package equilibrium.console.store;

import equilibrium.console.problem.ProblemType;
import equilibrium.platform.PostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A few connections to PostgreSQL, opened when they are needed. One that failed is not used again.
 * While PostgreSQL is away, or all are busy for 5 s, reading is refused as not available.
 * Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 5;
  private static final int VALID_SECONDS = 2;

  /** More than a statement may take: the role's statement_timeout is 30 s. */
  private static final int SILENCE_MS = 45_000;

  /** Work on a connection. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Makes a value of a row. */
  @FunctionalInterface
  public interface Mapping<T> {
    T of(Row row) throws SQLException;
  }

  /** A connection that lies idle since some time. */
  private record Idle(Connection connection, long sinceNs) {}

  private final PostgresSettings postgres;
  private final Semaphore permits;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private boolean closed;

  /**
   * Connects later.
   *
   * @param most connections at a time
   */
  public Database(PostgresSettings postgres, int most) {
    this.postgres = postgres;
    this.permits = new Semaphore(most, true);
  }

  /** All rows of a query. */
  public <T> List<T> list(Query query, Mapping<T> mapping) {
    return read(connection -> {
      try (var select = query.prepare(connection);
          var rows = select.executeQuery()) {
        var all = new ArrayList<T>();
        var row = new Row(rows);
        while (rows.next()) {
          all.add(mapping.of(row));
        }
        return all;
      }
    });
  }

  /** The first row of a query; null: it has none. */
  public <T> @Nullable T first(Query query, Mapping<T> mapping) {
    var rows = list(query, mapping);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  public <T> T read(Work<T> work) {
    acquire();
    try {
      return use(work);
    } catch (SQLException e) {
      throw ProblemType.NOT_AVAILABLE.refuse("PostgreSQL: " + e.getMessage(), e);
    } finally {
      permits.release();
    }
  }

  private void acquire() {
    try {
      if (!permits.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw ProblemType.NOT_AVAILABLE.refuse(
            "all connections to PostgreSQL are busy for %d s".formatted(PATIENCE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemType.NOT_AVAILABLE.refuse("the console stops", e);
    }
  }

  private <T> T use(Work<T> work) throws SQLException {
    var connection = take();
    boolean isGood = false;
    try {
      var result = work.run(connection);
      isGood = true;
      return result;
    } finally {
      giveBack(connection, isGood);
    }
  }

  private Connection take() throws SQLException {
    for (var next = poll(); next != null; next = poll()) {
      boolean isFresh = System.nanoTime() - next.sinceNs() < TimeUnit.SECONDS.toNanos(5);
      if (isFresh || next.connection().isValid(VALID_SECONDS)) {
        return next.connection();
      }
      next.connection().close();
    }
    return prepared(postgres.connect("console"));
  }

  /** A server that says nothing any more would hold its connection for hours. */
  private static Connection prepared(Connection connection) throws SQLException {
    try (var set = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, SILENCE_MS);
      set.execute("SET timezone = 'UTC'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private synchronized @Nullable Idle poll() {
    return idle.poll();
  }

  private synchronized void giveBack(Connection connection, boolean isGood) throws SQLException {
    if (isGood && !closed) {
      idle.push(new Idle(connection, System.nanoTime()));
    } else {
      connection.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (var each : idle) {
      try {
        each.connection().close();
      } catch (SQLException _) {
        // it ends with the process
      }
    }
    idle.clear();
  }
}
