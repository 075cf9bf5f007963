package equilibrium.console.store;

import equilibrium.console.shape.Contribution;
import equilibrium.console.shape.Peer;
import equilibrium.console.shape.SwarmDetail.TierPeers;
import equilibrium.schemas.IpAddress;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Peers of swarms, and what clients contributed. Addresses leave this class for operators only. */
public final class PeerRows {

  /** The peers of a swarm; conditions and order may follow. */
  public static Query in(byte[] infoHash) {
    return Query.of(
        """
        SELECT p.*, s.tier FROM peers p
        LEFT JOIN client_standings s ON s.client_id = p.client_id AND NOT s.deleted
        WHERE NOT p.deleted AND p.info_hash = ?
        """,
        infoHash);
  }

  /** Peers of a swarm by the tiers of their clients; a client without a standing has tier 0. */
  public static Query tiersIn(byte[] infoHash) {
    return Query.of(
        """
        SELECT coalesce(s.tier, 0) AS tier, count(*) FILTER (WHERE p.left_bytes = 0) AS seeders,
               count(*) FILTER (WHERE p.left_bytes IS DISTINCT FROM 0) AS leechers
        FROM peers p LEFT JOIN client_standings s ON s.client_id = p.client_id AND NOT s.deleted
        WHERE NOT p.deleted AND p.info_hash = ? GROUP BY 1 ORDER BY 1
        """,
        infoHash);
  }

  /** What clients contributed to swarms; conditions and order may follow. */
  public static Query contributions() {
    return Query.of(
        """
        SELECT c.*, r.name FROM contributions c
        LEFT JOIN registrations r ON r.info_hash = c.info_hash AND NOT r.deleted
        WHERE true
        """);
  }

  public static TierPeers tierPeers(Row row) throws SQLException {
    return new TierPeers(row.number("tier"), row.count("seeders"), row.count("leechers"));
  }

  /** Makes a peer of a row, with its address only for operators. */
  public static Peer peer(Row row, boolean isOperator) throws SQLException {
    var left = row.countOrNull("left_bytes");
    return new Peer(
        row.hex("peer_id"),
        row.hex("client_id"),
        words(row.text("identity")),
        row.numberOrNull("tier"),
        left != null && left == 0,
        left,
        row.countOrNull("uploaded"),
        row.countOrNull("downloaded"),
        words(row.text("event")),
        row.time("received_at"),
        row.time("session_started_at"),
        row.textOrNull("user_agent"),
        row.number("family"),
        isOperator ? address(row) : null,
        isOperator ? row.numberOrNull("port") : null);
  }

  /** Null: it is sealed. */
  private static @Nullable String address(Row row) throws SQLException {
    return row.number("address_key") == 0 ? IpAddress.of(row.bytes("address")).text() : null;
  }

  public static Contribution contribution(Row row) throws SQLException {
    return new Contribution(
        row.hex("info_hash"),
        row.textOrNull("name"),
        row.hex("client_id"),
        words(row.text("identity")),
        row.count("announces"),
        row.count("seconds"),
        row.count("seconds_seeded"),
        row.count("uploaded"),
        row.count("downloaded"),
        row.count("corrupt"),
        row.count("redundant"),
        row.countOrNull("left_bytes"),
        row.time("first_at"),
        row.time("last_at"));
  }

  /** A constant of an enum as the API writes it. */
  public static String words(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private PeerRows() {}
}
