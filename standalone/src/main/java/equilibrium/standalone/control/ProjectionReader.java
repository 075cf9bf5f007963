package equilibrium.standalone.control;

import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import equilibrium.schemas.event.ClientId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What PostgreSQL has of the log, as far as the commands need it. */
public final class ProjectionReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long POLL_MS = 20;

  private static final String NEXT =
      "SELECT next_offset FROM projected_offsets WHERE topic = ? AND partition = ?";
  private static final String KEY =
      "SELECT key_id, state, note FROM announce_keys WHERE client_id = ? AND NOT deleted";
  private static final String KEYS =
      """
      SELECT encode(client_id, 'hex'), lower(state), to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), note
      FROM announce_keys WHERE NOT deleted ORDER BY at, client_id
      """;
  private static final String TORRENTS =
      """
      SELECT encode(info_hash, 'hex'), CASE WHEN allowed THEN 'allowed' ELSE 'denied' END,
             to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), coalesce(name, '')
      FROM registrations WHERE NOT deleted ORDER BY at, info_hash
      """;

  /** An announce key's state. */
  public record Key(ClientId keyId, String state, String note) {}

  private final PostgresSettings postgres;
  private final Connection connection;

  public ProjectionReader(PostgresSettings postgres) {
    this.postgres = postgres;
    try {
      connection = postgres.connect("command");
      connection.createStatement().execute("SET timezone = 'UTC'");
    } catch (SQLException e) {
      throw fault(e);
    }
  }

  /** Returns when the projection has gone beyond the record. */
  void await(RecordMetadata record) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (next(record.topic(), record.partition()) <= record.offset()) {
      if (System.nanoTime() - deadline > 0) {
        throw new Fault(
            "published to %s, but after %d s the projection does not have it: does the projector run?"
                .formatted(record, PATIENCE.toSeconds()));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("interrupted while waiting for the projection", e);
    }
  }

  private long next(String topic, int partition) {
    try (var select = connection.prepareStatement(NEXT)) {
      select.setString(1, topic);
      select.setInt(2, partition);
      try (var row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    } catch (SQLException e) {
      throw fault(e);
    }
  }

  public Optional<Key> key(ClientId client) {
    try (var select = connection.prepareStatement(KEY)) {
      select.setBytes(1, client.bytes());
      try (var row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Key(new ClientId(row.getBytes(1)), row.getString(2), row.getString(3)))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw fault(e);
    }
  }

  /** Client id, state, since when, note of every key, parted by tabs. */
  public List<String> keys() {
    return lines(KEYS);
  }

  /** Info-hash, allowed or denied, since when, name of every registered torrent. */
  public List<String> torrents() {
    return lines(TORRENTS);
  }

  private List<String> lines(String query) {
    var lines = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      while (row.next()) {
        lines.add(
            String.join(
                "\t", row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
      }
      return lines;
    } catch (SQLException e) {
      throw fault(e);
    }
  }

  private Fault fault(SQLException cause) {
    return new Fault("PostgreSQL at %s: %s".formatted(postgres, cause.getMessage()), cause);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw fault(e);
    }
  }
}
