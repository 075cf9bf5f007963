package equilibrium.projector.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which errors of PostgreSQL say that its files are damaged. */
class RefusalsTest {
  @ParameterizedTest
  @CsvSource({"XX001,true", "XX002,true", "XX000,false", "58030,false", ",false"})
  void onlyCorruptionBlamesTheFiles(String state, boolean blamed) {
    var refusal = new SQLException("refused", state);

    assertThat(Refusals.blamesFiles(refusal)).isEqualTo(blamed);
  }
}
