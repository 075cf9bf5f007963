package equilibrium.anomaly.announce;

import static equilibrium.anomaly.announce.Script.INTERVAL;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.TrackerIdVerdict;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ForeignEchoRuleTest {
  private static final ForeignEchoRule RULE = new ForeignEchoRule(DetectionRules.V1.rule("T2"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Script script, int findings) {
    var found = script.found(RULE);

    assertThat(found).as(name).hasSize(findings);
    assertThat(found).allMatch(each -> !each.events().isEmpty() && !each.summary().isBlank());
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("RatioMaster: 48 on every announce", foreign(5), 1),
        Arguments.of("once after Transmission changed its peer id", foreign(1), 0),
        Arguments.of("once, and then ours", foreign(1).times(5, 2 * INTERVAL, _ -> {}), 0),
        Arguments.of(
            "twice, because the first reply was lost",
            foreign(1).at(30, announce -> foreign(announce)),
            0),
        Arguments.of("a real client", Script.of("-TR4060").times(10, 0, _ -> {}), 0));
  }

  private static Script foreign(int announces) {
    return Script.of("-UT3550").times(announces, 0, announce -> foreign(announce));
  }

  private static void foreign(Announced.Builder announce) {
    announce.setTrackerId(TrackerIdVerdict.FOREIGN);
  }
}
