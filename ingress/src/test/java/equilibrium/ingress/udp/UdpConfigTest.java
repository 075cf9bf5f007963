package equilibrium.ingress.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.ingress.udp.UdpConfig.Multicast;
import equilibrium.platform.Fault;
import equilibrium.platform.Settings;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpConfigTest {

  @Test
  void theDefaultsAreBep15Alone() {
    assertThat(UdpConfig.from(settings(Map.of()))).isEqualTo(new UdpConfig(508, false, null));
  }

  @Test
  void aGroupIsJoinedOnTheFirstNetworkUnlessOneIsNamed() {
    var config = UdpConfig.from(settings(Map.of("udp.multicast-group", "239.192.0.15")));

    assertThat(config.multicast())
        .isEqualTo(new Multicast(InetAddress.ofLiteral("239.192.0.15"), "", 6970));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "everyone"})
  void whatIsNoGroupIsNamed(String group) {
    var settings = settings(Map.of("udp.multicast-group", group));

    assertThat(UdpConfig.from(settings).multicast()).isNull();
    assertThatThrownBy(settings::verify)
        .isInstanceOf(Fault.class)
        .hasMessageContaining("udp.multicast-group is %s, expected a multicast address", group);
  }

  private static Settings settings(Map<String, String> values) {
    return new Settings(null, Map.of(), values);
  }
}
