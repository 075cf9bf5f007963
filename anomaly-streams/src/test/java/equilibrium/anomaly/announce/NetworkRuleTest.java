package equilibrium.anomaly.announce;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Identity;
import equilibrium.testing.event.Ids;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkRuleTest {
  private static final NetworkRule RULE = new NetworkRule(DetectionRules.V1.rule("Y1"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Script script, int findings) {
    var found = script.found(RULE);

    assertThat(found).as(name).hasSize(findings);
    assertThat(found).allMatch(each -> !each.events().isEmpty() && !each.summary().isBlank());
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("four keys of one network", keys(4, Identity.KEY), 1),
        Arguments.of("three", keys(3, Identity.KEY), 0),
        Arguments.of("one key, again and again", again(), 0),
        Arguments.of("clients without keys are one address", keys(9, Identity.ADDRESS), 0));
  }

  @Test
  void itWeighsNothing() {
    assertThat(keys(4, Identity.KEY).found(RULE)).extracting(Found::weight).containsExactly(0);
  }

  private static Script keys(int keys, Identity identity) {
    var script = Script.of("-TR4060");
    for (int i = 0; i < keys; i++) {
      int key = 20 + i;
      script.at(
          i,
          announce ->
              announce
                  .setEvent(AnnounceEvent.STARTED)
                  .setIdentity(identity)
                  .setClientId(Ids.clientId(key)));
    }
    return script;
  }

  private static Script again() {
    return Script.of("-TR4060").times(9, 0, announce -> announce.setEvent(AnnounceEvent.STARTED));
  }
}
