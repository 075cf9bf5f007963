package equilibrium.scoring.stream;

import static equilibrium.scoring.stream.Announces.GIB;
import static equilibrium.scoring.stream.Announces.HOUR;
import static equilibrium.scoring.stream.Announces.leeches;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Suspicion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where clients stand among all. */
class StandingsTest {
  private final Announces announces = new Announces();
  @AutoClose private final Log log;

  StandingsTest(@TempDir Path data) {
    log = new Log(data);
  }

  @Test
  void tiersFollowTheRanksOfClients() {
    for (int day = 0; day < 3; day++) {
      seedersOfADay(day * 24L * HOUR);
      for (int hour = 0; hour < 24; hour++) {
        log.driver.advanceWallClockTime(Duration.ofHours(1));
      }
    }

    var standings = log.newestStandings();
    assertThat(standings).extracting(ClientStanding::getTier).containsExactly(0, 1, 2, 3);
    assertThat(standings).extracting(ClientStanding::getRulesVersion).containsOnly(3);
    assertThat(standings.getLast().getWhy())
        .startsWith("tier 3 of 3: ")
        .contains("points; the highest; recent seeding size ");
    assertThat(tierChanges("up")).isEqualTo(0 + 1 + 2 + 3);
    assertThat(tierChanges("down")).isZero();
  }

  private int tierChanges(String direction) {
    return log.count("equilibrium_tier_changes_total", "direction", direction);
  }

  @Test
  void cutsAreCountedWheneverTheyAreMade() {
    seedersOfADay(0);
    log.driver.advanceWallClockTime(Duration.ofHours(1));

    int changes = log.count("equilibrium_score_changes_total");
    int made = log.count("equilibrium_tier_cuts_made_total");
    assertThat(changes).isPositive();
    assertThat(made).isGreaterThanOrEqualTo(log.read(Topics.TIER_CUTS).size()).isPositive();

    log.driver.advanceWallClockTime(Duration.ofSeconds(30)); // nobody's score changes
    assertThat(log.count("equilibrium_score_changes_total")).isEqualTo(changes);
    assertThat(log.count("equilibrium_tier_cuts_made_total")).isEqualTo(made);
  }

  @Test
  void suspicionLowersScoreAndTierAtOnceUntilItIsWithdrawn() {
    seedersOfADay(0);
    log.driver.advanceWallClockTime(Duration.ofHours(19));
    log.driver.advanceWallClockTime(Duration.ofHours(1));
    var best = Announces.clientId(4);
    assertThat(log.newestStandings().getLast().getTier()).isEqualTo(1);

    log.publish(Topics.SUSPICIONS, best, suspicion(best));
    assertThat(log.newestStandings().getLast())
        .extracting(ClientStanding::getScore, ClientStanding::getTier)
        .containsExactly(0, 0);
    assertThat(tierChanges("down")).isEqualTo(1);

    log.publish(Topics.SUSPICIONS, best, null);
    assertThat(log.newestStandings().getLast().getScore()).isGreaterThan(133);
  }

  @Test
  void aClientIdleForAWeekLeavesThePopulation() {
    seedersOfADay(0);
    log.driver.advanceWallClockTime(FoldClients.REVIEW_PERIOD);
    log.read(Topics.TIER_CUTS);

    log.driver.advanceWallClockTime(Duration.ofDays(6));
    log.append(announces.by(1, 4, 4, seeds(6 * 24 * HOUR, 0)));
    log.driver.advanceWallClockTime(Duration.ofDays(2));
    log.append(announces.by(1, 9, 9, seeds(8 * 24 * HOUR, 0)));

    assertThat(log.read(Topics.TIER_CUTS).getLast().getPopulation()).isEqualTo(2);
  }

  private static Suspicion suspicion(ClientId clientId) {
    return Suspicion.newBuilder()
        .setClientId(clientId)
        .setAtMs(Announces.START_MS)
        .setWeight(7_000)
        .setLevel(3)
        .setBroken(false)
        .setFamilies(List.of("R"))
        .setTorrents(1)
        .setCases(List.of())
        .setRulesVersion(1)
        .setEnforced(true)
        .build();
  }

  /** Four clients, of which each seeds twice as often in a day as the one before. */
  private void seedersOfADay(long began) {
    for (int client = 1; client <= 4; client++) {
      int times = 4 << client;
      log.append(announces.by(client, client, client, leeches(began, 0, GIB << (2 * client))));
      for (int i = 0; i <= times; i++) {
        log.append(announces.by(client, client, client, seeds(began + 60 + i * 1_000L, 0)));
      }
    }
  }
}
