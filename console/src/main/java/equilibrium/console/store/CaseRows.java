package equilibrium.console.store;

import equilibrium.console.http.Json;
import equilibrium.console.shape.Case;
import equilibrium.console.shape.Finding;
import equilibrium.console.shape.Intervention;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cases, findings, and warnings about suspected clients. */
public final class CaseRows {
  private static final double THOUSANDTHS = 1_000;

  /** Suspicions that have a case; conditions and order may follow. */
  public static Query cases() {
    return Query.of(
        """
        SELECT s.*, d.verdict, d.at AS decided, d.by, d.note,
               greatest(s.weight, s.shadow_weight) AS heavier
        FROM suspicions s
        LEFT JOIN case_decisions d
          ON d.client_id = s.client_id AND d.case_id = s.case_id AND NOT d.deleted
        WHERE NOT s.deleted AND s.case_id <> ''
        """);
  }

  /** Findings; conditions and order may follow. */
  public static Query findings() {
    return Query.of(
        "SELECT *, numbers::text AS what, events::text AS places FROM anomalies WHERE true");
  }

  /** Warnings; conditions and order may follow. */
  public static Query interventions() {
    return Query.of("SELECT * FROM interventions WHERE NOT deleted");
  }

  public static Case decided(Row row) throws SQLException {
    int level = row.number("level");
    return new Case(
        row.text("case_id"),
        row.hex("client_id"),
        PeerRows.words(row.text("identity")),
        PeerRows.words(row.text("case_state")),
        level,
        effect(level),
        row.number("weight") / THOUSANDTHS,
        row.number("shadow_weight") / THOUSANDTHS,
        row.number("findings"),
        row.number("torrents"),
        row.texts("families"),
        row.flag("broken"),
        row.flag("enforced"),
        row.time("opened_at"),
        row.time("at"),
        row.timeAfter1970("until_at"),
        row.number("recurrences"),
        decision(row));
  }

  private static Case.@Nullable Decision decision(Row row) throws SQLException {
    var verdict = row.textOrNull("verdict");
    return verdict == null
        ? null
        : new Case.Decision(
            PeerRows.words(verdict), row.time("decided"), row.text("by"), row.text("note"));
  }

  private static String effect(int level) {
    return switch (level) {
      case 0 -> "nothing follows";
      case 1 -> "watched: lists that name it are recorded";
      case 2 -> "warned: it is told that its reports look wrong, and its tier does not rise";
      case 3 -> "quarantined: it is in no peer list, and its score is 0";
      default -> "refused: its announces fail, and it is in no peer list";
    };
  }

  public static Finding finding(Row row) throws SQLException {
    return new Finding(
        row.text("case_id"),
        row.text("rule"),
        row.hex("client_id"),
        PeerRows.words(row.text("identity")),
        row.hexOrNull("info_hash"),
        row.time("since"),
        row.time("decided_at"),
        row.real("observed"),
        row.real("threshold"),
        row.number("weight") / THOUSANDTHS,
        row.real("confidence"),
        row.flag("shadow"),
        row.flag("source_verified"),
        row.text("summary"),
        Json.tree(row.text("what")),
        events(Json.tree(row.text("places"))));
  }

  private static List<Finding.Event> events(Object json) {
    var events = new ArrayList<Finding.Event>();
    if (json instanceof List<?> list) {
      for (var each : list) {
        if (each instanceof Map<?, ?> place
            && place.get("partition") instanceof Number partition
            && place.get("offset") instanceof Number offset) {
          events.add(new Finding.Event(partition.intValue(), offset.longValue()));
        }
      }
    }
    return events;
  }

  /** Makes a warning of a row, with its text, which names an address, only for operators. */
  public static Intervention intervention(Row row, boolean isOperator) throws SQLException {
    return new Intervention(
        row.hex("info_hash"),
        row.hex("recipient"),
        row.hex("subject"),
        PeerRows.words(row.text("kind")),
        isOperator ? row.text("text") : null,
        row.text("case_id"),
        row.time("from_at"),
        row.time("until_at"),
        row.number("announces"));
  }

  private CaseRows() {}
}
