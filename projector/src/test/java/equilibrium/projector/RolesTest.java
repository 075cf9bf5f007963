package equilibrium.projector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each role comes in as itself and is refused whatever its work does not need. */
@ExtendWith(Database.class)
class RolesTest {
  private static final String PASSWORD = "for-this-test";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String CANCELED = "57014";

  @BeforeAll
  static void givePasswords() throws SQLException {
    for (var role : List.of("projector", "ingress", "console", "analyst")) {
      Database.execute("ALTER ROLE %s PASSWORD '%s'".formatted(role, PASSWORD));
    }
  }

  @BeforeEach
  void empty() throws SQLException {
    Database.empty();
  }

  @ParameterizedTest(name = "{0}: {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          projector | INSERT INTO projected_offsets VALUES ('t', 0, 1)        | allowed
          projector | UPDATE peers SET port = 1                               | allowed
          projector | DELETE FROM hand_outs                                   | allowed
          projector | SELECT * FROM dead_letters FOR UPDATE                   | allowed
          projector | SELECT version FROM flyway_schema_history               | allowed
          projector | NOTIFY equilibrium, 'peers'                             | allowed
          projector | UPDATE flyway_schema_history SET success = false        | refused
          projector | TRUNCATE peers                                          | refused
          projector | TRUNCATE rebuild.peers                                  | refused
          projector | INSERT INTO rebuild.peers SELECT * FROM peers           | allowed
          projector | SELECT rebuild.begin('peers')                           | allowed
          projector | SELECT rebuild.discard('peers')                         | allowed
          projector | INSERT INTO rebuild.case_decisions SELECT * FROM case_decisions | allowed
          projector | DELETE FROM case_decisions                              | allowed
          projector | CREATE TABLE rebuild.mine (id int)                      | refused
          ingress   | SELECT * FROM rebuild.peers                             | refused
          ingress   | SELECT rebuild.discard('peers')                         | refused
          console   | SELECT rebuild.begin('peers')                           | refused
          analyst   | SELECT * FROM rebuild.peers                             | refused
          projector | DROP TABLE peers                                        | refused
          projector | ALTER TABLE peers ADD more int                          | refused
          projector | ALTER TABLE peers DISABLE TRIGGER ALL                   | refused
          projector | CREATE TABLE mine (id int)                              | refused
          projector | CREATE TEMP TABLE mine (id int)                         | refused
          projector | SELECT * FROM peer_info                                 | refused
          projector | CREATE ROLE another SUPERUSER                           | refused
          projector | SET ROLE equilibrium_owner                              | refused
          ingress   | SELECT * FROM client_standings                          | allowed
          ingress   | SELECT * FROM registrations                             | allowed
          ingress   | SELECT * FROM announce_keys                             | allowed
          ingress   | SELECT * FROM interventions                             | allowed
          ingress   | SELECT * FROM suspicions                                | allowed
          ingress   | SELECT * FROM peers                                     | allowed
          ingress   | SELECT * FROM swarm_balances                            | allowed
          ingress   | SELECT * FROM projected_offsets                         | allowed
          ingress   | LISTEN equilibrium                                      | allowed
          ingress   | SELECT * FROM anomalies                                 | refused
          ingress   | SELECT * FROM case_decisions                            | refused
          ingress   | UPDATE suspicions SET level = 0                         | refused
          ingress   | SELECT * FROM hand_outs                                 | refused
          ingress   | SELECT * FROM contributions                             | refused
          ingress   | SELECT * FROM contents                                  | refused
          ingress   | SELECT * FROM flyway_schema_history                     | refused
          ingress   | SELECT * FROM peers FOR UPDATE                          | refused
          ingress   | UPDATE client_standings SET tier = 3                    | refused
          ingress   | INSERT INTO projected_offsets VALUES ('t', 0, 1)        | refused
          ingress   | DELETE FROM announce_keys                               | refused
          ingress   | CREATE TABLE mine (id int)                              | refused
          ingress   | CREATE TEMP TABLE mine (id int)                         | refused
          ingress   | SELECT lo_create(0)                                     | refused
          ingress   | SET ROLE projector                                      | refused
          console   | SELECT * FROM peers                                     | allowed
          console   | SELECT * FROM anomalies                                 | allowed
          console   | SELECT * FROM suspicions                                | allowed
          console   | SELECT * FROM case_decisions                            | allowed
          console   | UPDATE case_decisions SET verdict = 'CLEARED'           | refused
          console   | SELECT * FROM members                                   | allowed
          console   | SELECT reason, headers FROM dead_letters                | allowed
          console   | SELECT host, port FROM peer_info                        | allowed
          console   | SELECT sha1 FROM contents                               | allowed
          console   | SELECT * FROM hand_outs                                 | refused
          console   | SELECT value FROM dead_letters                          | refused
          console   | INSERT INTO projected_offsets VALUES ('t', 0, 1)        | refused
          console   | UPDATE announce_keys SET state = 'REVOKED'              | refused
          console   | DELETE FROM registrations                               | refused
          console   | TRUNCATE interventions                                  | refused
          console   | CREATE TABLE mine (id int)                              | refused
          console   | SET ROLE equilibrium_owner                              | refused
          analyst   | SELECT * FROM analysis.peers                            | allowed
          analyst   | SELECT * FROM client_standings                          | allowed
          analyst   | SELECT * FROM public.peers                              | refused
          analyst   | SELECT * FROM public.peer_info                          | refused
          analyst   | SELECT * FROM public.contents                           | refused
          analyst   | SELECT * FROM public.endpoints                          | refused
          analyst   | SELECT * FROM public.announce_keys                      | refused
          analyst   | SELECT * FROM public.hand_outs                          | refused
          analyst   | DELETE FROM analysis.peers                              | refused
          analyst   | UPDATE analysis.client_standings SET tier = 3           | refused
          analyst   | CREATE VIEW analysis.mine AS SELECT 1                   | refused
          analyst   | CREATE TABLE mine (id int)                              | refused
          analyst   | CREATE TEMP TABLE mine (id int)                         | refused
          analyst   | SELECT lo_create(0)                                     | refused
          analyst   | COPY (SELECT 1) TO '/tmp/peers'                         | refused
          analyst   | SELECT pg_read_file('pg_hba.conf')                      | refused
          analyst   | SET ROLE console                                        | refused
          """)
  void aRoleMayDoItsWorkAndNothingElse(String role, String statement, String verdict)
      throws SQLException {
    try (var db = as(role);
        var act = db.createStatement()) {
      // A session can turn its read-only default off: the missing privilege must refuse.
      act.execute("SET default_transaction_read_only = off");

      if (verdict.equals("allowed")) {
        assertThatCode(() -> act.execute(statement)).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(() -> act.execute(statement))
            .isInstanceOfSatisfying(
                SQLException.class,
                e ->
                    assertThat(e.getSQLState())
                        .as(e.getMessage())
                        .isEqualTo(INSUFFICIENT_PRIVILEGE));
      }
    }
  }

  /** A table of a later migration is readable by no role until the migration grants it. */
  @ParameterizedTest
  @CsvSource({"projector, 18", "ingress, 8", "console, 18", "analyst, 14"})
  void noRoleSeesMoreThanIsListed(String role, int tablesAndViews) throws SQLException {
    assertThat(
            Database.query(
                """
                SELECT oid::regclass FROM pg_class
                WHERE relnamespace IN ('public'::regnamespace, 'analysis'::regnamespace)
                  AND relkind IN ('r', 'v') AND has_table_privilege('%s', oid, 'SELECT')
                """
                    .formatted(role)))
        .hasSize(tablesAndViews);
  }

  @Test
  void everythingButTheHistoryBelongsToARoleThatNobodyIs() throws SQLException {
    assertThat(
            Database.query(
                """
                SELECT relname FROM pg_class
                WHERE relnamespace IN ('public'::regnamespace, 'analysis'::regnamespace)
                  AND relkind IN ('r', 'v') AND relowner <> 'equilibrium_owner'::regrole
                """))
        .containsExactly("flyway_schema_history");
    assertThat(
            Database.query("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'equilibrium_owner'"))
        .containsExactly("f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingress", "console", "analyst"})
  void whoOnlyReadsSaysSoFromTheStart(String role) throws SQLException {
    assertThat(shown(role, "default_transaction_read_only")).isEqualTo("on");
  }

  @Test
  void aReaderOfRepliesDoesNotWaitForLong() throws SQLException {
    assertThat(shown("ingress", "statement_timeout")).isEqualTo("5s");
    assertThat(shown("console", "statement_timeout")).isEqualTo("30s");
  }

  @Test
  void anAnalystsStatementsAndOpenTransactionsEndAfterTenMinutes() throws SQLException {
    assertThat(shown("analyst", "statement_timeout")).isEqualTo("10min");
    assertThat(shown("analyst", "idle_in_transaction_session_timeout")).isEqualTo("10min");
  }

  /** PostgreSQL lets every role do so; the superuser sets it again at each start of {@code up}. */
  @Test
  void aPasswordThatARoleChangedIsSetAgain() throws SQLException {
    try (var db = as("projector");
        var change = db.createStatement()) {
      change.execute("ALTER ROLE projector PASSWORD 'another'");
    }

    givePasswords();

    assertThat(shown("projector", "server_version")).isNotEmpty();
  }

  /** So an ingress with a timeout of 5 s can read tables of any size when it starts. */
  @Test
  void aTableIsReadByCursorHoweverLongItTakes() throws SQLException {
    try (var db = as("ingress");
        var select = db.createStatement()) {
      select.execute("SET statement_timeout = '200ms'");
      db.setAutoCommit(false);
      var slow = "SELECT pg_sleep(0.02) FROM generate_series(1, 30)";

      select.setFetchSize(3);
      try (var rows = select.executeQuery(slow)) {
        int read = 0;
        while (rows.next()) {
          read++;
        }
        assertThat(read).isEqualTo(30);
      }

      select.setFetchSize(0);
      assertThatThrownBy(() -> select.executeQuery(slow))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(CANCELED));
    }
  }

  private static String shown(String role, String setting) throws SQLException {
    try (var db = as(role);
        var row = db.createStatement().executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Connection as(String role) throws SQLException {
    return Database.settings().as(role, PASSWORD).connect("test");
  }
}
