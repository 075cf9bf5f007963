package equilibrium.scoring.stream;

import static equilibrium.scoring.stream.Announces.INTERVAL;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.InfoHash;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.Score;
import equilibrium.scoring.rules.ScoreRules;
import equilibrium.scoring.stream.Announces.Report;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Three days of 62 clients and 16 torrents. In three of them 20 clients download for 6 h and stay,
 * seven others seed, and client 62 claims uploads that it never made. In each of the other 13 two
 * clients seed and two download. Sizes are 6, 8 and 10 GB.
 */
class FakerWorldTest {
  private static final long GB = 1_000_000_000;
  private static final int FAKER = 62;
  private static final int SWARMS = 16;
  private static final int FAKED = 3;
  private static final int FINISHERS = 20;
  private static final int SEEDERS = 7;
  private static final Set<InfoHash> FAKED_SWARMS =
      Set.of(Announces.infoHash(1), Announces.infoHash(2), Announces.infoHash(3));
  private static final int STEPS = 144;
  private static final int DOWNLOAD_STEPS = 12;

  /** Of what is downloaded, by the seeders; the downloaders exchange the rest. */
  private static final double BY_SEEDERS = 0.7;

  private final Announces announces = new Announces();
  private final Partition partition = new Partition();

  /** Rate of the faker in each of the three torrents, and the least share of honest credit. */
  @ParameterizedTest(name = "{0} MB/s are faked: {1} % of honest uploads are credited")
  @CsvSource({"1200, 99.9", "50, 99.9", "20, 99.9", "5, 99.5", "0, 100"})
  void honestUploadsAreCreditedAndTheFakerIsBelowAllWhoFinished(long mbPerSecond, double percent) {
    play(mbPerSecond * 1_000_000 * INTERVAL);

    var clients = Partition.clients(partition.credits);
    int faker = score(clients, FAKER);
    assertThat(creditedPercent()).isGreaterThanOrEqualTo(percent);
    assertThat(IntStream.rangeClosed(1, FINISHERS).map(client -> score(clients, client)))
        .allMatch(score -> score > faker);
  }

  /**
   * 2 MB/s are 173 GB a day, where others received 120, 160 and 200 GB: no single episode tells
   * this claim from an honest one. Only suspicion, which sees many, can take its points.
   */
  @Test
  void aFakerWhoseClaimIsCredibleTakesWhatEqualAwardsGive() {
    play(2_000_000 * INTERVAL);

    assertThat(creditedPercent()).isGreaterThan(91);
  }

  private double creditedPercent() {
    long honest = honestClaims().mapToLong(EpisodeClaim::getUploaded).sum();
    return honestClaims().mapToLong(EpisodeClaim::getUploadedCredited).sum() * 100.0 / honest;
  }

  private Stream<EpisodeClaim> honestClaims() {
    return partition.episodes.stream()
        .filter(episode -> FAKED_SWARMS.contains(episode.getInfoHash()))
        .flatMap(episode -> episode.getClaims().stream())
        .filter(claim -> !claim.getClientId().equals(Announces.clientId(FAKER)));
  }

  private static int score(Map<ClientId, Client> clients, int client) {
    var sums = requireNonNull(clients.get(Announces.clientId(client))).sums();
    var parts = Score.parts(sums, Announces.START_MS + STEPS * INTERVAL * 1_000, ScoreRules.V2);
    return parts.getRecentSeedingSize()
        + parts.getAverageSeedingSize()
        + parts.getSeedingTime()
        + parts.getRatio();
  }

  private void play(long fakedEachStep) {
    for (int step = 0; step <= STEPS; step++) {
      for (int swarm = 1; swarm <= SWARMS; swarm++) {
        announce(swarm, step);
        if (swarm <= FAKED) {
          seed(swarm, FAKER, step, fakedEachStep * step);
        }
      }
      partition.tick(Announces.START_MS + (step * INTERVAL + 900) * 1_000);
    }
    for (int tick = 1; tick <= 5; tick++) {
      partition.tick(Announces.START_MS + (STEPS + tick) * INTERVAL * 1_000);
    }
  }

  private void announce(int swarm, int step) {
    int[] downloaders = downloaders(swarm);
    long size = (4 + 2 * (1 + swarm % 3)) * GB;
    long downloaded = size / DOWNLOAD_STEPS * Math.min(step, DOWNLOAD_STEPS);
    long sent = downloaded * downloaders.length;
    long left = step >= DOWNLOAD_STEPS ? 0 : size - downloaded;
    long exchanged = (long) (sent * (1 - BY_SEEDERS) / downloaders.length);
    for (int client : downloaders) {
      var event = step == DOWNLOAD_STEPS ? AnnounceEvent.COMPLETED : AnnounceEvent.NONE;
      long second = step * INTERVAL + client;
      announce(swarm, client, new Report(second, event, exchanged, downloaded, left));
    }
    int[] seeders = seeders(swarm);
    for (int client : seeders) {
      seed(swarm, client, step, (long) (sent * BY_SEEDERS / seeders.length));
    }
  }

  private static int[] downloaders(int swarm) {
    return swarm <= FAKED
        ? IntStream.rangeClosed(1, FINISHERS).toArray()
        : new int[] {1 + swarm, FINISHERS + 1 + swarm};
  }

  private static int[] seeders(int swarm) {
    int first = FINISHERS + 1 + (swarm - 1) * SEEDERS;
    return swarm <= FAKED
        ? IntStream.range(first, first + SEEDERS).toArray()
        : new int[] {38 + swarm, 55 + swarm % 7};
  }

  private void seed(int swarm, int client, int step, long uploaded) {
    announce(swarm, client, Announces.seeds(step * INTERVAL + 100 + client, uploaded));
  }

  private void announce(int swarm, int client, Report report) {
    partition.append(announces.by(swarm, client, client, report));
  }
}
