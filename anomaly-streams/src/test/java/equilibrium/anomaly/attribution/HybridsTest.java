package equilibrium.anomaly.attribution;

import static equilibrium.anomaly.attribution.Episodes.episode;
import static equilibrium.anomaly.attribution.Episodes.infoHash;
import static equilibrium.anomaly.attribution.Episodes.received;
import static equilibrium.anomaly.attribution.Episodes.sent;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HybridsTest {
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  @Test
  void theHashWithFewerBytesRepeatsTheOther() {
    var episodes =
        List.of(
            episode(FIRST, 0, List.of(sent(1, 500), sent(2, 40), received(3, 540))),
            episode(SECOND, 0, List.of(sent(1, 500), sent(2, 40))));

    assertThat(repeating(episodes)).containsExactly(infoHash(SECOND));
  }

  /** Clients under one hash only keep its swarm active, so that its episodes end elsewhere. */
  @Test
  void episodesNeedNotBeginAndEndTogether() {
    var episodes =
        List.of(
            episode(FIRST, 0, List.of(sent(1, 500), sent(2, 400), received(3, 900))),
            episode(SECOND, 0, List.of(sent(1, 300), sent(2, 400))),
            episode(SECOND, 5, List.of(sent(1, 200))));

    assertThat(repeating(episodes)).containsExactly(infoHash(SECOND));
  }

  @Test
  void oneClientAloneMakesNoHybrid() {
    assertThat(repeating(twice(List.of(sent(1, 500)), List.of(sent(1, 500))))).isEmpty();
  }

  @Test
  void otherBytesAreNoRepetition() {
    var under = List.of(sent(1, 500), sent(2, 400));

    assertThat(repeating(twice(under, List.of(sent(1, 500), sent(2, 390))))).isEmpty();
    assertThat(repeating(twice(under, List.of(sent(1, 499), sent(2, 399))))).hasSize(1);
  }

  @Test
  void bytesOfOthersBesideTheRepeatedOnesAreNotHidden() {
    var under = List.of(sent(1, 500), sent(2, 400), received(4, 2_000));
    var faker = List.of(sent(1, 500), sent(2, 400), sent(3, 200));

    assertThat(repeating(twice(under, faker))).isEmpty();
  }

  @Test
  void theSameBytesUnderAThirdHashHideNothing() {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int torrent = 0; torrent < 3; torrent++) {
      episodes.add(episode(torrent, 0, List.of(sent(1, 500), sent(2, 400))));
    }

    assertThat(repeating(episodes)).isEmpty();
    assertThat(repeating(episodes.subList(0, 2))).hasSize(1);
  }

  @Test
  void onePeerIdForManyTorrentsSaysNothing() {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int torrent = 0; torrent < 15; torrent++) {
      int bytes = 100 * (torrent + 1);
      episodes.add(episode(torrent, 0, List.of(sent(1, bytes), sent(2, bytes))));
    }
    episodes.add(episode(15, 0, List.of(sent(1, 100), sent(2, 100))));

    assertThat(repeating(episodes)).hasSize(1);

    episodes.add(episode(16, 0, List.of(sent(1, 5_000), sent(2, 5_000))));

    assertThat(repeating(episodes)).isEmpty();
  }

  @Test
  void neitherOrderNorRepetitionOfEpisodesMatters() {
    var episodes =
        new ArrayList<>(
            List.of(
                episode(FIRST, 0, List.of(sent(1, 500), sent(2, 40), received(3, 540))),
                episode(SECOND, 0, List.of(sent(1, 300), sent(2, 40))),
                episode(SECOND, 5, List.of(sent(1, 200)))));
    episodes.addAll(List.copyOf(episodes));
    Collections.shuffle(episodes, new Random(4));

    assertThat(repeating(episodes)).containsExactly(infoHash(SECOND));
  }

  private static List<SwarmEpisode> twice(List<EpisodeClaim> first, List<EpisodeClaim> second) {
    return List.of(episode(FIRST, 0, first), episode(SECOND, 0, second));
  }

  private static Set<InfoHash> repeating(List<SwarmEpisode> episodes) {
    var hybrids = new Hybrids();
    episodes.forEach(hybrids::add);
    return hybrids.repeating();
  }
}
