package equilibrium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Standings hang on these values: none may ever change. */
class ClientIdsTest {
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @CsvSource({
    "00000000000000000000ffffc0000201, 00000000000000000000ffffc0000202, false",
    "20010db8000000010000000000000001, 20010db8000000ff00000000000000ff, true",
    "20010db8000000010000000000000001, 20010db8000001010000000000000001, false"
  })
  void anAddressIsAllOfIpv4AndTheFirst56BitsOfIpv6(String one, String other, boolean same) {
    var first = ClientIds.ofAddress(HEX.parseHex(one));

    assertThat(first.equals(ClientIds.ofAddress(HEX.parseHex(other)))).isEqualTo(same);
  }

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
