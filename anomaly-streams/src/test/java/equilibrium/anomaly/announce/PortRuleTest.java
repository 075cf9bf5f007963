package equilibrium.anomaly.announce;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.AnnounceEvent;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PortRuleTest {
  private static final PortRule RULE = new PortRule(DetectionRules.V1.rule("P1"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Script script, int findings) {
    var found = script.found(RULE);

    assertThat(found).as(name).hasSize(findings);
    assertThat(found).allMatch(each -> !each.events().isEmpty() && !each.summary().isBlank());
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("the port of a web server", port(443, AnnounceEvent.NONE), 1),
        Arguments.of("no port", port(0, AnnounceEvent.STARTED), 1),
        Arguments.of("no port on stopped", port(0, AnnounceEvent.STOPPED), 0),
        Arguments.of("libtorrent behind a proxy", port(1, AnnounceEvent.STARTED), 0),
        Arguments.of("the first one above", port(1_024, AnnounceEvent.STARTED), 0));
  }

  private static Script port(int port, AnnounceEvent event) {
    return Script.of("-LT20A0").times(3, 0, announce -> announce.setPort(port).setEvent(event));
  }
}
