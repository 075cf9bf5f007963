package equilibrium.standalone.control;

import equilibrium.platform.Fault;
import equilibrium.schemas.event.CaseDecision;
import equilibrium.schemas.event.CaseState;
import equilibrium.schemas.event.CaseVerdict;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Suspicion;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads cases, their findings, decisions and interventions from PostgreSQL. */
public final class CaseReader {
  private static final String SUSPICION =
      """
      SELECT client_id, (extract(epoch FROM at) * 1000)::bigint, weight, level, broken, families,
             torrents, cases, rules_version, identity, case_id, case_state,
             (extract(epoch FROM opened_at) * 1000)::bigint, findings, shadow_weight, enforced,
             (extract(epoch FROM until_at) * 1000)::bigint, recurrences
      FROM suspicions WHERE NOT deleted AND case_id <> ''
      """;
  private static final String LISTED =
      SUSPICION
          + """
          AND (? OR case_state IN ('OPEN', 'APPROVED', 'DISMISSED'))
          ORDER BY level DESC, greatest(weight, shadow_weight) DESC, case_id LIMIT ?
          """;
  private static final String FOUND =
      SUSPICION + "AND (case_id LIKE 'C-' || ? || '%' OR encode(client_id, 'hex') = ?) LIMIT 2";
  private static final String FINDINGS =
      """
      SELECT case_id, rule, to_char(decided_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), observed, threshold,
             weight, shadow, summary, encode(info_hash, 'hex'), numbers::text, source_verified,
             ARRAY(SELECT 'announces ' || (e ->> 'partition') || '-' || (e ->> 'offset')
                   FROM jsonb_array_elements(events) e)
      FROM anomalies WHERE client_id = ? AND case_id = ANY (?)
      ORDER BY decided_at DESC, case_id LIMIT ?
      """;
  private static final String DECISION =
      """
      SELECT case_id, verdict, (extract(epoch FROM at) * 1000)::bigint, by, note
      FROM case_decisions WHERE client_id = ? AND NOT deleted
      """;
  private static final String WARNINGS =
      """
      SELECT encode(info_hash, 'hex'), encode(recipient, 'hex'), lower(kind),
             to_char(from_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
             to_char(until_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), case_id, text
      FROM interventions
      WHERE NOT deleted AND (?::bytea IS NULL OR subject = ?)
      ORDER BY from_at, info_hash, recipient LIMIT ?
      """;
  private static final String WARNED =
      "SELECT 1 FROM interventions WHERE info_hash = ? AND recipient = ? AND NOT deleted";

  /**
   * A finding, as its row says it.
   *
   * @param weight thousandths of a nat
   * @param torrent info-hash in hex; empty: several
   * @param numbers JSON: what else the rule looked at
   * @param events where the announces that show it lie: topic, partition, offset
   */
  public record Finding(
      String id,
      String rule,
      String at,
      double observed,
      double threshold,
      int weight,
      boolean shadow,
      String summary,
      String torrent,
      String numbers,
      boolean sourceVerified,
      List<String> events) {
    public Finding {
      events = List.copyOf(events);
    }
  }

  @FunctionalInterface
  private interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  @FunctionalInterface
  private interface Values {
    void set(PreparedStatement select) throws SQLException;
  }

  private final Connection connection;

  CaseReader(Connection connection) {
    this.connection = connection;
  }

  /**
   * Suspicions with a case, the weightiest first.
   *
   * @param all with those that are cleared or expired
   */
  public List<Suspicion> cases(boolean all, int most) {
    return rows(
        LISTED,
        select -> {
          select.setBoolean(1, all);
          select.setInt(2, most);
        },
        CaseReader::suspicion);
  }

  /**
   * The case of an id, of its first digits, or of a client. A {@link Fault} if there is none, or
   * more than one.
   */
  public Suspicion only(String name) {
    var digits = name.toLowerCase(Locale.ROOT).replaceFirst("^c-", "");
    if (!digits.matches("[0-9a-f]{4,32}")) {
      throw new Fault(
          "\"%s\" names no case: expected its id, such as C-0123456789abcdef0123, the first 4 or more"
                  .formatted(name)
              + " of its digits, or a client id");
    }
    var found =
        rows(
            FOUND,
            select -> {
              select.setString(1, digits);
              select.setString(2, digits);
            },
            CaseReader::suspicion);
    if (found.size() != 1) {
      throw new Fault(
          "%s case is called \"%s\"; \"equilibrium cases list --all\" shows all"
              .formatted(found.isEmpty() ? "no" : "more than one", name));
    }
    return found.getFirst();
  }

  private static Suspicion suspicion(ResultSet row) throws SQLException {
    return Suspicion.newBuilder()
        .setClientId(new ClientId(row.getBytes(1)))
        .setAtMs(row.getLong(2))
        .setWeight(row.getInt(3))
        .setLevel(row.getInt(4))
        .setBroken(row.getBoolean(5))
        .setFamilies(texts(row.getArray(6)))
        .setTorrents(row.getInt(7))
        .setCases(texts(row.getArray(8)))
        .setRulesVersion(row.getInt(9))
        .setIdentity(Identity.valueOf(row.getString(10)))
        .setCaseId(row.getString(11))
        .setCaseState(CaseState.valueOf(row.getString(12)))
        .setOpenedAtMs(row.getLong(13))
        .setFindings(row.getInt(14))
        .setShadowWeight(row.getInt(15))
        .setEnforced(row.getBoolean(16))
        .setUntilMs(row.getLong(17))
        .setRecurrences(row.getInt(18))
        .build();
  }

  /** The newest findings of a case. */
  public List<Finding> findings(Suspicion suspicion, int most) {
    return rows(
        FINDINGS,
        select -> {
          select.setBytes(1, suspicion.getClientId().bytes());
          select.setArray(
              2, connection.createArrayOf("text", suspicion.getCases().toArray(String[]::new)));
          select.setInt(3, most);
        },
        row ->
            new Finding(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getDouble(4),
                row.getDouble(5),
                row.getInt(6),
                row.getBoolean(7),
                row.getString(8),
                row.getString(9) == null ? "" : row.getString(9),
                row.getString(10),
                row.getBoolean(11),
                texts(row.getArray(12))));
  }

  /** The newest decision about a client. */
  public Optional<CaseDecision> decision(ClientId clientId) {
    return rows(
            DECISION,
            select -> select.setBytes(1, clientId.bytes()),
            row ->
                new CaseDecision(
                    clientId,
                    row.getString(1),
                    CaseVerdict.valueOf(row.getString(2)),
                    row.getLong(3),
                    row.getString(4),
                    row.getString(5)))
        .stream()
        .findFirst();
  }

  /** A line for each warning about a client, oldest first: what {@code interventions list} says. */
  public List<String> warningsAbout(ClientId subject, int most) {
    return warnings(subject.bytes(), most);
  }

  /** A line for each warning. */
  public List<String> warnings(int most) {
    return warnings(null, most);
  }

  private List<String> warnings(byte @Nullable [] subject, int most) {
    return rows(
        WARNINGS,
        select -> {
          select.setBytes(1, subject);
          select.setBytes(2, subject);
          select.setInt(3, most);
        },
        row -> {
          var columns = new ArrayList<String>();
          for (int column = 1; column <= 7; column++) {
            columns.add(row.getString(column));
          }
          return String.join("\t", columns);
        });
  }

  /** Whether a warning to this client in this swarm is known. */
  public boolean isWarned(InfoHash infoHash, ClientId recipient) {
    return !rows(
            WARNED,
            select -> {
              select.setBytes(1, infoHash.bytes());
              select.setBytes(2, recipient.bytes());
            },
            row -> row.getInt(1))
        .isEmpty();
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  private <T> List<T> rows(String query, Values values, Row<T> row) {
    try (var select = connection.prepareStatement(query)) {
      values.set(select);
      var rows = new ArrayList<T>();
      try (var result = select.executeQuery()) {
        while (result.next()) {
          rows.add(row.of(result));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new Fault("reading cases from PostgreSQL: " + e.getMessage(), e);
    }
  }
}
