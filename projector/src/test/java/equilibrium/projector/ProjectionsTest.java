package equilibrium.projector;

import static equilibrium.projector.Samples.NOW;
import static equilibrium.projector.Samples.announced;
import static equilibrium.projector.Samples.client;
import static equilibrium.projector.Samples.contribution;
import static equilibrium.projector.Samples.swarm;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.Tick;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What stands in the tables; the tables' columns are all compared. */
@ExtendWith(Database.class)
class ProjectionsTest {
  private Rig rig;

  @BeforeEach
  void open() throws SQLException {
    rig = Rig.fresh();
  }

  @AfterEach
  void close() throws SQLException {
    rig.close();
  }

  @Test
  void anAnnounceIsAPeer() throws Exception {
    rig.log(Topics.ANNOUNCES, swarm(1), announced(7, NOW - 250).build()).step();

    assertRow(
        "peers",
        """
        {"info_hash": "\\\\x0101010101010101010101010101010101010101",
         "peer_id": "\\\\x0202020202020202020202020202020202020202", "family": 4,
         "client_id": "\\\\x03030303030303030303030303030303", "identity": "KEY",
         "network_id": "\\\\x04040404040404040404040404040404",
         "address": "\\\\x09090909090909090909090909090909", "address_key": 8, "port": 6881,
         "event": "STARTED", "uploaded": 100, "downloaded": 200, "left_bytes": 300,
         "received_at": "2026-11-18T11:06:39.75+00:00",
         "session_started_at": "2026-11-18T11:05:40+00:00",
         "event_node": 5, "event_boot": 6, "event_sequence": 7, "user_agent": "client/1.0",
         "deleted": false, "source_partition": 0, "source_offset": 0}
        """);
  }

  @Test
  void aLateAnnounceDoesNotBringAStoppedPeerBack() throws Exception {
    var stop = announced(9, NOW - 1_000).setEvent(AnnounceEvent.STOPPED).build();
    rig.log(Topics.ANNOUNCES, swarm(1), stop).step();

    rig.log(Topics.ANNOUNCES, swarm(1), announced(8, NOW - 2_000).build()).step();

    assertThat(Database.query("SELECT event_sequence || ' ' || deleted FROM peers"))
        .containsExactly("9 true");
  }

  @Test
  void withinABatchTheLaterAnnounceWinsWhicheverCameFirst() throws Exception {
    rig.log(Topics.ANNOUNCES, swarm(1), announced(9, NOW - 1_000).build())
        .log(Topics.ANNOUNCES, swarm(1), announced(8, NOW - 1_000).build())
        .log(Topics.ANNOUNCES, null, new Tick(5L, NOW))
        .step();

    assertThat(Database.query("SELECT event_sequence FROM peers")).containsExactly("9");
  }

  @Test
  void aClockFarAheadOfTheLogIsNotBelieved() throws Exception {
    rig.log(Topics.ANNOUNCES, swarm(1), announced(1, NOW + 86_400_000).build()).step();

    assertThat(Database.query("SELECT received_at FROM peers"))
        .containsExactly("2026-11-18 11:06:45+00");
  }

  @Test
  void aHandOutIsKeptAsItCame() throws Exception {
    rig.log(Topics.HAND_OUTS, swarm(1), Samples.handOut()).step();

    assertRow(
        "hand_outs",
        """
        {"event_node": 5, "event_boot": 6, "event_sequence": 7, "at": "2026-11-18T11:06:40+00:00",
         "info_hash": "\\\\x0101010101010101010101010101010101010101",
         "client_id": "\\\\x03030303030303030303030303030303",
         "peer_id": "\\\\x0202020202020202020202020202020202020202", "address_key": 8,
         "endpoints": "\\\\x010101010101010101010101010101010101",
         "source_partition": 0, "source_offset": 0}
        """);
  }

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
         "deleted": false, "source_partition": 0, "source_offset": 1}
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
         "cuts_epoch": 6, "deleted": false, "source_partition": 0, "source_offset": 0}
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

  @Test
  void anAnomalyKeepsItsEvidenceAndLosesItsNul() throws Exception {
    rig.log(Topics.ANOMALIES, client(3), Samples.anomaly()).step();

    assertRow(
        "anomalies",
        """
        {"case_id": "R1-abc", "rule": "R1", "rules_version": 1,
         "client_id": "\\\\x03030303030303030303030303030303", "identity": "ADDRESS",
         "info_hash": null,
         "peer_ids": ["\\\\x0202020202020202020202020202020202020202",
           "\\\\x0303030303030303030303030303030303030303"],
         "since": "2026-11-18T11:06:39+00:00", "decided_at": "2026-11-18T11:06:40+00:00",
         "observed": 2.5, "threshold": 1.25, "weight": 4000, "confidence": 0.355,
         "numbers": {"seconds": 60.0}, "events": [{"partition": 0, "offset": 17}],
         "source_verified": true, "shadow": true, "summary": "too \uFFFD fast",
         "source_partition": 0, "source_offset": 0}
        """);
    assertThat(rig.letters()).isEmpty();
  }

  @Test
  void aSuspicionKeepsItsCases() throws Exception {
    rig.log(Topics.SUSPICIONS, client(3), Samples.suspicion()).step();

    assertRow(
        "suspicions",
        """
        {"client_id": "\\\\x03030303030303030303030303030303", "at": "2026-11-18T11:06:40+00:00",
         "weight": 4700, "level": 2, "broken": false, "families": ["A", "R"], "torrents": 3,
         "cases": ["R1-\\"a\\\\b\\"", "R1-c"], "rules_version": 1,
         "deleted": false, "source_partition": 0, "source_offset": 0}
        """);
  }

  @Test
  void anInterventionIsRevivedAfterItsTombstone() throws Exception {
    rig.log(Topics.INTERVENTIONS, Samples.INTERVENTION, Samples.intervention())
        .log(Topics.INTERVENTIONS, Samples.INTERVENTION, null)
        .step();
    rig.log(Topics.INTERVENTIONS, Samples.INTERVENTION, Samples.intervention()).step();

    assertRow(
        "interventions",
        """
        {"info_hash": "\\\\x0101010101010101010101010101010101010101",
         "recipient": "\\\\x03030303030303030303030303030303",
         "subject": "\\\\x04040404040404040404040404040404", "kind": "WARN",
         "text": "Block 203.0.113.7", "address": "\\\\x09090909090909090909090909090909",
         "address_key": 8, "port": null, "case_id": "R1-abc",
         "from_at": "2026-11-18T11:06:40+00:00", "until_at": "2026-11-19T11:06:40+00:00",
         "announces": 3, "deleted": false, "source_partition": 0, "source_offset": 2}
        """);
  }

  @Test
  void aTombstoneMarksARegistration() throws Exception {
    rig.log(Topics.REGISTRATIONS, swarm(1), Samples.registration("a name")).step();

    rig.log(Topics.REGISTRATIONS, swarm(1), null).step();

    assertRow(
        "registrations",
        """
        {"info_hash": "\\\\x0101010101010101010101010101010101010101", "allowed": true,
         "private": false, "name": "a name", "size_bytes": 1000, "piece_length": 16384,
         "licence": "CC0-1.0", "alias_of": null, "at": "2026-11-18T11:06:40+00:00", "by": "cli",
         "deleted": true, "source_partition": 0, "source_offset": 1}
        """);
  }

  @Test
  void anAnnounceKeyKeepsTheOneBefore() throws Exception {
    rig.log(Topics.ANNOUNCE_KEYS, client(3), Samples.key()).step();

    assertRow(
        "announce_keys",
        """
        {"client_id": "\\\\x03030303030303030303030303030303",
         "key_id": "\\\\x05050505050505050505050505050505",
         "previous_key_id": "\\\\x06060606060606060606060606060606",
         "previous_until": "2026-11-18T11:06:40+00:00", "state": "ROTATED", "note": "a note",
         "at": "2026-11-18T11:06:40+00:00", "by": "cli",
         "deleted": false, "source_partition": 0, "source_offset": 0}
        """);
  }

  @Test
  void aMemberKeepsItsView() throws Exception {
    rig.log(Topics.MEMBERS, 9L, Samples.member()).step();

    assertRow(
        "members",
        """
        {"node": 9, "boot": 1795000000000, "program": "ingress", "version": "0.1.0",
         "addresses": ["http://127.0.0.1:6969"], "last_seen_at": "2026-11-18T11:06:40+00:00",
         "view": [{"partition": 1, "offset": 17}],
         "deleted": false, "source_partition": 0, "source_offset": 0}
        """);
  }

  @Test
  void aDeadLetterKeepsItsBytes() throws Exception {
    rig.log(Topics.DEAD_LETTERS.name(), new byte[] {1}, new byte[] {0, 2}).step();

    assertRow(
        "dead_letters",
        """
        {"at": "2026-11-18T11:06:40+00:00", "key": "\\\\x01", "value": "\\\\x0002",
         "reason": "not said", "headers": {}, "source_partition": 0, "source_offset": 0}
        """);
  }

  private static void assertRow(String table, String expected) throws Exception {
    var rows = Database.rows(table);
    assertThat(rows).hasSize(1);
    assertThat(json(rows.getFirst())).isEqualTo(json(expected));
  }

  private static JsonNode json(String text) throws Exception {
    return JsonMapper.builder().build().readTree(text);
  }
}
