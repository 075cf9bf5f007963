package equilibrium.anomaly.announce;

import static equilibrium.anomaly.announce.Script.MB;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.AnnounceEvent;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StartRuleTest {
  private static final StartRule RULE = new StartRule(DetectionRules.V1.rule("L3"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Script script, int findings) {
    var found = script.found(RULE);

    assertThat(found).as(name).hasSize(findings);
    assertThat(found).allMatch(each -> !each.events().isEmpty() && !each.summary().isBlank());
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of(
            "ratio-spoof: started with bytes downloaded", started("-qB4650", 700 * MB, 0), 1),
        Arguments.of("an honest start", started("-qB4650", 0, 0), 0),
        Arguments.of("a block or two", started("-qB4650", 16 * MB, 0), 0),
        Arguments.of("WebTorrent counts what is on the disk", started("-WW0102", 700 * MB, 0), 0),
        Arguments.of(
            "Transmission whose stopped was lost: the peer id was here",
            started("-TR4060", 700 * MB, 3_600),
            0),
        Arguments.of(
            "an announce in the middle",
            Script.of("-TR4060").at(0, announce -> announce.setDownloaded(700 * MB)),
            0));
  }

  private static Script started(String client, long downloaded, long second) {
    return Script.of(client)
        .at(second, announce -> announce.setEvent(AnnounceEvent.STARTED).setDownloaded(downloaded));
  }
}
