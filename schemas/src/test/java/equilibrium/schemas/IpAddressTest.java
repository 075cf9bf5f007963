package equilibrium.schemas;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.schemas.event.AddressFamily;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, IPV4",
    "255.255.255.255, 255.255.255.255, IPV4",
    "::ffff:192.0.2.1, 192.0.2.1, IPV4",
    "::, ::, IPV6",
    "::1, ::1, IPV6",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1, IPV6",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, IPV6",
    "fe80:0:0:0:0:0:0:0, fe80::, IPV6"
  })
  void anAddressIsWrittenAsRfc5952Says(String given, String text, AddressFamily family) {
    var address = parse(given);

    assertThat(address.text()).isEqualTo(text);
    assertThat(address.family()).isEqualTo(family);
    assertThat(IpAddress.of(address.bytes())).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "1.2.3", "1.2.3.256", "fe80::1%eth0", "::1::", "12"})
  void aTextThatIsNoAddressIsNone(String text) {
    assertThat(IpAddress.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, 192.0.2.2, false",
    "2001:db8::, 2001:db8:0:ff::1, 2001:db8:0:1::, false",
    "2001:db8::, 2001:db8::1:2:3:4, 2001:db8::, true"
  })
  void aClientIsAnIpv4AddressOrA56AndLimitsCountA64(
      String client, String one, String other, boolean oneLimit) {
    var address = parse(one);

    assertThat(address.clientNetwork()).isEqualTo(parse(client));
    assertThat(address.limitNetwork() == parse(other).limitNetwork()).isEqualTo(oneLimit);
  }

  @Test
  void theMappedFormHasTwelveBytesBeforeAnIpv4Address() {
    assertThat(HexFormat.of().formatHex(parse("192.0.2.1").bytes()))
        .isEqualTo("00000000000000000000ffffc0000201");
  }

  @Test
  void bytesOfAnotherLengthAreRefusedByName() {
    assertThatThrownBy(() -> IpAddress.of(new byte[5]))
        .hasMessage("an address of 5 bytes, expected 4 or 16");
  }

  @Test
  void aLogLineShowsNoAddress() {
    assertThat(parse("192.0.2.1")).hasToString("IPV4 address");
  }

  private static IpAddress parse(String text) {
    return requireNonNull(IpAddress.parse(text));
  }
}
