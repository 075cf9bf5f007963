package equilibrium.anomaly.announce;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Announced;
import equilibrium.testing.event.Ids;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReflectionRuleTest {
  private static final ReflectionRule RULE = new ReflectionRule(DetectionRules.V1.rule("P2"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Script script, int findings) {
    var found = script.found(RULE);

    assertThat(found).as(name).hasSize(findings);
    assertThat(found).allMatch(each -> !each.events().isEmpty() && !each.summary().isBlank());
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("five networks claim the same victim", claims(5, 7), 1),
        Arguments.of("four do", claims(4, 7), 0),
        Arguments.of("one network, again and again: NAT", oneNetwork(), 0),
        Arguments.of("twenty clients of a VPN, each with its own address", own(20), 0),
        Arguments.of("five within many hours", slowly(5), 0));
  }

  private static Script claims(int networks, int victim) {
    var script = Script.of("-UT3550");
    for (int i = 0; i < networks; i++) {
      int network = 10 + i;
      script.at(i, announce -> claims(announce, network, victim));
    }
    return script;
  }

  private static Script oneNetwork() {
    return Script.of("-TR4060").times(10, 0, announce -> claims(announce, 10, 7));
  }

  /** All in one group here, although each claims its source: it is no foreign address. */
  private static Script own(int clients) {
    var script = Script.of("-TR4060");
    for (int i = 0; i < clients; i++) {
      int network = 10 + i;
      script.at(i, announce -> claims(announce, network, network).setAddress(address(network)));
    }
    return script;
  }

  private static Script slowly(int networks) {
    var script = Script.of("-UT3550");
    for (int i = 0; i < networks; i++) {
      int network = 10 + i;
      script.at(i * 3_600L, announce -> claims(announce, network, 7));
    }
    return script;
  }

  private static Announced.Builder claims(Announced.Builder announce, int network, int victim) {
    return announce
        .setNetworkId(Ids.clientId(network))
        .setClaimedAddresses(List.of(address(victim)));
  }

  private static Address address(int fill) {
    byte[] address = new byte[16];
    address[15] = (byte) fill;
    return new Address(address);
  }
}
