package equilibrium.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTest {

  @Test
  void aNameIsReadAsItIsWritten() {
    assertThat(Row.STANDARD).allSatisfy(row -> assertThat(Row.parse(row.name())).isEqualTo(row));
    assertThat(Row.parse("udp-connect:512@5000"))
        .isEqualTo(new Row(Transport.UDP_CONNECT, 512, 5_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "http", "http:0", "http:4097", "gopher:1", "udp:1@2000000", "udp:x", "idle@1"})
  void anythingElseIsRefusedByName(String name) {
    assertThatThrownBy(() -> Row.parse(name))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("no row " + name)
        .hasMessageContaining("keep-alive");
  }
}
