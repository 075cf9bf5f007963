package equilibrium.projector;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code analysis.x} is the table {@code x}. */
@ExtendWith(Database.class)
class AnalystViewsTest {

  /** A view does not grow with its table: a migration that adds a column must think of it. */
  @Test
  void analystsSeeEveryColumnButAddressesAndEventIds() throws SQLException {
    assertThat(
            Database.query(
                """
                SELECT t.relname || '.' || c.attname
                FROM pg_class t
                  JOIN pg_class v ON v.relname = t.relname AND v.relnamespace = 'analysis'::regnamespace
                  JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0
                WHERE t.relnamespace = 'public'::regnamespace
                  AND c.attname NOT LIKE 'source\\_%' AND NOT EXISTS (
                    SELECT FROM pg_attribute s WHERE s.attrelid = v.oid AND s.attname = c.attname)
                ORDER BY 1
                """))
        .containsExactly(
            "interventions.address",
            "interventions.address_key",
            "interventions.port",
            "interventions.text",
            "peers.address",
            "peers.address_key",
            "peers.event_boot",
            "peers.event_node",
            "peers.event_sequence");
  }
}
