package equilibrium.projector;

import static equilibrium.projector.Samples.NOW;
import static equilibrium.projector.Samples.announced;
import static equilibrium.projector.Samples.client;
import static equilibrium.projector.Samples.contribution;
import static equilibrium.projector.Samples.swarm;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.SumKind;
import java.sql.SQLException;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Database.class)
class DigestsTest {

  @Test
  void theSameRecordsGiveTheSameDigestsHoweverTheyAreBatched() throws SQLException {
    var atOnce = digests(false, NOW);
    var oneByOne = digests(true, NOW);

    assertThat(oneByOne).isEqualTo(atOnce);
    assertThat(atOnce.values()).noneMatch(digest -> digest.startsWith("0:"));
  }

  @Test
  void oneMillisecondMakesAnotherDigest() throws SQLException {
    var one = digests(false, NOW);
    var other = digests(false, NOW + 1);

    assertThat(other.get("contributions")).isNotEqualTo(one.get("contributions"));
    assertThat(other.get("peers")).isNotEqualTo(one.get("peers"));
    assertThat(other.get("swarm_balances")).isEqualTo(one.get("swarm_balances"));
  }

  @Test
  void theTimeZoneOfTheReaderDoesNotMatter() throws SQLException {
    digests(false, NOW);
    try (var here = Database.connect();
        var there = Database.connect();
        var zone = there.createStatement()) {
      zone.execute("SET TIME ZONE 'Asia/Kathmandu'");

      assertThat(Digests.of(there)).isEqualTo(Digests.of(here));
    }
  }

  @Test
  void theSourceOfADerivedRowIsDigestedApart() throws SQLException {
    var one = digests(false, NOW);
    Database.execute("UPDATE swarm_balances SET source_offset = source_offset + 1000");

    Map<String, String> other;
    try (var db = Database.connect()) {
      other = Digests.of(db);
    }

    assertThat(other.get("swarm_balances")).isEqualTo(one.get("swarm_balances"));
    assertThat(other.get("swarm_balances with source"))
        .isNotEqualTo(one.get("swarm_balances with source"));
  }

  private static SortedMap<String, String> digests(boolean eachAlone, long atMs)
      throws SQLException {
    try (var rig = Rig.fresh()) {
      for (int i = 0; i < 6; i++) {
        var swarm = swarm(i % 2);
        rig
            .log(
                Topics.CONTRIBUTIONS,
                swarm,
                contribution(atMs + i).setInfoHash(swarm).setUploaded(i).build())
            .log(Topics.ANNOUNCES, swarm, announced(i, atMs + i).setInfoHash(swarm).build())
            .log(Topics.SWARM_BALANCES, swarm(1), Samples.balance(i)).log(
            Topics.CLIENT_STANDINGS, client(3), Samples.standing(i, SumKind.ONLINE_SECONDS));
        if (eachAlone) {
          rig.step();
        }
      }
      rig.step();
      try (var db = Database.connect()) {
        return Digests.of(db);
      }
    }
  }
}
