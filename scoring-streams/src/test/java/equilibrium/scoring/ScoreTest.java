package equilibrium.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.TierCuts;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreTest {
  private static final long GIB = 1L << 30;
  private static final long DAY = 86_400;

  /** Days seeded, GiB days held, GiB up and down; points of size, time and ratio. */
  @ParameterizedTest(name = "{0} d, {1} GiB d, {2}:{3} GiB earn {4} + {5} + {6}")
  @CsvSource({
    "  0,     0,  0,  0,   0,   0, 133", // a newcomer: log2(5/5) = 0, two thirds of 200
    "  1,     1,  0,  0,  29,  31, 133", // log2(2) = 1: 400/14 and 250/8
    "  7,   127,  5,  0, 200,  94, 200", // log2(128) = 7; log2(8) = 3; 10:5 is the highest ratio
    "255, 16383, 99,  0, 400, 250, 200", // log2(2^14) = 14, log2(2^8) = 8: all there is
    "999, 90000, 99, 99, 400, 250, 133",
    "  0,     0,  0,  5,   0,   0,  67", // 5:10 is -1
    "  0,     0,  0, 15,   0,   0,   0", // 5:20 is -2, the lowest
    "  0,     0,  0, 99,   0,   0,   0",
  })
  void pointsFollowTheFormula(
      long days, long gibDays, long up, long down, int size, int time, int ratio) {
    var sums =
        Stream.of(
                sum(SumKind.SEEDED_BYTE_SECONDS, gibDays * GIB * DAY),
                sum(SumKind.SEEDED_SECONDS, days * DAY),
                sum(SumKind.UPLOADED_BYTES, up * GIB),
                sum(SumKind.DOWNLOADED_BYTES, down * GIB))
            .toList();

    assertThat(Score.parts(sums, 0)).isEqualTo(new ScoreParts(size, 0, time, ratio));
  }

  @ParameterizedTest(name = "{0} points of a {1}: tier {2}")
  @CsvSource({
    "100, KEY, 0",
    "101, KEY, 1",
    "200, KEY, 1",
    "201, KEY, 2",
    "300, KEY, 2",
    "301, KEY, 3",
    "1000, KEY, 3",
    "0, KEY, 0",
    "301, ADDRESS, 1",
    "301, PEER_ID, 1",
    "100, ADDRESS, 0",
  })
  void aTierIsTheNumberOfCutsBelow(int score, Identity identity, int tier) {
    assertThat(Tiers.of(score, identity, cuts(100, 200, 300), 1)).isEqualTo(tier);
    assertThat(Tiers.of(score, identity, null, 1)).isZero();
  }

  @Test
  void theOwnerIsToldWhy() {
    var parts = new ScoreParts(210, 0, 80, 120);

    assertThat(Tiers.why(2, parts, Identity.KEY, cuts(100, 200, 447), 1))
        .isEqualTo(
            "tier 2 of 3: 410 points; next cut 447; recent seeding size 210, seeding time 80, "
                + "ratio 120");
    assertThat(Tiers.why(3, parts, Identity.KEY, cuts(1, 2, 3), 1)).contains("; the highest; ");
    assertThat(Tiers.why(1, parts, Identity.ADDRESS, cuts(1, 2, 3), 1))
        .contains("; the highest without an announce key; ");
    assertThat(Tiers.why(0, parts, Identity.KEY, null, 1)).contains("; no cuts yet; ");
  }

  private static TierCuts cuts(int first, int second, int third) {
    return new TierCuts(1L, 0L, 3L, List.of(first, second, third), 1);
  }

  private static DecayedSum sum(SumKind kind, long value) {
    return new DecayedSum(kind, 1_000L, 0L, List.of(value));
  }
}
