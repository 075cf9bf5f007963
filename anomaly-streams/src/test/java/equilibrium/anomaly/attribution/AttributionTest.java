package equilibrium.anomaly.attribution;

import static equilibrium.anomaly.attribution.Episodes.clientId;
import static equilibrium.anomaly.attribution.Episodes.episode;
import static equilibrium.anomaly.attribution.Episodes.received;
import static equilibrium.anomaly.attribution.Episodes.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.SwarmKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributionTest {
  private static final long UNTIL_MS = 1_000 * Episodes.HOUR_MS;
  private static final int FAKER = 1;

  /**
   * In each torrent another client sends 500 MB, and the faker claims some MB. With 500: larger
   * side 1000, so an episode's target is 500 / (50 + 30) = 6.25, which one column explains: t =
   * 6.25 * sqrt(6) = 15.3, share 1. With 80 (580): 80 / 59 = 1.36; t = 1.36 * sqrt(6) = 3.3.
   */
  @ParameterizedTest(name = "{0} MB in {1} torrents: {2} findings")
  @CsvSource({"500, 6, 1", "500, 5, 1", "500, 4, 0", "80, 6, 0"})
  void aClientIsAccusedIfEnoughTorrentsAgree(double faked, int torrents, int findings) {
    var result = Attribution.of(faked(faked, torrents), UNTIL_MS);

    assertThat(result.findings()).hasSize(findings);
    assertThat(result.findings()).allMatch(each -> each.getClientId().equals(clientId(FAKER)));
  }

  @Test
  void aFindingHasTheNumbersAndEpisodesThatItRestsOn() {
    var finding = Attribution.of(faked(500, 6), UNTIL_MS).findings().getFirst();

    assertThat(finding.getRule()).isEqualTo("A2");
    assertThat(finding.getIdentity()).isEqualTo(Identity.KEY);
    assertThat(finding.getWeight()).isEqualTo(4_500);
    assertThat(finding.getObserved()).isCloseTo(6.25 * Math.sqrt(6), within(1e-3));
    assertThat(finding.getNumbers().get("share")).isCloseTo(1, within(1e-4));
    assertThat(finding.getNumbers()).containsEntry("torrents", 6.0).containsEntry("sigma", 1.0);
    assertThat(finding.getEpisodes())
        .containsExactlyElementsOf(
            IntStream.range(0, 6).mapToObj(i -> new Position(0, (long) i)).toList());
    assertThat(finding.getPeerIds()).hasSize(1);
    assertThat(finding.getDecidedAtMs()).isEqualTo(UNTIL_MS);
    assertThat(finding.getSinceMs()).isZero();
    assertThat(finding.getSummary())
        .startsWith("Of what the client claims to have uploaded, 100 %");
  }

  /** It was a leecher of 1 GB for hours and says that it received nothing of what others sent. */
  @Test
  void aHiddenDownloadIsFindingA3() {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 6; i++) {
      episodes.add(inPrivate(episode(i, i, List.of(sent(10 + i, 1_000), received(FAKER, 0)))));
    }

    var findings = Attribution.of(episodes, UNTIL_MS).findings();

    assertThat(findings).extracting(Anomaly::getRule).containsExactly("A3");
    assertThat(findings.getFirst().getClientId()).isEqualTo(clientId(FAKER));
    assertThat(findings.getFirst().getNumbers().get("share")).isCloseTo(1, within(1e-4));
  }

  /** The downloaders announce one hash only. Without a look at both, each seeder is accused. */
  @Test
  void uploadsThatAreAnnouncedUnderBothHashesOfHybridsCountOnce() {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 6; i++) {
      double one = 500 + 50 * i;
      double two = 300 + 40 * i;
      var seeders = List.of(sent(1, one), sent(2, two));
      var all = List.of(sent(1, one), sent(2, two), received(100 + i, one + two));
      episodes.add(episode(2 * i, i, all));
      episodes.add(episode(2 * i + 1, i, seeders));
    }

    var result = Attribution.of(episodes, UNTIL_MS);

    assertThat(result.episodes()).isEqualTo(6);
    assertThat(result.findings()).isEmpty();
  }

  /** Web seeds usually give half. In these episodes they gave nothing, so all is balanced. */
  @Test
  void aUsualDeficitMakesNoExcessOfABalancedEpisode() {
    var episodes =
        faked(0, 8).stream()
            .map(each -> SwarmEpisode.newBuilder(each).setBaseline(-0.5).build())
            .toList();

    assertThat(Attribution.of(episodes, UNTIL_MS).findings()).isEmpty();
  }

  /** In two episodes the receivers are missing; in ten others everything fits. */
  @Test
  void aFewEpisodesDoNotOutweighMany() {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 12; i++) {
      double received = i < 2 ? 0 : 900;
      episodes.add(
          inPrivate(episode(i, i, List.of(sent(FAKER, 900), received(100 + i, received)))));
    }

    assertThat(Attribution.of(episodes, UNTIL_MS).findings()).isEmpty();
  }

  /** The downloaders of six swarms of a seeder announce elsewhere; so do those of 3 or 5 of 60. */
  @ParameterizedTest(name = "{0} other swarms: {1} findings")
  @CsvSource({"3, 1", "5, 0"})
  void wherePublicSwarmsOftenLackReceiversThatIsNoEvidence(int lacking, int findings) {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 66; i++) {
      double received = i < 6 + lacking ? 0 : 900;
      int seeder = i < 6 ? FAKER : 10 + i;
      episodes.add(episode(i, i, List.of(sent(seeder, 900), received(200 + i, received))));
    }

    assertThat(Attribution.of(episodes, UNTIL_MS).findings()).hasSize(findings);
  }

  /** Peers that announce elsewhere receive 28 % of what a seeder sends in six swarms. */
  @ParameterizedTest(name = "{0}: {1} findings")
  @CsvSource({"PUBLIC, 0", "PRIVATE, 1"})
  void wherePublicSwarmsOftenLackReceiversSmallExcessesSayLess(SwarmKind kind, int findings) {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 66; i++) {
      double received = i < 6 ? 650 : i < 26 ? 0 : 900;
      int seeder = i < 6 ? FAKER : 10 + i;
      var episode = episode(i, i, List.of(sent(seeder, 900), received(200 + i, received)));
      episodes.add(i < 6 ? SwarmEpisode.newBuilder(episode).setKind(kind).build() : episode);
    }

    assertThat(Attribution.of(episodes, UNTIL_MS).findings()).hasSize(findings);
  }

  /** What it claims is hardly received. But in 20 of 66 public swarms nobody receives anything. */
  @ParameterizedTest(name = "{0} of its six swarms are private: {1}, {2}")
  @CsvSource({"0, A5, 3000", "4, A5, 3000", "5, A2, 4500"})
  void wherePublicSwarmsOftenLackReceiversOnlyPrivateOnesAreStrongEvidence(
      int own, String rule, int weight) {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 66; i++) {
      double received = i < 6 ? 50 : i < 26 ? 0 : 900;
      int seeder = i < 6 ? FAKER : 10 + i;
      var episode = episode(i, i, List.of(sent(seeder, 900), received(200 + i, received)));
      episodes.add(i < own ? inPrivate(episode) : episode);
    }

    var findings = Attribution.of(episodes, UNTIL_MS).findings();

    assertThat(findings).extracting(Anomaly::getRule).containsExactly(rule);
    assertThat(findings).extracting(Anomaly::getWeight).containsExactly(weight);
  }

  /** It sends 20 MB wherever another client, each time another one, claims 500. */
  @Test
  void aClientIsNotAccusedOfMoreThanAllItClaims() {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 12; i++) {
      episodes.add(episode(i, i, List.of(sent(FAKER, 20), sent(10 + i, 500), received(99, 20))));
    }

    assertThat(Attribution.of(episodes, UNTIL_MS).findings()).isEmpty();
  }

  /** Half of what is sent is received by unseen peers, as usual for this kind of torrent. */
  @Test
  void theBaselineIsTakenFromImbalances() {
    var episodes =
        faked(500, 6).stream()
            .map(each -> SwarmEpisode.newBuilder(each).setBaseline(0.5).build())
            .toList();

    assertThat(Attribution.of(episodes, UNTIL_MS).findings()).isEmpty();
  }

  /** 80 clients in 40 torrents; three claim twice what they sent; reports are 4 % off. */
  @Test
  void inAMixedWorldExactlyTheFakersAreAccused() {
    var findings = Attribution.of(world(new Random(3)), UNTIL_MS).findings();

    assertThat(findings)
        .extracting(Anomaly::getClientId)
        .containsExactly(clientId(1), clientId(2), clientId(3));
    assertThat(findings)
        .allMatch(each -> Math.abs(each.getNumbers().getOrDefault("share", 0.0) - 0.5) < 0.1);
  }

  @Test
  void neitherOrderNorRepetitionOfEpisodesChangesAByte() {
    var episodes = world(new Random(3));
    var places = new ArrayList<>(IntStream.range(0, episodes.size()).boxed().toList());
    places.addAll(places.subList(0, 100));
    Collections.shuffle(places, new Random(9));
    var attribution = new Attribution(AttributionRules.V2, Shadow.ALL);
    places.forEach(i -> attribution.add(episodes.get(i), new Position(0, (long) i)));

    assertThat(bytes(attribution.result(UNTIL_MS).findings()))
        .isEqualTo(bytes(Attribution.of(episodes, UNTIL_MS).findings()));
  }

  /** The newest stay. */
  @Test
  void olderEpisodesAreLeftOutWhenThereAreTooMany() {
    var v2 = AttributionRules.V2;
    var r = v2.rows();
    var few =
        new AttributionRules.Rows(
            r.leastBytes(),
            r.sigmaShare(),
            r.sigmaBytes(),
            r.mostImbalance(),
            r.hidingAnnounces(),
            r.usual(),
            r.leastReceived(),
            r.mostUnreceived(),
            r.partlySeenShare(),
            5,
            r.mostEntries());
    var attribution =
        new Attribution(
            new AttributionRules(2, v2.window(), few, v2.fit(), v2.accusation()), Shadow.ALL);
    var episodes = faked(500, 6);
    for (int i = 0; i < episodes.size(); i++) {
      attribution.add(episodes.get(i), new Position(0, (long) i));
    }

    var result = attribution.result(UNTIL_MS);

    assertThat(result.episodes()).isEqualTo(5);
    assertThat(result.findings().getFirst().getEpisodes()).doesNotContain(new Position(0, 0L));
  }

  private static SwarmEpisode inPrivate(SwarmEpisode episode) {
    return SwarmEpisode.newBuilder(episode).setKind(SwarmKind.PRIVATE).build();
  }

  private static List<SwarmEpisode> faked(double mb, int torrents) {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < torrents; i++) {
      episodes.add(
          episode(i, i, List.of(sent(10 + i, 500), received(100 + i, 500), sent(FAKER, mb))));
    }
    return episodes;
  }

  /** Episodes of 40 torrents, each with four uploaders of 80 clients and three downloaders. */
  static List<SwarmEpisode> world(Random random) {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int hour = 0; hour < 400; hour++) {
      var claims = new ArrayList<EpisodeClaim>();
      double all = 0;
      for (int client : random.ints(1, 81).distinct().limit(4).toArray()) {
        double really = 200 + random.nextInt(800);
        all += really;
        claims.add(sent(client, client <= 3 ? 2 * really : really));
      }
      for (int i = 0; i < 3; i++) {
        double tail = 1 + 0.04 * random.nextGaussian();
        claims.add(received(100 + random.nextInt(200), all / 3 * tail));
      }
      episodes.add(episode(hour % 40, hour, claims));
    }
    return episodes;
  }

  private static List<String> bytes(List<Anomaly> findings) {
    return findings.stream()
        .map(each ->
            java.util.HexFormat.of()
                .formatHex(Topics.ANOMALIES.value().serializer().serialize("", each)))
        .toList();
  }
}
