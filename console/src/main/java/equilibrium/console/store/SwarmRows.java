package equilibrium.console.store;

import equilibrium.console.shape.Swarm;
import java.sql.SQLException;

/** Swarms with the name and the state under which they are registered. */
public final class SwarmRows {
  private static final String ALL =
      """
      SELECT s.*, r.name, r.allowed
      FROM swarm_balances s LEFT JOIN registrations r ON r.info_hash = s.info_hash AND NOT r.deleted
      WHERE NOT s.deleted
      """;

  /** All of them; conditions, order and limit may follow. */
  public static Query all() {
    return Query.of(ALL);
  }

  public static Swarm swarm(Row row) throws SQLException {
    long uploaded = row.count("uploaded");
    long downloaded = row.count("downloaded");
    long imbalance = row.count("imbalance");
    var allowed = row.flagOrNull("allowed");
    return new Swarm(
        row.hex("info_hash"),
        row.textOrNull("name"),
        allowed == null ? null : state(allowed),
        row.number("seeders"),
        row.number("leechers"),
        row.number("partial_seeders"),
        row.count("completed"),
        row.count("size_bytes"),
        uploaded,
        downloaded,
        row.count("discarded"),
        imbalance,
        percent(imbalance, Math.max(uploaded, downloaded)),
        row.timeOrNull("imbalanced_since"),
        row.time("at"));
  }

  /** The state of a registration in a word. */
  public static String state(boolean allowed) {
    return allowed ? "allowed" : "denied";
  }

  /** A hundredth of a per cent is enough. */
  private static double percent(long imbalance, long moved) {
    return moved == 0 ? 0 : Math.round(1e4 * imbalance / moved) / 100.0;
  }

  private SwarmRows() {}
}
