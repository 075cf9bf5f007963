package equilibrium.analyst.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  @Test
  void aMessageIsASentence() {
    var ofThread =
        """
        IO Error: Async write failed for range [offset=0, size=3003]: {"exception_type":"IO",\
        "exception_message":"Could not write file \\"a.part\\": No space left on device","errno":"28"}\
        """;
    var ofQuery = "Binder Error: no column x\n\nLINE 1: SELECT x\n               ^";

    assertThat(Database.message(new SQLException(ofThread)))
        .isEqualTo("Could not write file \"a.part\": No space left on device");
    assertThat(Database.message(new SQLException(ofQuery))).isEqualTo("Binder Error: no column x");
  }
}
