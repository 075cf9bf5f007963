package equilibrium.scoring.stream;

import static equilibrium.schemas.event.AnnounceEvent.COMPLETED;
import static equilibrium.schemas.event.AnnounceEvent.NONE;
import static equilibrium.schemas.event.AnnounceEvent.PAUSED;
import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.schemas.event.AnnounceEvent.STOPPED;
import static equilibrium.scoring.stream.Announces.GIB;
import static equilibrium.scoring.stream.Announces.START_MS;
import static equilibrium.scoring.stream.Announces.SWARM;
import static equilibrium.scoring.stream.Announces.leeches;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.scoring.stream.Announces.Report;
import equilibrium.scoring.swarm.Worth;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Habits of honest clients (docs/policy.md 1.2), by which no client gains or loses. */
class QuirksTest {
  private static final long MIB = 1L << 20;
  private static final long INTERVAL = 1_800;

  private final Announces announces = new Announces();
  private final Partition partition = new Partition();

  /** Libtorrent: one announce for each listen socket, milliseconds apart, over both families. */
  @Test
  void duplicatesFromManySocketsCountOnce() {
    append(seeds(0, 0));
    for (int socket = 0; socket < 4; socket++) {
      var announced = announces.by(seeds(INTERVAL, 100 * MIB));
      partition.append(
          Announced.newBuilder(announced)
              .setReceivedAtMs(announced.getReceivedAtMs() + socket * 7L)
              .setFamily(socket % 2 == 0 ? AddressFamily.IPV4 : AddressFamily.IPV6)
              .setNetworkId(Announces.clientId(100 + socket))
              .build());
    }

    assertThat(partition.contributions).hasSize(2);
    assertThat(partition.last().getUploaded()).isEqualTo(100 * MIB);
    assertThat(partition.last().getSecondsCredited()).isEqualTo(INTERVAL);
  }

  /** Each start of libtorrent and each acknowledged stop of Transmission clears the counters. */
  @Test
  void aResetCreditsNothingAndSetsANewBase() {
    append(seeds(0, 0));
    append(seeds(INTERVAL, 500 * MIB));
    append(new Report(2 * INTERVAL, STARTED, 0L, 0L, 0L));
    assertThat(partition.last().getKind()).isEqualTo(Step.RESET);
    assertThat(partition.last().getUploaded()).isZero();

    append(seeds(3 * INTERVAL, 200 * MIB));

    assertThat(uploaded()).isEqualTo(700 * MIB);
  }

  /** Libtorrent subtracts bytes that were redundant: up to 70 kB were seen. */
  @Test
  void aSmallBackstepOfDownloadedKeepsUploaded() {
    append(new Report(0, NONE, 0L, 100 * MIB, GIB));
    append(new Report(INTERVAL, NONE, 50 * MIB, 100 * MIB - 70_000, GIB));

    assertThat(partition.last().getKind()).isEqualTo(Step.BACKSTEP);
    assertThat(partition.last().getDownloaded()).isZero();
    assertThat(partition.last().getUploaded()).isEqualTo(50 * MIB);
  }

  /** Libtorrent counts bytes from web seeds as downloaded, and no peer uploaded them. */
  @Test
  void bytesFromWebSeedsImbalanceTheSwarmAndCreditNoUpload() {
    partition.append(announces.by(1, 2, 2, seeds(0, 0)));
    append(leeches(0, 0, GIB));
    append(leeches(INTERVAL, GIB, 0));
    partition.append(announces.by(1, 2, 2, seeds(INTERVAL, 0)));
    partition.tick(START_MS + 2 * 86_400_000L);

    var episode = partition.episodes.getFirst();
    assertThat(episode.getUploaded()).isZero();
    assertThat(episode.getDownloaded()).isEqualTo(GIB);
    assertThat(episode.getClaims()).allMatch(claim -> claim.getUploadedCredited() == 0);
  }

  @Test
  void aLostStoppedEarnsAnIntervalAndAHalfAtMost() {
    append(seeds(0, 0));
    partition.tick(START_MS + 4_200_000);
    assertThat(swarm().getSeeders()).isZero();

    append(seeds(40_000, 0));

    assertThat(partition.last().getSecondsSeeded()).isEqualTo(2_700);
    assertThat(partition.last().getSecondsOnline()).isEqualTo(2_700);
  }

  /** Transmission repeats stopped until it is acknowledged. */
  @Test
  void aRepeatedStoppedAddsNothing() {
    append(seeds(0, 0));
    append(new Report(600, STOPPED, 0L, 0L, 0L));
    append(new Report(605, STOPPED, 0L, 0L, 0L));
    append(new Report(700, STOPPED, 0L, 0L, 0L));

    assertThat(partition.contributions.stream().mapToLong(Contribution::getSecondsOnline).sum())
        .isEqualTo(600);
    assertThat(swarm().getSeeders()).isZero();
  }

  /** Without metadata libtorrent and WebTorrent send 16384, and Transmission 2^63 - 1. */
  @Test
  void leftWithoutMetadataIsNoSize() {
    for (long left : List.of(16_384L, Long.MAX_VALUE)) {
      append(new Report(left % 7, STARTED, 0L, 0L, left));
    }

    assertThat(swarm().getSizeBytes()).isZero();
    assertThat(swarm().getLeechers()).isEqualTo(1);
    assertThat(partition.contributions).extracting(Contribution::getLeft).containsOnlyNulls();
  }

  /** Over UDP, aria2 draws a new key for every request. */
  @Test
  void aKeyThatChangesWithEveryRequestIsNoOtherClient() {
    for (int i = 0; i < 3; i++) {
      partition.append(
          Announced.newBuilder(announces.by(seeds(i * INTERVAL, i * MIB))).setKey(i * 77).build());
    }

    assertThat(uploaded()).isEqualTo(2 * MIB);
  }

  /** Partial seeds of libtorrent send paused instead of started, and never stopped. */
  @Test
  void pausedInsteadOfStartedIsPartialSeeding() {
    partition.append(announces.by(1, 2, 2, leeches(0, 0, 4 * GIB)));
    append(new Report(0, PAUSED, 0L, 0L, 3 * GIB));
    append(new Report(INTERVAL, PAUSED, MIB, 0L, 3 * GIB));

    assertThat(partition.last().getRole()).isEqualTo(Role.PARTIAL_SEEDER);
    assertThat(partition.last().getByteSecondsSeeded()).isEqualTo(INTERVAL * GIB);
    assertThat(swarm().getPartialSeeders()).isEqualTo(1);
  }

  /** Transmission counts a piece when it is verified, later than its sender does. */
  @Test
  void wholeVerifiedPiecesStillSettleCleanly() {
    long piece = 16 * MIB;
    append(seeds(0, 0));
    partition.append(announces.by(1, 2, 2, leeches(0, 0, 40 * piece)));
    append(seeds(INTERVAL, 10 * piece + piece / 2));
    partition.append(announces.by(1, 2, 2, leeches(INTERVAL + 9, 10 * piece, 30 * piece)));
    partition.tick(START_MS + 2 * 86_400_000L);

    var seeder = partition.episodes.getFirst().getClaims().getFirst();
    assertThat(seeder.getUploadedCredited()).isEqualTo(10 * piece);
    append(seeds(200_000, 11 * piece));
    assertThat(partition.last().getQuality()).isEqualTo(Worth.ONE);
  }

  /** WebTorrent counts bytes that were on disk before its start. */
  @Test
  void bytesOnDiskBeforeTheStartAreNotDownloads() {
    append(new Report(0, STARTED, 0L, 5 * GIB, GIB));
    append(new Report(INTERVAL, NONE, 0L, 5 * GIB + 10 * MIB, GIB));

    assertThat(swarm().getDownloaded()).isEqualTo(10 * MIB);
  }

  /** Transmission 4.0.6 repeats completed. */
  @Test
  void aRepeatedCompletedIsOneCompletion() {
    append(leeches(0, 0, GIB));
    append(new Report(600, COMPLETED, 0L, GIB, 0L));
    append(new Report(2_400, COMPLETED, 0L, GIB, 0L));
    append(new Report(4_200, COMPLETED, 0L, GIB, 0L));

    assertThat(swarm().getCompleted()).isEqualTo(1);
    assertThat(swarm().getDownloaded()).isEqualTo(GIB);
  }

  /** A client repeats an unanswered announce with the same event and higher counters. */
  @Test
  void aFailedAnnounceThatIsSentAgainIsNoReset() {
    append(new Report(0, STARTED, 0L, 0L, GIB));
    append(new Report(300, STARTED, 0L, 100 * MIB, GIB - 100 * MIB));
    append(new Report(900, STARTED, 5 * MIB, 300 * MIB, GIB - 300 * MIB));

    assertThat(partition.contributions)
        .extracting(Contribution::getKind)
        .containsExactly(Step.FIRST, Step.NORMAL, Step.NORMAL);
    assertThat(swarm().getDownloaded()).isEqualTo(300 * MIB);
  }

  private void append(Report report) {
    partition.append(announces.by(report));
  }

  private long uploaded() {
    return partition.contributions.stream().mapToLong(Contribution::getUploaded).sum();
  }

  private SwarmBalance swarm() {
    return Objects.requireNonNull(partition.balances.get(SWARM));
  }
}
