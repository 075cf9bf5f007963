package equilibrium.ingress.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest(name = "{0} holds {1}: {2}")
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.255, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 203.0.113.9, true",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8::/65, 2001:db8::7fff:0:0:1, true",
    "2001:db8::/65, 2001:db8::8000:0:0:1, false",
    "::1, ::1, true",
    "::ffff:10.0.0.0/104, 10.1.2.3, true"
  })
  void aNetworkHoldsItsAddresses(String network, String address, boolean expected) {
    assertThat(Network.parse(network).contains(InetAddress.ofLiteral(address))).isEqualTo(expected);
  }

  @Test
  void aMappedAddressIsTheIpv4OneThatItMaps() {
    byte[] mapped = Addresses.of(InetAddress.ofLiteral("192.0.2.7")).bytes();

    assertThat(Network.parse("192.0.2.0/24").contains(Addresses.of(mapped))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10.1/16",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.1/8",
        "::/129",
        "fe80::1%eth0",
        "host.example",
        "256.0.0.1",
        "10.0.0.0/8/8",
        "2001:db8::1/32"
      })
  void whatIsNoNetworkIsRefusedByItsName(String text) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\", expected");
  }
}
