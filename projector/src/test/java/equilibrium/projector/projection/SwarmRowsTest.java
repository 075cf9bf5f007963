package equilibrium.projector.projection;

import static equilibrium.projector.Database.assertRow;
import static equilibrium.projector.Samples.NOW;
import static equilibrium.projector.Samples.contribution;
import static equilibrium.projector.Samples.swarm;

import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import equilibrium.projector.Samples;
import equilibrium.schemas.Topics;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What swarms and what was moved in them leave in the tables. */
@ExtendWith(Database.class)
class SwarmRowsTest {
  @AutoClose private final Rig rig = Rig.fresh();

  @Test
  void contributionsAddUpInABatchAndAcrossBatches() throws Exception {
    rig.log(Topics.CONTRIBUTIONS, swarm(1), contribution(NOW).build())
        .log(Topics.CONTRIBUTIONS, swarm(1), contribution(NOW - 5_000).setLeft(null).build())
        .step();
    rig.log(Topics.CONTRIBUTIONS, swarm(1), contribution(NOW + 5_000).setLeft(null).build()).step();

    assertRow(
        "contributions",
        """
        {"info_hash": "\\\\x0101010101010101010101010101010101010101",
         "client_id": "\\\\x03030303030303030303030303030303", "identity": "KEY",
         "announces": 3, "seconds": 5400, "seconds_seeded": 5100,
         "byte_seconds_seeded": 27670116110564327421, "uploaded": 30, "uploaded_claimed": 33,
         "downloaded": 36, "corrupt": 39, "redundant": 42, "left_bytes": 0,
         "first_at": "2026-11-18T11:06:35+00:00", "last_at": "2026-11-18T11:06:45+00:00"}
        """);
  }

  @Test
  void theNewestBalanceStands() throws Exception {
    rig.log(Topics.SWARM_BALANCES, swarm(1), Samples.balance(1))
        .log(Topics.SWARM_BALANCES, swarm(1), Samples.balance(100))
        .step();

    assertRow(
        "swarm_balances",
        """
        {"info_hash": "\\\\x0101010101010101010101010101010101010101",
         "at": "2026-11-18T11:06:40+00:00", "uploaded": 100, "downloaded": 50, "discarded": 3,
         "imbalance": 47, "imbalanced_since": "2026-11-18T11:06:39+00:00", "seeders": 1,
         "leechers": 2, "partial_seeders": 1, "completed": 4, "size_bytes": 999,
         "deleted": false, "source_partition": 0, "source_offset": 1, "completed_offset": 1}
        """);
  }

  @Test
  void anEpisodeKeepsItsClaims() throws Exception {
    rig.log(Topics.SWARM_EPISODES, swarm(1), Samples.episode()).step();

    assertRow(
        "swarm_episodes",
        """
        {"info_hash": "\\\\x0101010101010101010101010101010101010101",
         "start_at": "2026-11-18T11:06:38+00:00", "end_at": "2026-11-18T11:06:40+00:00",
         "closed_by": "GAP", "uploaded": 5, "downloaded": 6, "discarded": 7, "size_bytes": 999,
         "claims": [{"clientId": "03030303030303030303030303030303",
           "networkId": "04040404040404040404040404040404",
           "peerId": "0202020202020202020202020202020202020202", "uploaded": 5, "downloaded": 6,
           "discarded": 7, "leftLast": 8, "announces": 9, "leecherAnnounces": 10,
           "firstAtMs": 1794997598000, "lastAtMs": 1794997599000, "uploadedCredited": 4}],
         "source_partition": 0, "source_offset": 0}
        """
            .replace("1794997598000", Long.toString(NOW - 2_000))
            .replace("1794997599000", Long.toString(NOW - 1_000)));
  }
}
