package equilibrium.scoring.swarm;

import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.schemas.event.AnnounceEvent.STOPPED;
import static equilibrium.scoring.stream.Announces.GIB;
import static equilibrium.scoring.stream.Announces.START_MS;
import static equilibrium.scoring.stream.Announces.clientId;
import static equilibrium.scoring.stream.Announces.leeches;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.Score;
import equilibrium.scoring.rules.ScoreRules;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.stream.Announces.Report;
import equilibrium.scoring.stream.Partition;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The credit for an announce. A sample is at midnight, and at each half hour after it. */
class CreditTest {
  private final Announces announces = new Announces();

  /**
   * held = GiB held, at most 100, * 1800 s * samples * quality / 1024; recent = GiB held * seconds
   * credited * quality / 1024 * need / 1024, which is a half here.
   */
  @ParameterizedTest(
      name = "{1} s until second {0}, {3} of {2} GiB missing, quality {4}: {5} and {6} GiB s")
  @CsvSource({
    "1800, 1800, 10,  0, 1024, 18000,  9000", // the sample at its end; 10 * 1800 / 2
    "1799, 1799, 10,  0, 1024, 0,      8995", // the sample at its beginning is the last interval's
    "1800, 1,    10,  0, 1024, 18000,  5", // one second, with a sample
    "3595, 1790, 10,  0, 1024, 0,      8950", // from 00:30:05 to 00:59:55
    "3600, 2700, 10,  0, 1024, 36000,  13500", // 00:30 and 01:00
    "3700, 1800, 10,  4, 512,  5400,   2700", // 6 * 1800 / 2; 6 * 1800 / 4
    "3700, 1800, 200, 0, 1024, 180000, 90000", // 100 at most
    "1800, 0,    10,  0, 1024, 0,      0",
  })
  void heldBytesAreSampledAndRecentOnesAreNot(
      long second, long seconds, long size, long left, int quality, long held, long recent) {
    var contribution =
        Contribution.newBuilder(first())
            .setAtMs(START_MS + second * 1_000)
            .setSecondsCredited(seconds)
            .setSizeBytes(size * GIB)
            .setLeft(left * GIB)
            .setQuality(quality)
            .setNeed(512)
            .build();

    var credit = Credit.of(contribution, ScoringRules.V3.swarms());

    assertThat(credit.seeding().heldByteSeconds()).isEqualTo(held * GIB);
    assertThat(credit.seeding().recentByteSeconds()).isEqualTo(recent * GIB);
    assertThat(credit.seeding().seconds()).isEqualTo(seconds * quality / 2_048);
  }

  private Contribution first() {
    var partition = new Partition();
    partition.append(announces.by(seeds(0, 0)));
    return partition.last();
  }

  /** A day of 10 GiB at a tenth of the quality: 48 samples of 102/1024 * 10 GiB. */
  @Test
  void theAverageIsOverTheSamplesOfTheTimeOnline() {
    var there = dayOf(false);

    assertThat(Partition.sum(there, SumKind.ONLINE_SECONDS)).isCloseTo(86_400, within(2_000.0));
    assertThat(average(there)).isCloseTo(10 * GIB * 102 / 1_024.0, within(GIB / 1_000.0));
    assertThat(Score.parts(there.sums(), there.lastSeenMs(), ScoreRules.V2).getAverageSeedingSize())
        .isEqualTo(15); // 150 * log2(1.996) / 10 = 14.96
  }

  /** Online from :00:05 to :29:55 and from :30:05 to :59:55. */
  @Test
  void aClientOfflineAtEachSampleGainsNoAverage() {
    var away = dayOf(true);

    assertThat(Partition.sum(away, SumKind.ONLINE_SECONDS)).isZero();
    assertThat(Partition.sum(away, SumKind.HELD_BYTE_SECONDS)).isZero();
    assertThat(Score.parts(away.sums(), away.lastSeenMs(), ScoreRules.V2).getAverageSeedingSize())
        .isZero();
    assertThat(Partition.sum(away, SumKind.SEEDED_BYTE_SECONDS)).isPositive();
  }

  private static double average(Client client) {
    return Partition.sum(client, SumKind.HELD_BYTE_SECONDS)
        / Partition.sum(client, SumKind.ONLINE_SECONDS);
  }

  private Client dayOf(boolean betweenSamples) {
    var partition = new Partition();
    partition.append(announces.by(1, 9, 9, leeches(0, 0, 10 * GIB)));
    for (long second = 5; second <= 86_405; second += 1_800) {
      partition.append(announces.by(1, 1, 1, new Report(second, STARTED, 0L, 0L, 0L)));
      if (betweenSamples) {
        partition.append(announces.by(1, 1, 1, new Report(second + 1_790, STOPPED, 0L, 0L, 0L)));
      }
    }
    return Objects.requireNonNull(Partition.clients(partition.credits).get(clientId(1)));
  }
}
