package equilibrium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Standings depend on these values: none may ever change. */
class ClientIdsTest {
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @CsvSource({"k3y, 7076e95b2d6e449c9e412c1b4d56cd6a"})
  void aKeyGivesTheIdItAlwaysGave(String key, String id) {
    assertThat(HEX.formatHex(ClientIds.ofKey(key).bytes())).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({"aaaaaaaaaaaaaaaaaaaa"})
  void aPeerIdIsNeverTakenForAKey(String text) {
    var bytes = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    assertThat(ClientIds.ofPeerId(bytes)).isNotEqualTo(ClientIds.ofKey(text));
  }
}
