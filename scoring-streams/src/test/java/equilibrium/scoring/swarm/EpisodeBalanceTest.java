package equilibrium.scoring.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.SwarmKind;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.swarm.EpisodeBalance.Swarm;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All bytes in MB. */
class EpisodeBalanceTest {
  private static final long MB = 1_000_000;

  private final Map<SwarmKind, Baseline> baselines = new EnumMap<>(SwarmKind.class);
  private Imbalance imbalance = Imbalance.NONE;
  private long startMs;

  /** sigma = 5 % of the larger side + 30 MB. */
  @ParameterizedTest(name = "{0} sent, {1} received: z = {2}")
  @CsvSource({
    "1000, 1000, 0",
    "1000, 840, 2", // 160 / 80
    "840, 1000, -2",
    "1000, 0, 8", // 12.5 is limited
    "0, 10000, -8",
    "49, 0, 0", // too small
    "50, 0, 1.54"
  })
  void anImbalanceIsMeasuredInStandardDeviations(long sent, long received, double z) {
    assertThat(after(sent, received).z()).isCloseTo(z, within(0.01));
  }

  /** z of 2 adds 1.5 to C+, z of 8 adds 2.5; balance takes 0.5. */
  @Test
  void excessAddsUpAndItsOnsetIsTheFirstEpisodeSinceItWasZero() {
    after(1_000, 840);
    after(1_000, 0);
    var episode = after(1_000, 1_000);

    assertThat(episode.imbalance().excess()).isCloseTo(1.5 + 2.5 - 0.5, within(1e-9));
    assertThat(episode.imbalance().excessSinceMs()).isEqualTo(1);
    assertThat(episode.imbalance().deficit()).isZero();

    for (int i = 0; i < 7; i++) {
      after(1_000, 1_000);
    }
    assertThat(imbalance).isEqualTo(Imbalance.NONE);
    assertThat(after(1_000, 840).imbalance().excessSinceMs()).isEqualTo(startMs);
  }

  /** 2.5 an episode: 10 after four. */
  @Test
  void aSwarmWithALastingDeficitIsWebSeededUntilItIsBalanced() {
    for (int i = 0; i < 4; i++) {
      assertThat(after(100, 1_000).kind()).isEqualTo(SwarmKind.PUBLIC);
    }

    assertThat(imbalance.deficit()).isCloseTo(10, within(1e-9));
    assertThat(after(100, 1_000).kind()).isEqualTo(SwarmKind.WEB_SEEDED);
    while (imbalance.webSeeded()) {
      after(1_000, 1_000);
    }
    assertThat(imbalance.deficitSinceMs()).isEqualTo(Episode.NEVER);
    assertThat(after(1_000, 1_000).kind()).isEqualTo(SwarmKind.PUBLIC);
  }

  /**
   * Of 30 episodes of a kind, each 20 % more sent than received, b0 is 0.2; other kinds have none.
   */
  @Test
  void theBaselineIsTheMedianOfTheKind() {
    for (int i = 0; i < 29; i++) {
      assertThat(after(1_000, 800).usual()).isZero();
    }
    after(1_000, 0);

    var episode = after(1_000, 800);

    assertThat(episode.usual()).isCloseTo(0.2, within(1e-9));
    assertThat(episode.z()).isCloseTo(0, within(1e-9));
    assertThat(after(1_000, 800, new Swarm(true, Imbalance.NONE)).usual()).isZero();
  }

  @Test
  void aBaselineForgetsOldEpisodes() {
    var baseline = Baseline.NONE;
    for (int i = 0; i < 1_000; i++) {
      baseline = baseline.plus(0, 1_000);
    }
    for (int i = 0; i < 501; i++) {
      baseline = baseline.plus(-0.1, 1_000);
    }

    assertThat(baseline.median(30)).isCloseTo(-0.1, within(1e-9));
    assertThat(Baseline.of(baseline.counts()).median(30)).isEqualTo(baseline.median(30));
  }

  private EpisodeBalance after(long sent, long received) {
    return after(sent, received, new Swarm(false, imbalance));
  }

  private EpisodeBalance after(long sent, long received, Swarm swarm) {
    startMs++;
    var episode =
        SwarmEpisode.newBuilder()
            .setInfoHash(Announces.SWARM)
            .setStartMs(startMs)
            .setEndMs(startMs)
            .setClosedBy(EpisodeEnd.GAP)
            .setUploaded(sent * MB)
            .setDownloaded(received * MB)
            .setDiscarded(0)
            .setSizeBytes(0)
            .setClaims(List.of());
    var balance =
        EpisodeBalance.of(
            episode, swarm, kind -> baselines.getOrDefault(kind, Baseline.NONE), ScoringRules.V3);
    baselines.put(balance.kind(), balance.baseline());
    imbalance = balance.imbalance();
    return balance;
  }
}
