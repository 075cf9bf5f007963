package equilibrium.anomaly.announce;

import static equilibrium.anomaly.announce.Script.INTERVAL;
import static equilibrium.anomaly.announce.Script.MB;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RestartRuleTest {
  private static final RestartRule RULE = new RestartRule(DetectionRules.V1.rule("E1"));

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
            "ratio-spoof: started on every announce while uploaded rises",
            starts(0, INTERVAL, 2 * INTERVAL, 3 * INTERVAL),
            1),
        Arguments.of("the same three times", starts(INTERVAL, 2 * INTERVAL, 3 * INTERVAL), 1),
        Arguments.of("twice only", starts(INTERVAL, 2 * INTERVAL), 0),
        Arguments.of("retries after lost replies, 30 s apart", starts(60, 90, 120, 150, 180), 0),
        Arguments.of("once a day", starts(86_400, 2 * 86_400, 3 * 86_400), 0),
        Arguments.of("libtorrent after a change of network: other addresses", moving(), 0),
        Arguments.of("an ordinary announce between any two", withAnnouncesBetween(), 0),
        Arguments.of("a seeder that nobody asks: nothing rises", idle(), 0),
        Arguments.of("counters that fall: a new session each time", falling(), 0));
  }

  private static Script starts(long... seconds) {
    var script = Script.of("-LT20A0");
    for (long second : seconds) {
      script.at(second, announce -> started(announce, (1 + second) * MB));
    }
    return script;
  }

  private static Script moving() {
    var script = Script.of("-qB4650");
    for (int i = 1; i < 6; i++) {
      byte[] address = new byte[16];
      address[15] = (byte) i;
      long uploaded = i * MB;
      script.at(
          (long) i * INTERVAL,
          announce -> started(announce, uploaded).setAddress(new Address(address)));
    }
    return script;
  }

  private static Script withAnnouncesBetween() {
    var script = Script.of("-TR4060");
    for (int i = 1; i < 6; i++) {
      long uploaded = i * MB;
      script.at((long) i * INTERVAL, announce -> started(announce, uploaded));
      script.at((long) i * INTERVAL + 900, announce -> announce.setUploaded(uploaded));
    }
    return script;
  }

  private static Script idle() {
    return Script.of("-TR4060").times(6, INTERVAL, announce -> started(announce, 5 * MB));
  }

  private static Script falling() {
    var script = Script.of("-TR4060");
    for (int i = 1; i < 6; i++) {
      long uploaded = (10 - i) * MB;
      script.at((long) i * INTERVAL, announce -> started(announce, uploaded));
    }
    return script;
  }

  private static Announced.Builder started(Announced.Builder announce, long uploaded) {
    return announce.setEvent(AnnounceEvent.STARTED).setUploaded(uploaded);
  }
}
