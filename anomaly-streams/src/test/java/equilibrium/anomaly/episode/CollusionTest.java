package equilibrium.anomaly.episode;

import static equilibrium.anomaly.attribution.Episodes.clientId;
import static equilibrium.anomaly.attribution.Episodes.episode;
import static equilibrium.anomaly.attribution.Episodes.received;
import static equilibrium.anomaly.attribution.Episodes.sent;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollusionTest {
  /**
   * Client 1 sends 100 MB in each of some torrents, to the same receivers or to new ones, and 1 GB
   * in a busy swarm.
   */
  @ParameterizedTest(name = "{0} torrents, {1} receivers each, the same {2}, {3} MB elsewhere: {4}")
  @CsvSource({
    "5, 1, true, 0, true",
    "5, 2, true, 0, true",
    "5, 2, true, 125, true", // 500 of 625
    "5, 2, true, 126, false", // below 80 %
    "4, 2, true, 0, false",
    "5, 3, true, 0, false",
    "5, 2, false, 0, false", // a seeder of rare torrents
    "9, 1, false, 0, false"
  })
  void theSameFewReceiversInTorrentAfterTorrentAreSuspicious(
      int torrents, int receivers, boolean same, double elsewhere, boolean found) {
    var episodes = others();
    for (int i = 0; i < torrents; i++) {
      var claims = new ArrayList<>(List.of(sent(1, 100)));
      for (int j = 0; j < receivers; j++) {
        claims.add(received(same ? 2 + j : 10 + 5 * i + j, 100.0 / receivers));
      }
      episodes.add(episode(i, 10, claims));
    }
    episodes.add(
        episode(
            99,
            11,
            List.of(sent(1, elsewhere), received(60, 100), received(61, 100), received(62, 100))));

    assertThat(findings(episodes))
        .extracting(Anomaly::getClientId)
        .isEqualTo(found ? List.of(clientId(1)) : List.of());
  }

  @Test
  void onASmallTrackerEverybodyMeetsTheSameFew() {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 9; i++) {
      episodes.add(episode(i, 10, List.of(sent(1, 100), received(2, 100))));
    }

    assertThat(findings(episodes)).isEmpty();
  }

  /** 100 clients in a busy swarm. */
  private static List<SwarmEpisode> others() {
    var claims = new ArrayList<EpisodeClaim>();
    for (int client = 1_000; client < 1_100; client++) {
      claims.add(client < 1_050 ? sent(client, 10) : received(client, 10));
    }
    return new ArrayList<>(List.of(episode(98, 1, claims)));
  }

  private static List<Anomaly> findings(List<SwarmEpisode> episodes) {
    var collusion = new Collusion(CollusionLimits.V1);
    for (int i = 0; i < episodes.size(); i++) {
      collusion.add(episodes.get(i), new Position(0, (long) i));
    }
    return collusion.findings(0, Shadow.ALL);
  }
}
