package equilibrium.scoring.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.swarm.Settlement.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EpisodeSessionsTest {
  private static final int CLAIMS = 5;

  @Test
  void ofThoseThatMovedNothingOnlyAsManyAreKeptAsARecordHas() {
    var parties = new EpisodeSessions(CLAIMS);
    for (int peer = 1; peer <= 1_000; peer++) {
      parties.add(SettlementTest.party(peer, peer, peer == 7 ? 1 : 0, peer == 999 ? 1 : 0));
    }

    assertThat(parties.all())
        .extracting(Party::peerId)
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
      var all = new ArrayList<Party>();
      var parties = new EpisodeSessions(CLAIMS);
      for (int peer = random.nextInt(1, 9_000); peer < 65_536; peer += random.nextInt(1, 9_000)) {
        boolean moved = random.nextInt(moving) == 0;
        var party =
            SettlementTest.party(
                peer, peer, moved ? random.nextInt(3) : 0, moved ? random.nextInt(3) : 0);
        all.add(party);
        parties.add(party);
      }

      assertThat(settled(parties.all())).isEqualTo(settled(all));
    }
  }

  private static List<Object> settled(List<Party> parties) {
    var settlement =
        new Settlement(new Episode(1, 2, 9_000_000, 9_000_000, 0, 0), parties, rules());
    return List.of(settlement.event(Announces.SWARM, EpisodeEnd.GAP, 0), settlement.payments());
  }

  private static ScoringRules.Episodes rules() {
    var e = ScoringRules.V2.episodes();
    return new ScoringRules.Episodes(
        e.gapMs(),
        e.lengthMs(),
        CLAIMS,
        e.due(),
        e.dueSessions(),
        e.payments(),
        e.payouts(),
        e.sigmaPercent(),
        e.sigmaBytes(),
        e.sigmas(),
        e.corroboratingBytes());
  }
}
