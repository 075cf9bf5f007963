package equilibrium.console.store;

import equilibrium.console.shape.Torrent;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registered torrents. */
public final class TorrentRows {
  private static final String ALL = "SELECT * FROM registrations WHERE NOT deleted";

  /** All of them; conditions and order may follow. */
  public static Query all() {
    return Query.of(ALL);
  }

  public static Query of(byte[] infoHash) {
    return all().then("AND info_hash = ?", infoHash);
  }

  /** Those of some torrents that are registered. */
  public static Map<InfoHash, Registration> registrations(
      Database database, List<InfoHash> torrents) {
    byte[][] hashes = torrents.stream().map(InfoHash::bytes).toArray(byte[][]::new);
    var found = new HashMap<InfoHash, Registration>();
    database
        .list(all().then("AND info_hash = ANY (?)", (Object) hashes), TorrentRows::registration)
        .forEach(registration -> found.put(registration.getInfoHash(), registration));
    return found;
  }

  private static Registration registration(Row row) throws SQLException {
    return new Registration(
        new InfoHash(row.bytes("info_hash")),
        row.flag("allowed"),
        row.flag("private"),
        row.textOrNull("name"),
        row.countOrNull("size_bytes"),
        row.numberOrNull("piece_length"),
        row.textOrNull("licence"),
        alias(row),
        row.time("at").toEpochMilli(),
        row.text("by"));
  }

  private static @Nullable InfoHash alias(Row row) throws SQLException {
    byte[] alias = row.bytes("alias_of");
    return alias == null ? null : new InfoHash(alias);
  }

  public static Torrent torrent(Row row) throws SQLException {
    return new Torrent(
        row.hex("info_hash"),
        SwarmRows.state(row.flag("allowed")),
        row.flag("private"),
        row.textOrNull("name"),
        row.countOrNull("size_bytes"),
        row.numberOrNull("piece_length"),
        row.textOrNull("licence"),
        row.hexOrNull("alias_of"),
        row.time("at"),
        row.text("by"),
        position(row));
  }

  /** Where the record lies that says it. */
  private static String position(Row row) throws SQLException {
    return "%s/%d@%d"
        .formatted(
            Topics.REGISTRATIONS.name(),
            row.number("source_partition"),
            row.count("source_offset"));
  }

  private TorrentRows() {}
}
