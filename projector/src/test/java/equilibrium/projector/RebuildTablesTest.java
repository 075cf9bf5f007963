package equilibrium.projector;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Tables;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A migration that changes a projected table changes its second one too. */
@ExtendWith(Database.class)
class RebuildTablesTest {
  @Test
  void everyProjectedTableHasASecondOneWithTheSameColumns() throws SQLException {
    assertThat(columns("rebuild")).isNotEmpty().isEqualTo(columns("public"));
  }

  @Test
  void theSecondTablesHaveTheKeysOfTheFirst() throws SQLException {
    assertThat(keys("rebuild")).isNotEmpty().isEqualTo(keys("public"));
  }

  @Test
  void theSecondTablesHaveTheRoomInPagesOfTheFirst() throws SQLException {
    assertThat(options("rebuild")).isNotEmpty().isEqualTo(options("public"));
  }

  private static List<String> options(String schema) throws SQLException {
    return Database.query(
        """
        SELECT relname || ' ' || array_to_string(reloptions, ' ') FROM pg_class
        WHERE relnamespace = '%s'::regnamespace AND relkind = 'r' AND reloptions IS NOT NULL
          AND relname IN (%s) ORDER BY relname
        """
            .formatted(schema, tables()));
  }

  private static List<String> columns(String schema) throws SQLException {
    return Database.query(
        """
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
        FROM information_schema.columns
        WHERE table_schema = '%s' AND table_name IN (%s) ORDER BY table_name, ordinal_position
        """
            .formatted(schema, tables()));
  }

  private static List<String> keys(String schema) throws SQLException {
    return Database.query(
        """
        SELECT table_name || ' ' || string_agg(column_name, ' ' ORDER BY ordinal_position)
        FROM information_schema.table_constraints
        JOIN information_schema.key_column_usage USING (table_schema, table_name, constraint_name)
        WHERE constraint_type = 'PRIMARY KEY' AND table_schema = '%s' AND table_name IN (%s)
        GROUP BY table_name ORDER BY table_name
        """
            .formatted(schema, tables()));
  }

  private static String tables() {
    return String.join(
        ", ",
        Tables.all().stream()
            .filter(table -> !table.equals(Tables.PROJECTED_OFFSETS))
            .map("'%s'"::formatted)
            .toList());
  }
}
