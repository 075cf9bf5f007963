package equilibrium.anomaly.announce;

import static equilibrium.anomaly.announce.Script.INTERVAL;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.TrackerIdVerdict;
import equilibrium.schemas.event.Transport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EchoRuleTest {
  private static final EchoRule RULE = new EchoRule(DetectionRules.V1.rule("T1"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Script script, int findings) {
    var found = script.found(RULE);

    assertThat(found).as(name).hasSize(findings);
    assertThat(found).allMatch(each -> !each.events().isEmpty() && !each.summary().isBlank());
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("JOAL as qBittorrent: never an echo", silent("-qB4650", 4), 1),
        Arguments.of("ratio-spoof as Transmission", silent("-TR2940", 4), 1),
        Arguments.of("two misses only", silent("-TR4060", 3), 0),
        Arguments.of("uTorrent, which is exempt", silent("-UT3550", 10), 0),
        Arguments.of("an unknown fork", silent("-XX0001", 10), 0),
        Arguments.of("a real client", Script.of("-LT20A0").times(10, 0, _ -> {}), 0),
        Arguments.of("replies that were lost: repeated within a minute", lostReplies(), 0),
        Arguments.of("UDP has no tracker id", overUdp(), 0),
        Arguments.of("an echo after two misses: a second URL of the same tracker", twoUrls(), 0),
        Arguments.of("a stale tracker id is an echo too", stale(), 0));
  }

  private static Script silent(String client, int announces) {
    return Script.of(client)
        .at(0, announce -> none(announce).setEvent(AnnounceEvent.STARTED))
        .times(announces - 1, INTERVAL, EchoRuleTest::none);
  }

  private static Script lostReplies() {
    var script = Script.of("-TR4060").at(0, announce -> announce.setEvent(AnnounceEvent.STARTED));
    for (int i = 0; i < 10; i++) {
      script.at(1 + i * 20, EchoRuleTest::none);
    }
    return script;
  }

  private static Script overUdp() {
    return Script.of("-LT20A0")
        .times(10, INTERVAL, announce -> none(announce).setTransport(Transport.UDP));
  }

  private static Script twoUrls() {
    var script = Script.of("-qB4650");
    for (int i = 1; i < 10; i++) {
      boolean echoes = i % 3 == 0;
      script.at((long) i * INTERVAL, announce -> announce.setTrackerId(verdict(echoes)));
    }
    return script;
  }

  private static Script stale() {
    return Script.of("-qB4650")
        .times(10, INTERVAL, announce -> announce.setTrackerId(TrackerIdVerdict.STALE));
  }

  private static TrackerIdVerdict verdict(boolean echoes) {
    return echoes ? TrackerIdVerdict.VALID : TrackerIdVerdict.NONE;
  }

  private static Announced.Builder none(Announced.Builder announce) {
    return announce.setTrackerId(TrackerIdVerdict.NONE);
  }
}
