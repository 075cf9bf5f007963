package equilibrium.projector.projection;

import static equilibrium.projector.Database.assertRow;
import static equilibrium.projector.Samples.client;
import static equilibrium.projector.Samples.swarm;

import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import equilibrium.projector.Samples;
import equilibrium.schemas.Topics;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators and the programs themselves leave in the tables. */
@ExtendWith(Database.class)
class ControlRowsTest {
  @AutoClose private final Rig rig = Rig.fresh();

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
         "reason": "no header gives a reason", "headers": {}, "source_partition": 0, "source_offset": 0}
        """);
  }
}
