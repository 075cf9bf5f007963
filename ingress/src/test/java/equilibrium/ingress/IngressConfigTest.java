package equilibrium.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.platform.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngressConfigTest {
  private static final String LIFETIME = "ingress.peer-lifetime";

  @Test
  void theDefaultsAreGood() {
    assertThatCode(() -> read(Map.of())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "ingress.interval, 36m, 'ingress.peer-lifetime is 4200 s, expected at least twice"
        + " ingress.interval, 4320 s'",
    "ingress.min-interval, 64m, 'ingress.min-interval is 3840 s, expected less than"
        + " ingress.peer-lifetime, 4200 s, with 10 % more'",
    "ingress.climbing-interval, 2h, 'ingress.climbing-interval is 7200 s, expected less than"
        + " ingress.peer-lifetime, 4200 s, with 10 % more'",
  })
  void whoDoesAsToldIsStillKnownOrTheSettingIsRefused(String key, String value, String problem) {
    assertThatThrownBy(() -> read(Map.of(key, value)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource({"10s, false", "9s, true"})
  void aTenthMoreIsWhatAnIntervalMayBeSpread(String interval, boolean good) {
    var given =
        Map.of(
            LIFETIME,
            "11s",
            "ingress.interval",
            "5s",
            "ingress.min-interval",
            interval,
            "ingress.climbing-interval",
            interval);

    if (good) {
      assertThatCode(() -> read(given)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> read(given))
          .hasMessageContaining("ingress.min-interval is 10 s")
          .hasMessageContaining("ingress.climbing-interval is 10 s");
    }
  }

  /** Scoring and the purge know no longer lifetime. */
  @Test
  void aPeerIsNotKeptLongerThanScoringAndTablesKeepIt() {
    assertThatThrownBy(() -> read(Map.of("ingress.interval", "3h", LIFETIME, "7h")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("ingress.peer-lifetime is 25200 s, expected at most 4200 s")
        .hasMessageContaining("ingress.interval can be 2100 s at most");
  }

  @Test
  void atTheLongestLifetimeTheLongestIntervalIsGood() {
    assertThatCode(() -> read(Map.of("ingress.interval", "35m", LIFETIME, "70m")))
        .doesNotThrowAnyException();
  }

  @Test
  void aTestWithFastTimeMayKeepPeersLonger() {
    assertThatCode(() -> read(Map.of("clock.scale", "1800", LIFETIME, "1d")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "tracker.example, 'ingress.external-ip has \"tracker.example\", expected an IPv4 or IPv6'",
    "'203.0.113.1,203.0.113.2', 'ingress.external-ip has two addresses of one family'",
    "'2001:db8::1,203.0.113.1,2001:db8::2', 'ingress.external-ip has two addresses of one family'",
  })
  void aNodeHasOneExternalAddressOfEachFamily(String value, String problem) {
    assertThatThrownBy(() -> read(Map.of("ingress.external-ip", value)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "ingress.interval, 20m, ''",
    "ingress.interval, soon, 'console: ingress.interval is \"soon\", expected a duration from 1s to 1d'",
    "ingress.interval, 6m, 'ingress.peer-lifetime is 600 s, expected at least twice ingress.interval, 720 s'",
    "ingress.port, 70000, 'console: ingress.port is \"70000\", expected a whole number from 0 to 65535'",
    "ingress.nothing, 1, 'console: unknown key ingress.nothing'",
  })
  void aValueOfTheConsoleIsJudgedBesideTheOtherSettingsOfANode(
      String key, String value, String problem) {
    var base =
        Map.of(
            LIFETIME,
            problem.contains("600 s") ? "10m" : "70m",
            "ingress.min-interval",
            "5m",
            "ingress.climbing-interval",
            "5m",
            "scoring.threads",
            "of another program");

    var problems = IngressConfig.problems(base, Map.of(key, value));

    assertThat(String.join("; ", problems)).isEqualTo(problem);
  }

  private static void read(Map<String, String> given) {
    var settings = new Settings(null, Map.of(), given);
    var _ = IngressConfig.from(settings);
    settings.verify();
  }
}
