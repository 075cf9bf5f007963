package equilibrium.projector.projection;

import static equilibrium.projector.Database.assertRow;
import static equilibrium.projector.Samples.client;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import equilibrium.projector.Samples;
import equilibrium.schemas.Topics;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What anomalies, and what follows of them, leave in the tables. */
@ExtendWith(Database.class)
class AnomalyRowsTest {
  @AutoClose private final Rig rig = Rig.fresh();

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
         "identity": "KEY", "case_id": "C-0123456789abcdef0123", "case_state": "OPEN",
         "opened_at": "2026-11-18T11:06:39+00:00", "findings": 5, "shadow_weight": 9300,
         "enforced": true, "until_at": "2026-11-19T11:06:40+00:00", "recurrences": 1,
         "peer_ids": ["\\\\x0202020202020202020202020202020202020202",
           "\\\\x0505050505050505050505050505050505050505"],
         "deleted": false, "source_partition": 0, "source_offset": 0}
        """);
  }

  @Test
  void aTombstoneMarksADecision() throws Exception {
    rig.log(Topics.CASE_DECISIONS, client(3), Samples.decision()).step();

    rig.log(Topics.CASE_DECISIONS, client(3), null).step();

    assertRow(
        "case_decisions",
        """
        {"client_id": "\\\\x03030303030303030303030303030303",
         "case_id": "C-0123456789abcdef0123", "verdict": "APPROVED",
         "at": "2026-11-18T11:06:40+00:00", "by": "operator", "note": "a note",
         "deleted": true, "source_partition": 0, "source_offset": 1}
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
}
