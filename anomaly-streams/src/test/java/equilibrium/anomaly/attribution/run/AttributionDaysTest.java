package equilibrium.anomaly.attribution.run;

import static equilibrium.anomaly.attribution.Episodes.HOUR_MS;
import static equilibrium.anomaly.attribution.Episodes.clientId;
import static equilibrium.anomaly.attribution.Episodes.episode;
import static equilibrium.anomaly.attribution.Episodes.received;
import static equilibrium.anomaly.attribution.Episodes.sent;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttributionDaysTest {
  private static final long DAY_MS = 24 * HOUR_MS;

  private final AttributionDays days = new AttributionDays(Shadow.ALL);
  private long offset;

  /** An episode ends an hour after it starts: at hour 31 the first day is not over yet. */
  @Test
  void theNewestEpisodeTellsWhenADayIsOver() {
    assertThat(add(days, faked(0))).isEmpty();
    assertThat(add(days, List.of(honest(30)))).isEmpty();

    var findings = add(days, List.of(honest(31)));

    assertThat(findings).extracting(Anomaly::getRule).containsExactly("A2");
    assertThat(findings).extracting(Anomaly::getClientId).containsExactly(clientId(1));
    assertThat(findings.getFirst().getDecidedAtMs()).isEqualTo(DAY_MS);
    assertThat(findings.getFirst().getNumbers()).containsEntry("allEpisodes", 6.0);
    assertThat(findings.getFirst().getEpisodes())
        .containsExactlyElementsOf(
            IntStream.range(0, 6).mapToObj(i -> new Position(2, (long) i)).toList());
    assertThat(add(days, List.of(honest(33), honest(50)))).isEmpty();
  }

  /** What comes later belongs to the run of the next day. */
  @Test
  void anEpisodeThatComesLateCountsADayLater() {
    add(days, faked(0).subList(0, 4));
    assertThat(add(days, List.of(honest(31)))).isEmpty();

    assertThat(add(days, faked(0).subList(4, 6))).isEmpty();
    var findings = add(days, List.of(honest(55)));

    assertThat(findings).extracting(Anomaly::getDecidedAtMs).containsExactly(2 * DAY_MS);
  }

  @Test
  void episodesOfMoreThanThirtyDaysAgoDoNotCount() {
    add(days, faked(0));

    assertThat(add(days, List.of(honest(29 * 24 + 31))).size()).isEqualTo(1); // the last time
    assertThat(add(days, List.of(honest(30 * 24 + 31)))).isEmpty();
  }

  @Test
  void theOldestAreLeftOutWhenThereAreTooMany() {
    var few = new AttributionDays(Shadow.ALL, 700);

    add(few, faked(0));

    assertThat(few.leftOut()).isPositive();
    assertThat(add(few, List.of(honest(31)))).isEmpty();
  }

  private List<Anomaly> add(AttributionDays to, List<SwarmEpisode> episodes) {
    var findings = new ArrayList<Anomaly>();
    episodes.forEach(episode -> findings.addAll(to.add(episode, new Position(2, offset++))));
    return findings;
  }

  /** Client 1 claims 500 MB in each of six torrents that nobody received. */
  private static List<SwarmEpisode> faked(int hour) {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 6; i++) {
      episodes.add(
          episode(i, hour + i, List.of(sent(1, 500), sent(10 + i, 500), received(100 + i, 500))));
    }
    return episodes;
  }

  private static SwarmEpisode honest(int hour) {
    return episode(99, hour, List.of(sent(2, 100), received(3, 100)));
  }
}
