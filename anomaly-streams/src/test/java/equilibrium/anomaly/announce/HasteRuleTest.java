package equilibrium.anomaly.announce;

import static equilibrium.anomaly.announce.Script.INTERVAL;
import static equilibrium.anomaly.announce.Script.MB;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.Policy;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HasteRuleTest {
  private static final HasteRule RULE = new HasteRule(DetectionRules.V1.rule("P3"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Script script, int findings) {
    var found = script.found(RULE);

    assertThat(found).as(name).hasSize(findings);
    assertThat(found).allMatch(each -> !each.events().isEmpty() && !each.summary().isBlank());
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("every 40 s for ten minutes", early(14, 40), 1),
        Arguments.of("twelve in ten minutes", early(12, 45), 0),
        Arguments.of("as often, but over an hour", early(14, 250), 0),
        Arguments.of("four sockets of one client: the same report four times", fourSockets(), 0),
        Arguments.of("aria2 announces at the minimum interval: in time", inTime(), 0),
        Arguments.of("events are exempt", stops(), 0));
  }

  private static Script early(int announces, int seconds) {
    var script = Script.of("-XX0001");
    for (int i = 0; i < announces; i++) {
      long uploaded = i * MB;
      script.at((long) i * seconds, announce -> early(announce).setUploaded(uploaded));
    }
    return script;
  }

  private static Script fourSockets() {
    var script = Script.of("-LT20A0");
    for (int i = 0; i < 40; i++) {
      long uploaded = i / 4 * MB;
      script.at(i / 4 * 60 + i % 4, announce -> early(announce).setUploaded(uploaded));
    }
    return script;
  }

  private static Script inTime() {
    var script = Script.of("A2-1-36-0");
    for (int i = 0; i < 30; i++) {
      script.at(i * 20L, _ -> {});
    }
    return script;
  }

  private static Script stops() {
    var script = Script.of("-TR4060");
    for (int i = 0; i < 30; i++) {
      script.at(i * 20L, announce -> early(announce).setEvent(AnnounceEvent.STOPPED));
    }
    return script;
  }

  private static Announced.Builder early(Announced.Builder announce) {
    return announce.setAnswer(new Answer(Policy.UNGATED, 0, 0, 0, 0, 0, 0, INTERVAL, false, 50));
  }
}
