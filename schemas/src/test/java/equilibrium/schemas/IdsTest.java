package equilibrium.schemas;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

  @Test
  void lengthsAreThoseOfTheEvents() {
    assertThat(InfoHash.getClassSchema().getFixedSize()).isEqualTo(Ids.INFO_HASH_BYTES);
    assertThat(PeerId.getClassSchema().getFixedSize()).isEqualTo(Ids.PEER_ID_BYTES);
    assertThat(ClientId.getClassSchema().getFixedSize()).isEqualTo(Ids.CLIENT_ID_BYTES);
  }

  @Test
  void hexIsReadInEitherCaseAndWrittenInLowerCase() {
    byte[] id = requireNonNull(Ids.parse("00ABcdef", 4));

    assertThat(Ids.hex(id)).isEqualTo("00abcdef");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "0011223", "001122334", "0011223g", "0x112233"})
  void aTextThatIsNoIdIsNone(String text) {
    assertThat(Ids.parse(text, 4)).isNull();
  }

  @Test
  void enumsAreWrittenInLowerCaseWithHyphens() {
    assertThat(EnumText.of(Topic.Spread.PARTITIONED)).isEqualTo("partitioned");
    assertThat(EnumText.of(Transport.UDP_REPLICATED)).isEqualTo("udp-replicated");
  }
}
