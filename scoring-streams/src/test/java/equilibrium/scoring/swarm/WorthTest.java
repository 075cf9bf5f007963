package equilibrium.scoring.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.rules.WorthRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorthTest {
  private static final WorthRules RULES = ScoringRules.V3.worth();
  private static final long DAY_MS = 86_400_000;

  /** 1024 * clamp(sqrt((l + 1) / (s + 1)) + (1 for up to 3 seeders), 0.25, 2). */
  @ParameterizedTest(name = "{0} seeders, {1} leechers: {2} / 1024")
  @CsvSource({
    "1,   0,  1748", // sqrt(1/2) + 1 = 1.7071
    "3,   0,  1536", // sqrt(1/4) + 1
    "4,   0,  457", // sqrt(1/5) = 0.4472
    "4,   4,  1024", // sqrt(5/5)
    "15,  3,  512", // sqrt(4/16)
    "63,  0,  256", // sqrt(1/64) = 0.125: a quarter is the least
    "9,   99, 2048", // sqrt(100/10) = 3.16: twice is the most
    "0,   0,  2048", // the only seeder has just stopped: 1 + 1
  })
  void needRisesWithLeechersAndFallsWithSeeders(int seeders, int leechers, int need) {
    assertThat(Worth.need(seeders, leechers, RULES)).isEqualTo(need);
  }

  /** Whole for 7 days, then (1024 - 102) / 21 = 43.9 less a day, rounded up, until 28. */
  @ParameterizedTest(name = "{0} days after corroboration: {1} / 1024")
  @CsvSource({
    "-1, 1024",
    "0, 1024",
    "7, 1024",
    "8, 981",
    "14, 717",
    "27, 146",
    "28, 102",
    "99, 102"
  })
  void qualityFadesWithoutCorroboration(long days, int quality) {
    var presence = NetworkPresence.NEW.corroborated(100 * DAY_MS);

    assertThat(presence.quality((100 + days) * DAY_MS, RULES)).isEqualTo(quality);
    assertThat(NetworkPresence.NEW.quality(days * DAY_MS, RULES)).isEqualTo(102);
  }

  /** Of all ages, against a presence under the other rules. */
  @Test
  void aQualityIsWhatItWouldBeUnderAnotherLeast() {
    var other = new WorthRules(3, 256, 2_048, 512, RULES.fullMs(), RULES.noneMs());
    var presence = NetworkPresence.NEW.corroborated(0);

    for (long hours = 0; hours < 40 * 24; hours++) {
      int written = presence.quality(hours * 3_600_000, RULES);
      assertThat(Worth.quality(written, RULES, other))
          .isBetween(
              presence.quality(hours * 3_600_000, other),
              presence.quality(hours * 3_600_000, other) + 1);
      assertThat(Worth.quality(written, RULES, RULES)).isEqualTo(written);
    }
  }

  @ParameterizedTest(name = "{0} * {1} / 1024 = {2}")
  @CsvSource({
    "1000, 512, 500",
    "1000, 102, 99", // 99.6
    "3, 341, 0",
    "9223372036854775807, 2048, 9223372036854775807",
    "9223372036854775807, 512, 4611686018427387903",
  })
  void amountsAreWeightedDownwards(long amount, int weight, long weighted) {
    assertThat(Worth.weighted(amount, weight)).isEqualTo(weighted);
  }

  /** Of two keys behind one address only the first is credited for a second. */
  @Test
  void aNetworkIsCreditedForASecondOnce() {
    var presence = NetworkPresence.NEW;

    assertThat(presence.uncredited(1_800_000, 1_800)).isEqualTo(1_800);
    presence = presence.creditedUntil(1_800_000);
    assertThat(presence.uncredited(1_810_000, 1_800)).isEqualTo(10);
    presence = presence.creditedUntil(1_810_000);
    assertThat(presence.uncredited(3_600_000, 1_800)).isEqualTo(1_790);
    assertThat(presence.uncredited(1_700_000, 1_800)).isZero();
  }

  @Test
  void aPresenceIsForgottenWhenItHasNoEffect() {
    var credited = NetworkPresence.NEW.creditedUntil(0);
    long lateMs = 6 * 3_600_000 + 2_700_000;

    assertThat(credited.isForgettable(lateMs - 1, ScoringRules.V3)).isFalse();
    assertThat(credited.isForgettable(lateMs, ScoringRules.V3)).isTrue();
    assertThat(credited.corroborated(0).isForgettable(28 * DAY_MS - 1, ScoringRules.V3)).isFalse();
    assertThat(credited.corroborated(0).isForgettable(28 * DAY_MS, ScoringRules.V3)).isTrue();
  }
}
