package equilibrium.standalone.control;

import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.control.ProjectedOffsets;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Reads announce keys, torrents and cases from PostgreSQL, and waits until it has a record. */
public final class ProjectionReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String KEY =
      "SELECT key_id, state, note FROM announce_keys WHERE client_id = ? AND NOT deleted";
  private static final String KEYS =
      """
      SELECT encode(client_id, 'hex'), lower(state), to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), note
      FROM announce_keys WHERE NOT deleted ORDER BY at, client_id
      """;
  private static final String REGISTRATIONS =
      """
      SELECT info_hash, allowed, private, name, size_bytes, piece_length, licence, alias_of,
             (extract(epoch FROM at) * 1000)::bigint, by
      FROM registrations WHERE info_hash = ANY (?) AND NOT deleted
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

  /** Returns when PostgreSQL has the records of these offsets. */
  void await(Map<TopicPartition, Long> offsets) {
    try {
      if (!ProjectedOffsets.await(connection, offsets, PATIENCE)) {
        throw new Fault(
            "published to %s, but after %d s PostgreSQL does not have it: is the projector running?"
                .formatted(offsets.keySet(), PATIENCE.toSeconds()));
      }
    } catch (SQLException e) {
      throw fault(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("interrupted while waiting for the projector", e);
    }
  }

  /** Reads cases by the same connection. */
  public CaseReader cases() {
    return new CaseReader(connection);
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

  /** The torrents among these that are registered, by their info-hashes. */
  public Map<InfoHash, Registration> registrations(Collection<InfoHash> torrents) {
    var found = new HashMap<InfoHash, Registration>();
    try (var select = connection.prepareStatement(REGISTRATIONS)) {
      var hashes = torrents.stream().map(InfoHash::bytes).toArray(byte[][]::new);
      select.setArray(1, connection.createArrayOf("bytea", hashes));
      try (var row = select.executeQuery()) {
        while (row.next()) {
          var registration = registration(row);
          found.put(registration.getInfoHash(), registration);
        }
      }
      return found;
    } catch (SQLException e) {
      throw fault(e);
    }
  }

  private static Registration registration(ResultSet row) throws SQLException {
    byte[] alias = row.getBytes(8);
    return new Registration(
        new InfoHash(row.getBytes(1)),
        row.getBoolean(2),
        row.getBoolean(3),
        row.getString(4),
        row.getObject(5, Long.class),
        row.getObject(6, Integer.class),
        row.getString(7),
        alias == null ? null : new InfoHash(alias),
        row.getLong(9),
        row.getString(10));
  }

  /** A line of client id, state, time of the state and note for each key, separated by tabs. */
  public List<String> keys() {
    return lines(KEYS);
  }

  /** A line of info-hash, allowed or denied, time of it and name for each registered torrent. */
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
