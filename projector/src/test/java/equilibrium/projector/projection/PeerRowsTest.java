package equilibrium.projector.projection;

import static equilibrium.projector.Database.assertRow;
import static equilibrium.projector.Samples.NOW;
import static equilibrium.projector.Samples.announced;
import static equilibrium.projector.Samples.swarm;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import equilibrium.projector.Samples;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Tick;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What announces and their replies leave in the tables. */
@ExtendWith(Database.class)
class PeerRowsTest {
  @AutoClose private final Rig rig = Rig.fresh();

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
}
