package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.Announce.Trace;
import equilibrium.ingress.announce.Said;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.ingress.net.Addresses;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Encryption;
import equilibrium.schemas.event.Transport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnounceQueryTest {
  private static final String IDS =
      "info_hash=%12%ff%00%e9aaaaaaaaaaaaaaaa&peer_id=-XX0001-abcdefghijkl";
  private static final List<String> UNREADABLE =
      List.of(
          "-1",
          "NaN",
          "1e9",
          "9223372036854775808",
          "18446744073709551615",
          "-9223372036854775809",
          "1.5",
          "0x10",
          "");
  private static final Source SOURCE =
      new Source(Addresses.of(new byte[] {127, 0, 0, 1}), Transport.HTTP, false);

  @Test
  void everyValueIsBytesHoweverItIsWritten() throws Malformed {
    var announce =
        read(IDS + "&port=%36881&uploaded=1&downloaded=2&left=%33&event=%73topped&key=DEADBEEF");

    assertThat(announce.infoHash().bytes()).startsWith(0x12, 0xff, 0x00, 0xe9).endsWith((byte) 'a');
    assertThat(announce.port()).isEqualTo(6881);
    assertThat(announce.left()).isEqualTo(3);
    assertThat(announce.event()).isEqualTo(AnnounceEvent.STOPPED);
    assertThat(announce.key()).isEqualTo(0xDEADBEEF);
  }

  @Test
  void aPlusIsAPlusAndABarePercentIsAPercent() throws Malformed {
    var announce = read("info_hash=+%25%2bzz%zzaaaaaaaaaaaa&peer_id=-XX0001-abcdefghijkl&port=1");

    assertThat(new String(announce.infoHash().bytes(), US_ASCII)).isEqualTo("+%+zz%zzaaaaaaaaaaaa");
  }

  @Test
  void whatIsNotSaidIsNotKnown() throws Malformed {
    var announce = read(IDS);

    assertThat(Said.of(announce).isWithoutCounters()).isTrue();
    assertThat(announce.numWant()).isEqualTo(-1);
    assertThat(announce.hasKey()).isFalse();
    assertThat(announce.event()).isEqualTo(AnnounceEvent.NONE);
    assertThat(announce.port()).isZero();
  }

  @Test
  void claimedAddressesAreReadWithoutANameServer() throws Malformed {
    var announce = read(IDS + "&ip=example.org&ipv4=192.0.2.1&ipv6=2001:db8::1");

    assertThat(Said.of(announce).claimed())
        .containsExactly(
            Addresses.of(new byte[] {(byte) 192, 0, 2, 1}),
            Addresses.of(
                new byte[] {0x20, 1, 0x0d, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    assertThat(Said.of(announce).source()).isEqualTo(SOURCE);
  }

  @Test
  void requiredEncryptionIsMoreThanSupported() throws Malformed {
    assertThat(read(IDS + "&requirecrypto=1&supportcrypto=1").trace().encryption())
        .isEqualTo(Encryption.REQUIRED);
  }

  @ParameterizedTest
  @CsvSource({
    "left=9223372036854775807, 9223372036854775807",
    "left=16384, 16384",
    "left=0, 0",
  })
  void clientsSayUnknownInTheirOwnWays(String parameter, long left) throws Malformed {
    assertThat(read(IDS + "&" + parameter).left()).isEqualTo(left);
  }

  @ParameterizedTest
  @CsvSource({
    "info_hash=short&peer_id=-XX0001-abcdefghijkl, 'info_hash is 5 bytes, expected 20'",
    "peer_id=-XX0001-abcdefghijkl, 'info_hash is missing, expected 20 bytes'",
    "info_hash=aaaaaaaaaaaaaaaaaaaa, 'peer_id is missing, expected 20 bytes'",
  })
  void badIdsAreNamed(String query, String message) {
    assertThatThrownBy(() -> read(query)).isInstanceOf(Malformed.class).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uploaded", "downloaded", "left", "corrupt", "redundant"})
  void aCounterThatCannotBeReadIsNotSaid(String name) throws Malformed {
    for (var value : UNREADABLE) {
      var announce = read(IDS + "&" + name + "=" + value);

      assertThat(Said.of(announce).isWithoutCounters()).as(value).isTrue();
    }
  }

  @Test
  void aNumberOfPeersThatCannotBeReadIsNotSaid() throws Malformed {
    for (var value : UNREADABLE) {
      assertThat(read(IDS + "&numwant=" + value).numWant()).as(value).isEqualTo(-1);
    }
    assertThat(read(IDS + "&numwant=2147483647").numWant()).isEqualTo(32_767);
  }

  @ParameterizedTest
  @ValueSource(strings = {"65536", "-1", "x", "", "99999999999999999999"})
  void aPortThatCannotBeReadIsNamedUnlessThePeerStops(String port) throws Malformed {
    assertThatThrownBy(() -> read(IDS + "&port=" + port))
        .hasMessage("port is not a whole number from 0 to 65535");
    assertThat(read(IDS + "&event=stopped&left=-1&port=" + port).port()).isZero();
  }

  private static Announce read(String query) throws Malformed {
    return new AnnounceQuery(QueryString.parse(query)).announce(SOURCE, null, Trace.NONE);
  }
}
