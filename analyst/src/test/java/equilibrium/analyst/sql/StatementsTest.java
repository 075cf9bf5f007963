package equilibrium.analyst.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementsTest {

  @Test
  void semicolonsInQuotesAndCommentsPartNothing() {
    var statements =
        Statements.of(
            """
            -- first; of two
            SELECT ';', "a;b", 'it''s; one' /* ; */ FROM t - 1 / 2;
            ;
            SELECT 2
            -- the end;
            """);

    assertThat(statements).hasSize(2);
    assertThat(statements.getFirst()).endsWith("FROM t - 1 / 2");
    assertThat(statements.getLast()).startsWith("SELECT 2");
  }

  @Test
  void commentsAloneAreNoStatement() {
    assertThat(Statements.of("-- nothing\n/* at all */ ;\n")).isEmpty();
  }
}
