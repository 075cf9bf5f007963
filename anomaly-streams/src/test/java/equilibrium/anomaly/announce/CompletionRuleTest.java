package equilibrium.anomaly.announce;

import static equilibrium.anomaly.announce.Script.MB;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.AnnounceEvent;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompletionRuleTest {
  private static final CompletionRule RULE = new CompletionRule(DetectionRules.V1.rule("E2"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Script script, int findings) {
    var found = script.found(RULE);

    assertThat(found).as(name).hasSize(findings);
    assertThat(found).allMatch(each -> !each.events().isEmpty() && !each.summary().isBlank());
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("completed with bytes missing", completed("-UT3550", 1, 500 * MB), 1),
        Arguments.of("completed with nothing missing", completed("-TR4060", 1, 0), 0),
        Arguments.of("a partial seeder sends paused", paused(), 0),
        Arguments.of("completed before the size is known", completed("-LT20A0", 1, 16_384), 0),
        Arguments.of("Transmission 4.0.6 repeats it three times", completed("-TR4060", 3, 0), 0),
        Arguments.of("and a fourth time, which weighs nothing", completed("-TR4060", 4, 0), 1));
  }

  @Test
  void theSecondFormWeighsNothing() {
    var found = completed("-TR4060", 4, 0).found(RULE);

    assertThat(found).extracting(Found::weight).containsExactly(0);
    assertThat(completed("-UT3550", 1, MB).found(RULE))
        .extracting(Found::weight)
        .containsExactly(1_000);
  }

  private static Script completed(String client, int times, long left) {
    return Script.of(client)
        .times(times, 0, announce -> announce.setEvent(AnnounceEvent.COMPLETED).setLeft(left));
  }

  private static Script paused() {
    return Script.of("-LT20A0")
        .times(5, 0, announce -> announce.setEvent(AnnounceEvent.PAUSED).setLeft(500 * MB));
  }
}
