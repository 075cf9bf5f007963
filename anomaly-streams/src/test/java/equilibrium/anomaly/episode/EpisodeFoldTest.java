package equilibrium.anomaly.episode;

import static equilibrium.anomaly.attribution.Episodes.HOUR_MS;
import static equilibrium.anomaly.attribution.Episodes.claim;
import static equilibrium.anomaly.attribution.Episodes.clientId;
import static equilibrium.anomaly.attribution.Episodes.received;
import static equilibrium.anomaly.attribution.Episodes.sent;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.attribution.Episodes;
import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.SwarmKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All bytes in MB; the torrent has 1000. */
class EpisodeFoldTest {
  private static final int FAKER = 1;

  private final EpisodeFold fold = new EpisodeFold(EpisodeLimits.V1, Shadow.ALL);
  private final List<Anomaly> findings = new ArrayList<>();
  private SwarmHistory history = SwarmHistory.NONE;
  private int hour;

  /** R2: in each of some episodes client 1 sent so much, and so many leechers were there. */
  @ParameterizedTest(name = "{0} MB, {1} leechers that received {2}, {3} times, {4}: {5}")
  @CsvSource(
      nullValues = "-",
      value = {
        "65, 0, 0, 2, PRIVATE, 2000",
        "65, 0, 0, 2, PUBLIC, 200", // DHT, PEX, other trackers
        "65, 0, 0, 2, WEB_SEEDED, 200",
        "65, 0, 0, 1, PRIVATE, -", // once may be chance
        "64, 0, 0, 2, PRIVATE, -",
        "65, 1, 0, 2, PRIVATE, -", // a leecher that never announced again
        "65, 1, 1, 2, PRIVATE, -",
        "5000, 1, 5000, 2, PRIVATE, -"
      })
  void r2FindsUploadsWithoutReceivers(
      double sent, int leechers, double received, int times, SwarmKind kind, Integer weight) {
    for (int i = 0; i < times; i++) {
      var claims = new ArrayList<>(List.of(sent(FAKER, sent), sent(2, 1)));
      for (int j = 0; j < leechers; j++) {
        claims.add(received(10 + j, received));
      }
      fold(kind, claims);
    }

    assertThat(weights("R2")).isEqualTo(weight == null ? List.of() : List.of(weight));
    assertThat(findings)
        .allSatisfy(
            finding -> assertThat(new ArrayList<>(finding.getNumbers().keySet())).isSorted());
  }

  /** R3: 1.1 times what others received, and 100 MB. */
  @ParameterizedTest(name = "{0} MB where others received {1}, {2} times: {3}")
  @CsvSource({
    "1300, 1000, 2, true",
    "1300, 1000, 1, false",
    "1200, 1000, 2, false", // lost final reports
    "99, 0, 2, false",
    "101, 0, 2, true" // a leecher was present, so R2 does not speak
  })
  void r3FindsMoreUploadThanAllOthersReceived(
      double sent, double received, int times, boolean found) {
    for (int i = 0; i < times; i++) {
      fold(SwarmKind.PUBLIC, List.of(sent(FAKER, sent), received(2, received)));
    }

    assertThat(weights("R3")).isEqualTo(found ? List.of(1_000) : List.of());
    assertThat(weights("R2")).isEmpty();
  }

  /** What a client received itself is not what others received. */
  @Test
  void r3LeavesOutWhatTheClientReceivedItself() {
    for (int i = 0; i < 2; i++) {
      fold(SwarmKind.PUBLIC, List.of(claim(FAKER, 900, 900, 4), received(2, 10)));
    }

    assertThat(findings).extracting(Anomaly::getRule).containsExactly("R3");
    assertThat(findings).extracting(Anomaly::getClientId).containsExactly(clientId(FAKER));
  }

  /** A1: once for an alarm, in proportion to the uploads in it; below a tenth it is nothing. */
  @Test
  void a1SharesAnAlarmAmongTheUploaders() {
    for (int i = 1; i <= 5; i++) {
      fold(2.5 * i, 8, List.of(sent(FAKER, 750), sent(2, 200), sent(3, 50), received(4, 1_000)));
    }

    assertThat(findings).extracting(Anomaly::getRule).containsOnly("A1");
    assertThat(weights("A1")).containsExactly(225, 60);
    assertThat(findings.getFirst().getSinceMs()).isEqualTo(HOUR_MS);
    assertThat(findings.getFirst().getEpisodes()).hasSize(4);
  }

  /** A4: 8 clients; the faker comes with the imbalance and leaves, and then there is balance. */
  @ParameterizedTest(name = "the faker starts in hour {0}, z is {1} without it: {2}")
  @CsvSource({
    "3, 0.1, 1386", // ln(8 / 2)
    "3, 2, 0", // as imbalanced without it
    "1, 0.1, 0", // was there before
    "5, 0.1, 0" // came later
  })
  void a4FindsWhoCameWithAnImbalanceThatEndedWithoutHim(int start, double later, int weight) {
    for (hour = 0; hour < 2; ) {
      fold(0, 0.1, with(start <= hour + 1));
    }
    for (int i = 1; i <= 4; i++) {
      fold(2.5 * i, 8, with(start <= hour + 1));
    }
    fold(9.5, later, with(false));

    assertThat(weights("A4")).isEqualTo(weight == 0 ? List.of() : List.of(weight));
  }

  @Test
  void anEpisodeThatComesAgainChangesNothing() {
    var episode = Episodes.episode(1, 1, List.of(sent(FAKER, 500), sent(2, 1)));
    var once = fold.after(SwarmHistory.NONE, episode, new Position(0, 1L));

    assertThat(fold.after(once.history(), episode, new Position(0, 2L)).history())
        .isSameAs(once.history());
  }

  @Test
  void aHistorySurvivesItsBytes() {
    for (int i = 1; i <= 5; i++) {
      fold(2.5 * i, 8, List.of(sent(FAKER, 750), sent(2, 200), sent(3, 50)));
    }

    var codec = SwarmHistoryCodec.CODEC;
    assertThat(codec.read(codec.write(history))).isEqualTo(history);
  }

  @Test
  void aHistoryHasABoundedNumberOfClients() {
    for (int i = 0; i < 5; i++) {
      var claims = new ArrayList<EpisodeClaim>();
      for (int client = 0; client < 200; client++) {
        claims.add(sent(1_000 * i + client, 1));
      }
      fold(SwarmKind.PUBLIC, claims);
    }

    assertThat(history.members()).hasSize(300).containsKey(clientId(4_000));
  }

  private List<EpisodeClaim> with(boolean faker) {
    var claims = new ArrayList<EpisodeClaim>();
    for (int client = 2; client <= 8; client++) {
      claims.add(client < 5 ? sent(client, 100) : received(client, 100));
    }
    if (faker) {
      claims.add(
          EpisodeClaim.newBuilder(sent(FAKER, 900)).setFirstAtMs((hour + 1) * HOUR_MS).build());
    }
    return claims;
  }

  private void fold(SwarmKind kind, List<EpisodeClaim> claims) {
    fold(Episodes.episode(1, ++hour, claims), kind, 0, 0);
  }

  private void fold(double excess, double z, List<EpisodeClaim> claims) {
    fold(Episodes.episode(1, ++hour, claims), SwarmKind.PUBLIC, excess, z);
  }

  private void fold(SwarmEpisode episode, SwarmKind kind, double excess, double z) {
    long sinceMs = history.offsets().isEmpty() ? episode.getStartMs() : since;
    since = sinceMs;
    var full =
        SwarmEpisode.newBuilder(episode)
            .setKind(kind)
            .setNormalised(z)
            .setExcess(excess)
            .setExcessSinceMs(excess > 0 ? sinceMs : null)
            .build();
    var step = fold.after(history, full, new Position(0, (long) hour));
    history = step.history();
    findings.addAll(step.findings());
  }

  private long since;

  private List<Integer> weights(String rule) {
    return findings.stream()
        .filter(finding -> finding.getRule().equals(rule))
        .map(Anomaly::getWeight)
        .toList();
  }
}
