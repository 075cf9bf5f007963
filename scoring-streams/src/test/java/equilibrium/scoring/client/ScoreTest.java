package equilibrium.scoring.client;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.rules.ScoreRules;
import java.util.List;
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
    "255, 16383, 99,  0, 400, 250, 200", // log2(2^14) = 14, log2(2^8) = 8: the most
    "999, 90000, 99, 99, 400, 250, 133",
    "  0,     0,  0,  5,   0,   0,  67", // 5:10 is -1
    "  0,     0,  0, 15,   0,   0,   0", // 5:20 is -2, the lowest
    "  0,     0,  0, 99,   0,   0,   0",
  })
  void pointsFollowTheFormula(
      long days, long gibDays, long up, long down, int size, int time, int ratio) {
    var sums =
        List.of(
            sum(SumKind.SEEDED_BYTE_SECONDS, gibDays * GIB * DAY),
            sum(SumKind.SEEDED_SECONDS, days * DAY),
            sum(SumKind.UPLOADED_BYTES, up * GIB),
            sum(SumKind.DOWNLOADED_BYTES, down * GIB));

    assertThat(Score.parts(sums, 0, ScoreRules.V2)).isEqualTo(new ScoreParts(size, 0, time, ratio));
  }

  /** 150 * log2(1 + held / online / 1 GiB) / 10. */
  @ParameterizedTest(name = "{0} GiB s held in {1} s online earn {2}")
  @CsvSource({
    "0,        0,    0",
    "0,        3600, 0",
    "3600,     3600, 15", // 1 GiB: log2(2) = 1
    "7200,     3600, 24", // 2 GiB: log2(3) = 1.585
    "460800,   3600, 105", // 128 GiB: log2(129) = 7.011
    "3682800,  3600, 150", // 1023 GiB: log2(1024) = 10
    "9999999,  3600, 150",
    "1800,     0,    15", // no sample counts as one
  })
  void theAverageIsWhatIsHeldWhileOnline(long gibSeconds, long online, int points) {
    var sums =
        List.of(
            sum(SumKind.HELD_BYTE_SECONDS, gibSeconds * GIB), sum(SumKind.ONLINE_SECONDS, online));

    assertThat(Score.parts(sums, 0, ScoreRules.V2).getAverageSeedingSize()).isEqualTo(points);
  }

  private static DecayedSum sum(SumKind kind, long value) {
    return new DecayedSum(kind, 1_000L, 0L, List.of(value));
  }
}
