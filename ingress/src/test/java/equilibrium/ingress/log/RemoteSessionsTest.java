package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sessions that other nodes answered. */
class RemoteSessionsTest {
  private static final InfoHash TORRENT = new InfoHash(new byte[20]);
  private static final long NOW = 1_800_000_000_000L;

  private final Clients clients = new Clients(10);
  private final Swarms swarms = new Swarms(clients, 10, 10, 900_000);
  private final RemoteSessions sessions = new RemoteSessions(new TrackerState(swarms, clients));

  @Test
  void whoCompletedElsewhereIsASeederStillThoughItDoesNotSayWhatIsLeft() {
    sessions.enter(session(AnnounceEvent.COMPLETED, null, 1));
    sessions.enter(session(AnnounceEvent.NONE, null, 2));

    assertThat(seeders()).isEqualTo(1);
  }

  @Test
  void whoSaysThatBytesAreLeftIsALeecherWhateverItCompleted() {
    sessions.enter(session(AnnounceEvent.COMPLETED, 0L, 1));
    sessions.enter(session(AnnounceEvent.NONE, 5L, 2));

    assertThat(seeders()).isZero();
  }

  @Test
  void anAnnounceThatComesTwiceAndLateChangesNothing() {
    sessions.enter(session(AnnounceEvent.STARTED, 0L, 1));
    sessions.enter(session(AnnounceEvent.NONE, 0L, 2));
    sessions.enter(session(AnnounceEvent.STARTED, 0L, 1));
    assertThat(seeders()).isEqualTo(1);

    sessions.enter(session(AnnounceEvent.STOPPED, 0L, 3));
    sessions.enter(session(AnnounceEvent.NONE, 0L, 2));

    assertThat(seeders()).isZero();
  }

  private int seeders() {
    var found = new Found();
    swarms.scrape(new byte[20], found);
    return found.seeders();
  }

  private static RemoteSessions.Session session(
      AnnounceEvent event, @Nullable Long left, int sequence) {
    return new RemoteSessions.Session(
        TORRENT,
        new PeerId(new byte[20]),
        new RemoteSessions.Owner(new ClientId(new byte[16]), false),
        new RemoteSessions.Endpoint(new Address(new byte[16]), 6881),
        new RemoteSessions.State(event, left),
        new RemoteSessions.Order(NOW + sequence, NOW, new EventId(1L, 2L, (long) sequence)));
  }
}
