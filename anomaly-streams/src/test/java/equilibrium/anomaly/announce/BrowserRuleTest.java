package equilibrium.anomaly.announce;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BrowserRuleTest {
  private static final BrowserRule RULE = new BrowserRule(DetectionRules.V1.rule("F2"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Script script, int findings) {
    var found = script.found(RULE);

    assertThat(found).as(name).hasSize(findings);
    assertThat(found).allMatch(each -> !each.events().isEmpty() && !each.summary().isBlank());
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("an emulator with headers of a browser", browser("-UT3550", 3), 1),
        Arguments.of("a page opened once by hand", browser("-UT3550", 1), 0),
        Arguments.of("WebTorrent in a browser", browser("-WW0102", 5), 0),
        Arguments.of("a real client", Script.of("-TR4060").times(10, 0, _ -> {}), 0));
  }

  private static Script browser(String client, int announces) {
    return Script.of(client).times(announces, 0, announce -> announce.setBrowserHeaders(true));
  }
}
