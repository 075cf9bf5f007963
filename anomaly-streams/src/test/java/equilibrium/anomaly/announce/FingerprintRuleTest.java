package equilibrium.anomaly.announce;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FingerprintRuleTest {
  private static final FingerprintRule RULE = new FingerprintRule(DetectionRules.V1.rule("F1"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Script script, int findings) {
    var found = script.found(RULE);

    assertThat(found).as(name).hasSize(findings);
    assertThat(found).allMatch(each -> !each.events().isEmpty() && !each.summary().isBlank());
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("one of 2000 differs, in a version of two weeks", odd(2_000, 15), 1),
        Arguments.of("one of 900", odd(900, 15), 0),
        Arguments.of("a release of last week", odd(2_000, 7), 0),
        Arguments.of("a proxy that one in 200 uses", proxies(2_000, 15), 0));
  }

  private static Script odd(int starts, int days) {
    return starts(starts, days, starts + 1).at(days * 86_400L, announce -> start(announce, 99L));
  }

  private static Script proxies(int starts, int days) {
    return starts(starts, days, 200).at(days * 86_400L, announce -> start(announce, 99L));
  }

  /** Starts of one version over so many days; each so-many-th is fingerprint 99. */
  private static Script starts(int number, int days, int each) {
    var script = Script.of("-TR4060");
    for (int i = 1; i <= number; i++) {
      // the first one makes the version known; the others come within the last two days
      long second = i == 1 ? 0 : (days - 2) * 86_400L + i;
      long fingerprint = i % each == 0 ? 99 : 1;
      script.at(second, announce -> start(announce, fingerprint));
    }
    return script;
  }

  private static void start(Announced.Builder announce, long fingerprint) {
    announce
        .setEvent(AnnounceEvent.STARTED)
        .setUserAgent("Transmission/4.0.6")
        .setFingerprint(fingerprint);
  }
}
