package equilibrium.projector.loop;

import equilibrium.projector.projection.Feed;
import equilibrium.projector.table.Refusals;
import equilibrium.schemas.Channels;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch: offsets, rows and notifications in one transaction. Not thread-safe; the
 * connection is its own and does not commit by itself.
 */
final class Writer {
  private final Connection db;
  private final Map<String, Feed<?, ?>> feeds;
  private final Positions positions;
  private final DeadLetters letters;
  private final ProjectorStatus status;

  Writer(
      Connection db,
      Map<String, Feed<?, ?>> feeds,
      Positions positions,
      DeadLetters letters,
      ProjectorStatus status) {
    this.db = db;
    this.feeds = feeds;
    this.positions = positions;
    this.letters = letters;
    this.status = status;
  }

  /**
   * Writes the batch. If PostgreSQL refuses its content, the records at fault become dead letters
   * and the others are written.
   */
  void write(Batch batch) throws SQLException {
    var refusal = attempt(batch);
    if (refusal == null) {
      return;
    }
    if (batch.size() > 1) {
      for (var half : batch.halves()) {
        write(half);
      }
    } else {
      letters.send(batch.records().values().iterator().next().getFirst().raw(), refusal);
      letters.settle();
      var rest = Batch.empty();
      rest.next().putAll(batch.next());
      write(rest);
    }
  }

  /** Null: written. Otherwise what is wrong with the data; any other failure is thrown. */
  private @Nullable Exception attempt(Batch batch) throws SQLException {
    try {
      status.timed(() -> transaction(batch));
      return null;
    } catch (SQLException e) {
      return batch.size() > 0 && Refusals.blamesData(e) ? e : raise(e);
    } catch (ArithmeticException e) { // a sum beyond 64 bits
      return e;
    }
  }

  private static Exception raise(SQLException e) throws SQLException {
    throw e;
  }

  private void transaction(Batch batch) throws SQLException {
    try {
      positions.move(batch.next());
      var written = rows(batch);
      db.commit();
      positions.moved(batch.next());
      written.forEach(status::rows);
    } catch (SQLException | RuntimeException e) {
      rollBack(e);
      throw e;
    }
  }

  /** Writes the rows and notifies followers; returns the number of rows by table. */
  private Map<String, Integer> rows(Batch batch) throws SQLException {
    var written = new TreeMap<String, Integer>();
    for (var feed : feeds.values()) {
      var records = batch.of(feed.topic().name());
      if (!records.isEmpty()) {
        int rows = feed.apply(db, records);
        written.put(feed.table(), rows);
        if (feed.isFollowed() && rows > 0) {
          notifyFollowers(feed.table());
        }
      }
    }
    return written;
  }

  private void notifyFollowers(String table) throws SQLException {
    try (var notify = db.prepareStatement("SELECT pg_notify(?, ?)")) {
      notify.setString(1, Channels.PROJECTED);
      notify.setString(2, table);
      notify.execute();
    }
  }

  private void rollBack(Exception cause) {
    try {
      db.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is lost, and its transaction with it
    }
  }
}
