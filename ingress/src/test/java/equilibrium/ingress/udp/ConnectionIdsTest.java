package equilibrium.ingress.udp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionIdsTest {
  private static final long NOW = 1_800_000_000L;
  private static final byte[] ADDRESS = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};

  private final ConnectionIds ids = new ConnectionIds(1, 2);

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "59, true",
    "119, true",
    "120, false",
    "3600, false",
    "-5, true",
    "-6, false"
  })
  void anIdIsGoodForTwoMinutes(long age, boolean good) {
    long id = ids.give(ADDRESS, NOW);

    assertThat(ids.isGood(id, ADDRESS, NOW + age)).isEqualTo(good);
  }

  @Test
  void anIdIsGoodForItsAddressOnly() {
    byte[] other = ADDRESS.clone();
    other[15] = 2;

    assertThat(ids.isGood(ids.give(ADDRESS, NOW), other, NOW)).isFalse();
  }

  @Test
  void anIdOfAnotherSecretIsRefused() {
    assertThat(ids.isGood(new ConnectionIds(1, 3).give(ADDRESS, NOW), ADDRESS, NOW)).isFalse();
  }

  /** The vector of SipHash-2-4's authors for 24 bytes, 00 to 17, under the key 00 to 0f. */
  @Test
  void theMacIsSipHash() {
    var sip = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    assertThat(sip.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x1716151413121110L))
        .isEqualTo(0xb8ad50c6f649af94L);
  }
}
