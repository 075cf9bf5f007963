package equilibrium.ingress.admission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.ingress.IngressConfig;
import equilibrium.ingress.admission.Rules.Rate;
import equilibrium.platform.Fault;
import equilibrium.platform.Settings;
import equilibrium.schemas.event.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {

  @Test
  void theDefaultsSuitASeedboxAndACarriersNat() {
    var rules = rules(Map.of());

    assertThat(rules.requests()).isEqualTo(Rate.of(50, Duration.ofSeconds(1), 10_000));
    assertThat(rules.connects()).isEqualTo(Rate.of(200, Duration.ofSeconds(1), 10_000));
    assertThat(rules.newSwarms()).isEqualTo(Rate.of(10_000, Duration.ofHours(1), 10_000));
    assertThat(rules.forgeries()).isEqualTo(Rate.of(1000, Duration.ofMinutes(1), 1000));
    assertThat(rules.ban()).isEqualTo(Duration.ofMinutes(10));
    assertThat(rules.caps().peersPerAddress()).isEqualTo(64);
    assertThat(rules.caps().peersPerSwarm()).isEqualTo(1_000_000);
    assertThat(rules.pace().early()).isEqualTo(4);
    assertThat(rules.pace().earlyMs()).isEqualTo(450_000);
  }

  @Test
  void zeroIsNoLimit() {
    assertThat(rules(Map.of("limits.requests-per-address", "0")).requests().isOff()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "limits.new-swarms-per-address, 1, limits.new-swarms-per-address-burst takes 10000 h",
    "limits.early-announces, 8, expected a whole number from 0 to 7",
    "clients.deny, -XL0012345678901234567, expected 1 to 20 printable characters",
  })
  void whatCannotWorkIsNamed(String key, String value, String problem) {
    assertThatThrownBy(() -> rules(Map.of(key, value)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aPrefixIsAllowedOrDeniedNotBoth() {
    assertThatThrownBy(() -> rules(Map.of("clients.allow", "-XL", "clients.deny", "-SD,-XL")))
        .hasMessageContaining("\"-XL\" is in clients.allow and in clients.deny");
  }

  @ParameterizedTest
  @CsvSource({
    "-XL0012-, false",
    "-XL0042-, true",
    "-XL0043-, false",
    "-LT1200-, true",
    "-SD0100-, false"
  })
  void theLongestBeginningDecides(String peerId, boolean served) {
    var programs = new ClientPrograms(List.of("-XL004", "-LT"), List.of("-XL", "-XL0043"));

    assertThat(programs.isServed(peerId(peerId))).isEqualTo(served);
  }

  @Test
  void withoutAnAllowListWhoIsNotNamedIsServed() {
    var programs = new ClientPrograms(List.of(), List.of("-XL"));

    assertThat(programs.isServed(peerId("-LT1200-"))).isTrue();
    assertThat(programs.isServed(peerId("-XL0012-"))).isFalse();
  }

  @Test
  void everyKeyOfTheRulesIsKnownToBeReloadable() {
    assertThat(IngressConfig.reloadable())
        .contains("ingress.admission", "ingress.interval", "clients.deny", "limits.swarms")
        .contains("limits.requests-per-address-burst", "limits.ban", "ingress.numwant-max")
        .doesNotContain("ingress.port", "limits.queue", "limits.connections");
  }

  private static Rules rules(Map<String, String> given) {
    var settings = new Settings(null, Map.of(), given);
    var rules = Rules.from(settings);
    settings.verify();
    return rules;
  }

  private static PeerId peerId(String begin) {
    return new PeerId((begin + "x".repeat(20 - begin.length())).getBytes(ISO_8859_1));
  }
}
