package equilibrium.scoring.session;

import static equilibrium.schemas.event.AnnounceEvent.COMPLETED;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Step;
import equilibrium.scoring.session.SessionStep.Reason;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.stream.Announces.Report;
import org.junit.jupiter.api.Test;

/** The client that owns a session. */
class SessionOwnerTest {
  private final FoldedSession session = new FoldedSession();

  @Test
  void anotherClientCannotTakeASessionThatIsAlive() {
    session.counted(session.announces.by(seeds(0, 0)));

    var thief = session.announces.by(1, 1, 2, seeds(1_700, 1_000));

    assertThat(session.ignored(thief)).isEqualTo(Reason.FOREIGN);
    assertThat(session.counted(seeds(1_800, 10)).uploaded()).isEqualTo(10);
  }

  @Test
  void anotherClientStartsANewSessionAfterTheEnd() {
    session.counted(session.announces.by(new Report(0, COMPLETED, 10L, 10L, 0L)));

    var delta = session.counted(session.announces.by(1, 1, 2, seeds(4_200, 1_000)));

    assertThat(delta.kind()).isEqualTo(Step.FIRST);
    assertThat(session.state().owner().clientId()).isEqualTo(Announces.clientId(2));
  }

  @Test
  void aClientWithTheSameKeyContinuesOnAnotherAddress() {
    session.counted(Announced.newBuilder(session.announces.by(seeds(0, 0))).setKey(77).build());

    var roamed =
        Announced.newBuilder(session.announces.by(1, 1, 2, seeds(1_800, 10))).setKey(77).build();

    assertThat(session.counted(roamed).uploaded()).isEqualTo(10);
  }
}
