package equilibrium.scoring.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.scoring.rules.ChangedRules;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.Traffic;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.swarm.Settlement.Participant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EpisodeSessionsTest {
  private static final int CLAIMS = 5;

  @Test
  void idleSessionsAreKeptOnlyUpToTheSizeOfARecord() {
    var sessions = new EpisodeSessions(CLAIMS);
    for (int peer = 1; peer <= 1_000; peer++) {
      sessions.add(SettlementTest.participant(peer, peer, peer == 7 ? 1 : 0, peer == 999 ? 1 : 0));
    }

    assertThat(sessions.participants())
        .extracting(Participant::peerId)
        .containsExactly(
            Announces.peerId(1),
            Announces.peerId(2),
            Announces.peerId(3),
            Announces.peerId(4),
            Announces.peerId(5),
            Announces.peerId(7),
            Announces.peerId(999));
  }

  /** Whatever share of the sessions moved something; peer ids in the order of the store's keys. */
  @Test
  void recordAndPaymentsAreThoseOfAllSessions() {
    var random = new SplittableRandom(3);
    for (int run = 0; run < 500; run++) {
      int moving = random.nextInt(1, 40);
      var all = new ArrayList<Participant>();
      var sessions = new EpisodeSessions(CLAIMS);
      for (int peer = random.nextInt(1, 9_000); peer < 65_536; peer += random.nextInt(1, 9_000)) {
        boolean moved = random.nextInt(moving) == 0;
        var participant =
            SettlementTest.participant(
                peer, peer, moved ? random.nextInt(3) : 0, moved ? random.nextInt(3) : 0);
        all.add(participant);
        sessions.add(participant);
      }

      assertThat(settled(sessions.participants())).isEqualTo(settled(all));
    }
  }

  private static List<Object> settled(List<Participant> participants) {
    var settlement =
        new Settlement(
            new Episode(1, 2, new Traffic(9_000_000, 9_000_000, 0), 0),
            participants,
            ChangedRules.claims(CLAIMS));
    return List.of(settlement.event(Announces.SWARM, EpisodeEnd.GAP, 0), settlement.payments());
  }
}
