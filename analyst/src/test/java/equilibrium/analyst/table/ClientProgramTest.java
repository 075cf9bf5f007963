package equilibrium.analyst.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.PeerId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientProgramTest {

  @ParameterizedTest
  @CsvSource({"-qB4500-, qB4500", "-TR410Z-, TR410Z", "-~~1.2z-, ~~1.2z", "-azAZaz-, azAZaz"})
  void itIsWhatStandsBetweenTheHyphens(String begin, String program) {
    assertThat(AnnounceTables.program(peerId(begin))).isEqualTo(program);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qqB4500-", "-qB45000", "-4B4500-", "-q.4500-", "-qB45~0-", "-qB4 00-"})
  void otherPeerIdsNameNone(String begin) {
    assertThat(AnnounceTables.program(peerId(begin))).isNull();
  }

  private static PeerId peerId(String begin) {
    return new PeerId((begin + "abcdefghijkl").getBytes(ISO_8859_1));
  }
}
