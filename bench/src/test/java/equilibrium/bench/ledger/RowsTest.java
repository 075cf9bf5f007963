package equilibrium.bench.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowsTest {

  @Test
  void theDigestDoesNotDependOnTheOrder() {
    assertThat(rows("a 1", "b 2").digest()).isEqualTo(rows("b 2", "a 1").digest());
    assertThat(rows("a 1").digest()).isNotEqualTo(rows("a 2").digest());
  }

  @Test
  void aDifferenceNamesTheRows() {
    assertThat(rows("a 1").difference(rows("a 1"))).isEmpty();
    assertThat(rows("a 1", "b 2").difference(rows("a 1", "b 3")))
        .isEqualTo("1 rows differ; b is [2 bytes], expected [3 bytes]");
  }

  @Test
  void rowsThatAreMissingOrSurplusAreApartByAllTheyCount() {
    var found = rows("same 5", "more 9", "less 1", "surplus 4");
    var expected = rows("same 5", "more 7", "less 2", "missing 8");

    assertThat(found.apart(expected)).isEqualTo(2 + 1 + 4 + 8);
    assertThat(found.apart(found)).isZero();
  }

  private static Rows rows(String... texts) {
    var rows = new Rows();
    for (var text : texts) {
      var parts = text.split(" ", 2);
      rows.put(parts[0], parts[1] + " bytes");
    }
    return rows;
  }
}
