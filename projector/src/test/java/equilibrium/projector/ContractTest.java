package equilibrium.projector;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Channels;
import equilibrium.schemas.Tables;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names in {@code schemas} are those that the migrations create. */
@ExtendWith(Database.class)
class ContractTest {

  @Test
  void everyTableIsNamedOnce() throws SQLException {
    assertThat(
            Database.query(
                """
                SELECT relname FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                  AND relname <> 'flyway_schema_history'
                """))
        .containsExactlyInAnyOrderElementsOf(Tables.all());
  }

  @Test
  void triggersReportEditsOfFollowedTablesOnTheNamedChannel() throws SQLException {
    var watched =
        Database.query(
            """
            SELECT DISTINCT tgrelid::regclass FROM pg_trigger
            WHERE NOT tgisinternal AND tgfoid = 'tell_edit'::regproc
            """);
    var source = Database.query("SELECT prosrc FROM pg_proc WHERE proname = 'tell_edit'");

    assertThat(watched).containsExactlyInAnyOrderElementsOf(Tables.followed());
    assertThat(source.getFirst()).contains("pg_notify('" + Channels.EDITED + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "client_standings, client_id",
    "registrations, info_hash",
    "announce_keys, client_id",
    "suspicions, client_id",
    "'interventions', 'info_hash recipient'"
  })
  void followedTablesHaveTheNamedKeys(String table, String columns) throws SQLException {
    assertThat(List.of(columns.split(" ")))
        .isSubsetOf(Tables.CLIENT_ID, Tables.INFO_HASH, Tables.RECIPIENT);
    assertThat(
            Database.query(
                """
                SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid
                WHERE indrelid = '%s'::regclass AND indisprimary AND attnum = ANY (indkey)
                ORDER BY attnum
                """
                    .formatted(table)))
        .containsExactly(columns.split(" "));
  }
}
