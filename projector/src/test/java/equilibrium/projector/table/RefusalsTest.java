package equilibrium.projector.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What errors of PostgreSQL blame. */
class RefusalsTest {
  @ParameterizedTest
  @CsvSource({"XX001,true", "XX002,true", "XX000,false", "58030,false", ",false"})
  void onlyCorruptionBlamesTheFiles(String state, boolean blamed) {
    var refusal = new SQLException("refused", state);

    assertThat(Refusals.blamesFiles(refusal)).isEqualTo(blamed);
  }

  @ParameterizedTest
  @CsvSource({
    "21000,true",
    "21001,false",
    "22P02,true",
    "23505,true",
    "54000,true",
    "08006,false",
    "40P01,false",
    "57P01,false",
    ",false"
  })
  void aBadRowBlamesTheDataAndABadServerDoesNot(String state, boolean blamed) {
    var refusal = new SQLException("refused", state);

    assertThat(Refusals.blamesData(refusal)).isEqualTo(blamed);
  }
}
