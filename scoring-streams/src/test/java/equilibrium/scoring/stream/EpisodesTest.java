package equilibrium.scoring.stream;

import static equilibrium.schemas.event.AnnounceEvent.NONE;
import static equilibrium.scoring.stream.Announces.GIB;
import static equilibrium.scoring.stream.Announces.INTERVAL;
import static equilibrium.scoring.stream.Announces.LIFETIME;
import static equilibrium.scoring.stream.Announces.leeches;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.client.DecayingSums;
import equilibrium.scoring.rules.EpisodeRules;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.Announces.Report;
import equilibrium.scoring.swarm.ClientCredit;
import equilibrium.scoring.swarm.Worth;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the episodes of a swarm end and are settled. */
class EpisodesTest {
  private static final EpisodeRules RULES = ScoringRules.V3.episodes();

  private final Announces announces = new Announces();
  @AutoClose private final Log log;

  EpisodesTest(@TempDir Path data) {
    log = new Log(data);
  }

  /** An upload is credited when its receivers have reported. */
  @Test
  void anEpisodeSettlesOnceAfterAGapWithoutBytes() {
    log.append(announces.by(leeches(0, 0, GIB)));
    log.append(announces.by(1, 2, 2, seeds(0, 0)));
    log.append(announces.by(1, 2, 2, seeds(INTERVAL, GIB)));
    log.append(announces.by(leeches(INTERVAL + 60, GIB, 0)));
    log.append(announces.by(1, 3, 3, leeches(INTERVAL + 90, 0, GIB)));

    log.tick(INTERVAL + 59 + LIFETIME);
    assertThat(log.read(Topics.SWARM_EPISODES)).isEmpty();
    assertThat(log.newestStandings())
        .flatExtracting(ClientStanding::getSums)
        .extracting(DecayedSum::getKind)
        .doesNotContain(SumKind.UPLOADED_BYTES);

    log.tick(INTERVAL + 60 + LIFETIME);
    log.tick(INTERVAL + 90 + LIFETIME);
    log.append(announces.by(1, 2, 2, seeds(40_000, GIB)));

    var episodes = log.read(Topics.SWARM_EPISODES);
    assertThat(episodes).hasSize(1);
    var episode = episodes.getFirst();
    assertThat(episode.getClosedBy()).isEqualTo(EpisodeEnd.GAP);
    assertThat(episode.getStartMs()).isEqualTo(Announces.START_MS + INTERVAL * 1_000);
    assertThat(episode.getEndMs()).isEqualTo(Announces.START_MS + (INTERVAL + 60) * 1_000);
    assertThat(episode.getClaims()).hasSize(3);
    assertThat(log.contributions().getLast().getQuality()).isEqualTo(Worth.ONE);
    var seeder = log.newestStandings().get(1);
    assertThat(DecayingSums.value(seeder.getSums(), SumKind.UPLOADED_BYTES, episode.getEndMs()))
        .isCloseTo(GIB, within(2_000.0));
  }

  /** Else many episodes that end at once would hold up announces. */
  @Test
  void oneTickClosesABoundedNumberOfEpisodes() {
    for (int swarm = 1; swarm <= 501; swarm++) {
      log.append(announces.by(swarm, 1, 1, seeds(0, 0)));
      log.append(announces.by(swarm, 1, 1, seeds(INTERVAL, GIB)));
    }

    log.tick(INTERVAL + LIFETIME);
    assertThat(log.read(Topics.SWARM_EPISODES)).hasSize(500);

    log.tick(INTERVAL + LIFETIME + 30);
    assertThat(log.read(Topics.SWARM_EPISODES)).hasSize(1);
  }

  /** Else the largest swarm would hold up announces. A restart loses and repeats no payment. */
  @Test
  void aLargeSwarmIsPaidInParts() {
    var partition = new Partition();
    int leechers = RULES.payments() * (RULES.payouts() + 1) + 1;
    for (int second : List.of(0, 1_800)) {
      for (int peer = 1; peer <= leechers; peer++) {
        partition.append(announces.by(1, peer, peer, leeches(second, second * GIB, GIB)));
      }
    }
    partition.credits.clear();

    long endMs = Announces.START_MS + (INTERVAL + LIFETIME) * 1_000;
    partition.tick(endMs);
    assertThat(paid(partition)).hasSize(RULES.payments());

    partition.restart();
    partition.tick(endMs + 30_000);
    assertThat(paid(partition)).hasSize(RULES.payments() * (RULES.payouts() + 1));

    partition.restart();
    partition.tick(endMs + 60_000);
    partition.tick(endMs + 90_000);
    assertThat(paid(partition)).doesNotHaveDuplicates().hasSize(leechers);
    assertThat(partition.episodes).hasSize(1);
  }

  private static List<ClientId> paid(Partition partition) {
    return partition.credits.stream()
        .filter(by -> by.credit().downloaded() > 0)
        .map(ClientCredit::clientId)
        .toList();
  }

  /** A peer moves bytes all the time: the episode ends after a day, and the next one starts. */
  @Test
  void anEpisodeIsADayLongAtMost() {
    for (int i = 0; i <= 100; i++) {
      log.append(announces.by(new Report(i * INTERVAL, NONE, i * GIB / 64, 0L, 0L)));
      log.tick(i * INTERVAL);
    }

    var episodes = log.read(Topics.SWARM_EPISODES);
    assertThat(episodes).extracting(SwarmEpisode::getClosedBy).containsOnly(EpisodeEnd.LENGTH);
    assertThat(episodes)
        .extracting(SwarmEpisode::getUploaded)
        .containsExactly(48 * GIB / 64, 48 * GIB / 64);
  }
}
