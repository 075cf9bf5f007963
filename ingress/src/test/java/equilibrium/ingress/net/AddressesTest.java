package equilibrium.ingress.net;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "2001:0db8:0000:0000:0000:0000:0002:0001, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:DB8::ABCD, 2001:db8::abcd",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "0:1:2:3:4:5:6:7, 0:1:2:3:4:5:6:7",
    "0:0:1:2:3:4:5:6, ::1:2:3:4:5:6",
    "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
    "192.0.2.7, 192.0.2.7",
    "0.0.0.0, 0.0.0.0"
  })
  void anAddressIsWrittenAsRfc5952Says(String given, String expected) {
    assertThat(Addresses.text(InetAddress.ofLiteral(given).getAddress())).isEqualTo(expected);
  }

  @Test
  void whatIsWrittenIsReadAsTheSameAddress() throws Exception {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[16];
      bytes[0] = 0x20;
      for (int group = 2; group < 16; group += 2) {
        if (random.nextInt(3) == 0) {
          bytes[group] = (byte) random.nextInt();
          bytes[group + 1] = (byte) random.nextInt();
        }
      }

      assertThat(Addresses.literal(Addresses.text(bytes)))
          .isEqualTo(InetAddress.getByAddress(bytes));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "255.254.128.127", "::ffff:192.0.2.7", "2001:db8::f1", "::"})
  void anAddressIsOverwrittenWithTheFormThatEventsHold(String text) {
    var address = new Address(new byte[16]);
    Arrays.fill(address.bytes(), (byte) 7);

    Addresses.write(InetAddress.ofLiteral(text), address);

    assertThat(address).isEqualTo(Addresses.of(InetAddress.ofLiteral(text)));
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "2001:db8::1, 2001:db8::ffff:1, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false"
  })
  void limitsCountAnIpv4AddressOrAnIpv6NetworkAsOne(String a, String b, boolean one) {
    long first = Addresses.subscriber(InetAddress.ofLiteral(a));

    assertThat(first == Addresses.subscriber(InetAddress.ofLiteral(b))).isEqualTo(one);
  }
}
