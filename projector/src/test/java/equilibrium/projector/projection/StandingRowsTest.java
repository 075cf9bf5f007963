package equilibrium.projector.projection;

import static equilibrium.projector.Database.assertRow;
import static equilibrium.projector.Samples.client;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import equilibrium.projector.Samples;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.SumKind;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What standings and the cuts of tiers leave in the tables. */
@ExtendWith(Database.class)
class StandingRowsTest {
  @AutoClose private final Rig rig = Rig.fresh();

  @Test
  void aStandingHasItsSumsBesideIt() throws Exception {
    rig.log(Topics.CLIENT_STANDINGS, client(3), Samples.standing(600, SumKind.ONLINE_SECONDS))
        .step();

    assertRow(
        "client_standings",
        """
        {"client_id": "\\\\x03030303030303030303030303030303", "identity": "KEY",
         "at": "2026-11-18T11:06:40+00:00", "first_seen_at": "2026-11-18T11:06:35+00:00",
         "score": 600, "recent_seeding_size": 1, "average_seeding_size": 2, "seeding_time": 3,
         "ratio": 4, "suspicion": 5, "tier": 2, "why": "because", "rules_version": 1,
         "cuts_epoch": 6, "deleted": false, "source_partition": 0, "source_offset": 0,
         "tier_offset": 0}
        """);
    assertRow(
        "client_sums",
        """
        {"client_id": "\\\\x03030303030303030303030303030303", "kind": "ONLINE_SECONDS",
         "half_life_seconds": 604800, "newest_epoch": 2967, "cells": [1, 600]}
        """);
  }

  @Test
  void sumsFollowTheStandingThatStands() throws Exception {
    rig.log(
            Topics.CLIENT_STANDINGS,
            client(3),
            Samples.standing(1, SumKind.ONLINE_SECONDS, SumKind.SEEDED_SECONDS))
        .step();

    rig.log(Topics.CLIENT_STANDINGS, client(3), Samples.standing(2, SumKind.ONLINE_SECONDS)).step();

    assertThat(Database.query("SELECT kind || ' ' || cells::text FROM client_sums"))
        .containsExactly("ONLINE_SECONDS {1,2}");
  }

  @Test
  void aStandingThatEndsIsMarkedAndLosesItsSums() throws Exception {
    rig.log(Topics.CLIENT_STANDINGS, client(3), Samples.standing(1, SumKind.ONLINE_SECONDS)).step();

    rig.log(Topics.CLIENT_STANDINGS, client(3), null).step();

    assertThat(Database.query("SELECT deleted || ' ' || source_offset FROM client_standings"))
        .containsExactly("true 1");
    assertThat(Database.rows("client_sums")).isEmpty();
  }

  @Test
  void everyEpochOfTheCutsIsKept() throws Exception {
    rig.log(Topics.TIER_CUTS, Topics.CUTS_KEY, Samples.cuts(1))
        .log(Topics.TIER_CUTS, Topics.CUTS_KEY, Samples.cuts(2))
        .step();

    assertThat(Database.query("SELECT epoch FROM tier_cuts ORDER BY 1")).containsExactly("1", "2");
  }

  @Test
  void cutsAreKeptToTheThousandth() throws Exception {
    rig.log(Topics.TIER_CUTS, Topics.CUTS_KEY, Samples.cuts(1)).step();

    assertRow(
        "tier_cuts",
        """
        {"epoch": 1, "at": "2026-11-18T11:06:40+00:00", "population": 1000,
         "cuts": [250, 500, 750], "rules_version": 1, "milli_cuts": [250001, 500002, 750003],
         "provisional": true, "source_partition": 0, "source_offset": 0}
        """);
  }
}
