package equilibrium.console.store;

import equilibrium.console.shape.Client;
import equilibrium.console.shape.ClientDetail.Part;
import equilibrium.console.shape.Key;
import java.sql.SQLException;
import java.util.List;

/** Clients with a standing, and announce keys. */
public final class ClientRows {

  /** All clients; conditions and order may follow. */
  public static Query all() {
    return Query.of("SELECT * FROM client_standings WHERE NOT deleted");
  }

  /** All keys; conditions and order may follow. */
  public static Query keys() {
    return Query.of("SELECT * FROM announce_keys WHERE NOT deleted");
  }

  public static Client client(Row row) throws SQLException {
    return new Client(
        row.hex("client_id"),
        PeerRows.words(row.text("identity")),
        row.number("tier"),
        row.number("score"),
        row.text("why"),
        row.time("at"),
        row.time("first_seen_at"));
  }

  /** The parts of a score, with the most that each can give (docs/explain/scoring.md). */
  public static List<Part> parts(Row row) throws SQLException {
    return List.of(
        new Part("recent-seeding-size", row.number("recent_seeding_size"), 400),
        new Part("average-seeding-size", row.number("average_seeding_size"), 150),
        new Part("seeding-time", row.number("seeding_time"), 250),
        new Part("ratio", row.number("ratio"), 200));
  }

  public static Key key(Row row) throws SQLException {
    return new Key(
        row.hex("client_id"),
        PeerRows.words(row.text("state")),
        row.text("note"),
        row.time("at"),
        row.text("by"),
        row.hexOrNull("previous_key_id") == null ? null : row.time("previous_until"));
  }

  private ClientRows() {}
}
