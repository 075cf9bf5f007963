package equilibrium.anomaly.rate;

import static equilibrium.anomaly.rate.Samples.GB;
import static equilibrium.anomaly.rate.Samples.MB;
import static equilibrium.anomaly.rate.Samples.claim;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateRuleTest {
  private static final RateRule RULE = new RateRule(RateLimits.V1);

  @ParameterizedTest(name = "{0}: {2} MB in {1} s is {3}")
  @CsvSource({
    "an honest home line, 1800, 9000, none",
    "a seedbox near its gigabit, 1800, 216000, none",
    "exactly the soft limit, 1800, 225000, none",
    "just over the soft limit, 1800, 225001, SOFT",
    "a ten-gigabit seedbox at half load, 1800, 1080000, SOFT",
    "exactly the hard limit, 1800, 2250000, SOFT",
    "just over the hard limit, 1800, 2250001, HARD",
    "a burst after a late counter, 59, 200000, none",
    "the same a second later, 60, 200000, HARD",
    "fast but little, 60, 1073, none",
    "no time at all, 0, 200000, none",
  })
  void oneSession(String name, long seconds, long megabytes, String severity) {
    var finding = RULE.ofSession(claim(1, 1, 0, seconds, megabytes * MB));

    assertThat(finding.map(f -> f.severity().name()).orElse("none")).as(name).isEqualTo(severity);
  }

  @Test
  void oneGibibyteIsNeverTooMuch() {
    var small = new RateRule(withSoftLimit(1));

    assertThat(small.ofSession(claim(1, 1, 0, 60, 1L << 30))).isEmpty();
    assertThat(small.ofSession(claim(1, 1, 0, 60, (1L << 30) + 1))).isPresent();
  }

  @ParameterizedTest(name = "{0}: {1} sessions with {3} MB in {2} s each are {4}")
  @CsvSource({
    "many small seeds, 100, 1800, 100, none",
    "a seedbox that splits its gigabit, 10, 1800, 22500, none",
    "ten lines of one client, 10, 1800, 45000, SOFT",
    "twenty times the hard limit in pieces, 20, 1800, 225000, HARD",
  })
  void severalSessions(String name, int sessions, long seconds, long megabytes, String severity) {
    var claims =
        IntStream.range(0, sessions)
            .mapToObj(i -> claim(i, i, 0, seconds, megabytes * MB))
            .toList();

    var finding = RULE.ofClient(claims);

    assertThat(finding.map(f -> f.severity().name()).orElse("none")).as(name).isEqualTo(severity);
  }

  @Test
  void sessionsOneAfterTheOtherDoNotAddUp() {
    var claims =
        List.of(
            claim(1, 1, 60, 60, 7 * GB),
            claim(2, 2, 300, 60, 7 * GB),
            claim(3, 3, 540, 60, 7 * GB));

    assertThat(RULE.ofClient(claims)).isEmpty();
  }

  @Test
  void shortReportsOfOneSessionAddUp() {
    var claims = List.of(claim(1, 1, 0, 59, 50 * GB), claim(1, 2, 59, 59, 50 * GB));

    var finding = RULE.ofClient(claims).orElseThrow();

    assertThat(finding.bytes()).isEqualTo(100 * GB);
    assertThat(finding.spanMs()).isEqualTo(118_000);
    assertThat(finding.sessions()).isEqualTo(1);
  }

  @Test
  void aLongQuietSessionDoesNotHideTheOthers() {
    var claims =
        List.of(
            claim(1, 1, 0, 60, 60 * GB),
            claim(2, 2, 0, 60, 60 * GB),
            claim(3, 3, 0, 4_000, 5 * MB));

    var finding = RULE.ofClient(claims).orElseThrow();

    assertThat(finding.claims()).hasSize(2);
    assertThat(finding.bytesPerSecond()).isEqualTo(2e9);
  }

  @Test
  void aClaimThatExceedsAloneIsNotCountedAgain() {
    var claims = List.of(claim(1, 1, 0, 60, 90 * GB), claim(2, 2, 0, 60, 5 * MB));

    assertThat(RULE.ofClient(claims)).isEmpty();
  }

  @Test
  void theTwoHashesOfAHybridTorrentAreOneTransfer() {
    var one = claim(1, 1, 0, 1_800, 200 * GB);
    var other =
        new Claim(
            Samples.swarm(2),
            one.peerId(),
            one.atMs() + 60_000,
            1_800,
            one.uploaded(),
            0,
            claim(2, 2, 0, 1, 0).source(),
            null,
            null);

    assertThat(RULE.ofClient(List.of(one, other))).isEmpty();
  }

  @Test
  void theOrderOfTheClaimsDoesNotMatter() {
    var claims = new ArrayList<Claim>();
    for (int i = 0; i < 50; i++) {
      claims.add(claim(i, i, i % 7, 60 + i % 11, (5 + i % 5) * GB));
    }
    var inOrder = RULE.ofClient(claims);

    Collections.shuffle(claims, new Random(1));

    assertThat(RULE.ofClient(claims)).isEqualTo(inOrder).isPresent();
  }

  private static RateLimits withSoftLimit(double bytesPerSecond) {
    var v1 = RateLimits.V1;
    return new RateLimits(
        2,
        bytesPerSecond,
        v1.hardBytesPerSecond(),
        v1.leastTime(),
        v1.leastBytes(),
        v1.window(),
        v1.worthBytes(),
        v1.mostClaims());
  }
}
