package equilibrium.scoring.swarm;

import static equilibrium.scoring.stream.Announces.GIB;
import static equilibrium.scoring.stream.Announces.INTERVAL;
import static equilibrium.scoring.stream.Announces.clientId;
import static equilibrium.scoring.stream.Announces.leeches;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.ReportedAnnounce;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.SessionFold;
import equilibrium.scoring.session.SessionStep.Counted;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.swarm.SwarmFold.Decision;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One announce at a time, without stores. */
class SwarmFoldTest {
  private static final Position SOURCE = new Position(0, 7L);

  private final Announces announces = new Announces();
  private final SessionFold sessions = new SessionFold(ScoringRules.V3.sessions());
  private final SwarmFold fold = new SwarmFold(ScoringRules.V3);
  private SwarmState state = SwarmState.EMPTY;
  private NetworkPresence presence = NetworkPresence.NEW;
  private @Nullable Session session;

  @Test
  void aFirstAnnounceCountsItsPeerAndCreditsNothing() {
    var decision = decided(announces.by(leeches(0, 0, GIB)));

    assertThat(decision.state().totals().peers()).isEqualTo(new PeerCounts(0, 1, 0));
    assertThat(decision.balance()).isNotNull();
    assertThat(decision.presence()).isNull();
    assertThat(decision.opensEpisode()).isFalse();
    assertThat(decision.credits()).containsExactly(credit(1, Credit.Seeding.NONE, 0));
  }

  @Test
  void theFirstBytesOpenAnEpisodeInWhichTheSessionHasAClaim() {
    decided(announces.by(leeches(0, 0, GIB)));

    var decision = decided(announces.by(leeches(INTERVAL, 5, GIB - 5)));

    assertThat(decision.opensEpisode()).isTrue();
    assertThat(decision.session().isIn(decision.state().episode())).isTrue();
    assertThat(decision.session().claim().traffic().downloaded()).isEqualTo(5);
    assertThat(decided(announces.by(leeches(2 * INTERVAL, 9, GIB - 9))).opensEpisode()).isFalse();
  }

  @Test
  void anIntervalOfSeedingIsCreditedToItsNetworkOnce() {
    decided(announces.by(seeds(0, 0)));

    decided(announces.by(seeds(INTERVAL, 0)));
    var next = counted(announces.by(seeds(2 * INTERVAL, 0)));
    var credited = presence.creditedUntil(next.atMs());

    assertThat(fold.after(state, presence, 0, next).contribution().getSecondsCredited())
        .isEqualTo(INTERVAL);
    assertThat(fold.after(state, presence, 0, next).presence()).isEqualTo(credited);
    assertThat(fold.after(state, credited, 0, next).contribution().getSecondsCredited()).isZero();
  }

  @Test
  void totalsThatStayGiveNoBalance() {
    decided(announces.by(seeds(0, 0)));

    assertThat(decided(announces.by(seeds(INTERVAL, 0))).balance()).isNull();
  }

  @Test
  void theRegisteredSizeIsUsed() {
    var decision = fold.after(state, presence, 7 * GIB, counted(announces.by(seeds(0, 0))));

    assertThat(decision.state().totals().sizeBytes()).isEqualTo(7 * GIB);
    assertThat(decision.contribution().getSizeBytes()).isEqualTo(7 * GIB);
  }

  /** Client 2 has the key of client 1, which downloaded 5 bytes in the open episode. */
  @Test
  void aTakeoverCreditsTheFormerOwnerAndStartsANewClaim() {
    decided(keyed(announces.by(1, 1, 1, leeches(0, 0, GIB))));
    decided(keyed(announces.by(1, 1, 1, leeches(INTERVAL, 5, GIB - 5))));

    var decision = decided(keyed(announces.by(1, 1, 2, leeches(2 * INTERVAL, 8, GIB - 8))));

    assertThat(decision.credits())
        .extracting(ClientCredit::clientId)
        .containsExactly(clientId(2), clientId(1));
    assertThat(decision.credits().getLast().credit().downloaded()).isEqualTo(5);
    assertThat(decision.credits().getLast().credit().atMs())
        .isEqualTo(Announces.START_MS + INTERVAL * 1_000);
    assertThat(decision.session().claim().traffic().downloaded()).isEqualTo(3);
  }

  private static ClientCredit credit(int client, Credit.Seeding seeding, long downloaded) {
    var id = clientId(client);
    return new ClientCredit(
        id, new Credit(Identity.KEY, id, Announces.START_MS, seeding, 0, downloaded));
  }

  private static Announced keyed(Announced announced) {
    return Announced.newBuilder(announced).setKey(77).build();
  }

  /** The decision on an announce, which is kept for the next one. */
  private Decision decided(Announced announced) {
    var decision = fold.after(state, presence, 0, counted(announced));
    state = decision.state();
    session = decision.session();
    presence = decision.presence() == null ? presence : decision.presence();
    return decision;
  }

  private CountedAnnounce counted(Announced announced) {
    var announce = ReportedAnnounce.of(announced, announced.getReceivedAtMs(), SOURCE, false);
    var step = sessions.fold(session, announce, Long.MIN_VALUE);
    assertThat(step).isInstanceOf(Counted.class);
    return new CountedAnnounce(announced, SOURCE, session, (Counted) step);
  }
}
