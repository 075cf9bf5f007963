package equilibrium.scoring.stream;

import static equilibrium.schemas.event.AnnounceEvent.STOPPED;
import static equilibrium.scoring.stream.Announces.leeches;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Announced;
import equilibrium.scoring.session.FoldedSession;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.stream.Announces.Said;
import org.junit.jupiter.api.Test;

/** What a store keeps of a session. */
class SessionSerdeTest {
  private final FoldedSession session = new FoldedSession();

  @Test
  void aSessionSurvivesItsStore() {
    session.counted(
        Announced.newBuilder(session.announces.by(leeches(5, 3, 9)))
            .setKey(-1)
            .setCorrupt(4L)
            .build());
    var withKey = session.state();
    session.forget();
    session.counted(session.announces.by(new Said(7, STOPPED, null, null, null)));
    var withoutKey = session.state();

    assertThat(throughItsStore(withKey)).isEqualTo(withKey);
    assertThat(throughItsStore(withoutKey)).isEqualTo(withoutKey);
  }

  private static Session throughItsStore(Session session) {
    byte[] bytes = SessionSerde.SERDE.serializer().serialize("sessions", session);
    return SessionSerde.SERDE.deserializer().deserialize("sessions", bytes);
  }
}
