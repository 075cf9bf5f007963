package equilibrium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.ClientId;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Standings depend on these values: under one secret none may ever change. */
class AddressIdsTest {
  private static final byte[] SECRET =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  private final AddressIds ids = new AddressIds(SECRET);

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8:0:1::1, 2001:db8:0:ff::ff, true",
    "2001:db8:0:1::1, 2001:db8:0:101::1, false"
  })
  void anIdIsOfAllOfAnIpv4AddressOrTheFirst56BitsOfAnIpv6One(
      String one, String other, boolean same) {
    var first = ids.of(address(one));

    assertThat(first.equals(ids.of(address(other)))).isEqualTo(same);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "127.0.0.1"})
  void anIdIsTheFirstHalfOfStandardHmac(String text) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    mac.update((byte) 'a');
    byte[] expected = mac.doFinal(address(text).bytes());

    var id = ids.of(address(text));

    assertThat(id.bytes()).isEqualTo(Arrays.copyOf(expected, 16));
  }

  @Test
  void anotherSecretGivesOtherIds() {
    var others = new AddressIds(new byte[AddressIds.SECRET_BYTES]);

    assertThat(others.of(address("192.0.2.1"))).isNotEqualTo(ids.of(address("192.0.2.1")));
  }

  /** Whoever has the code and the ids, and not the secret, tries a whole network. */
  @Test
  void noIdIsFoundByTryingAllAddressesWithoutTheSecret() throws Exception {
    var stolen = new HashSet<ClientId>();
    for (int last : new int[] {7, 22, 29, 32, 62}) {
      stolen.add(ids.of(address("127.0.1." + last)));
    }
    var guesses = new AddressIds(new byte[AddressIds.SECRET_BYTES]);
    var unkeyed = MessageDigest.getInstance("SHA-256");

    int found = 0;
    for (int host = 0; host < 1 << 16; host++) {
      var address = IpAddress.of(ByteBuffer.allocate(4).putInt(127 << 24 | host).array()).event();
      unkeyed.update((byte) 'a');
      found += stolen.contains(guesses.of(address)) ? 1 : 0;
      found +=
          stolen.contains(new ClientId(Arrays.copyOf(unkeyed.digest(address.bytes()), 16))) ? 1 : 0;
    }

    assertThat(found).isZero();
  }

  private static Address address(String text) {
    return IpAddress.of(InetAddress.ofLiteral(text)).event();
  }
}
