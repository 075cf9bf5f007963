package equilibrium.ingress.log;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.answer.EventWriter;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import org.jspecify.annotations.Nullable;

/** Enters into the swarms what this process did not hear itself. One for each thread that does. */
public final class RemoteSessions {

  /**
   * The newest that is known of a session.
   *
   * @param keyed whether it announced with a key, as far as is known
   * @param address 16 bytes, IPv4 mapped
   */
  public record Session(
      InfoHash infoHash,
      PeerId peerId,
      ClientId clientId,
      boolean keyed,
      Address address,
      int port,
      AnnounceEvent event,
      @Nullable Long left,
      long receivedAtMs,
      long startedAtMs,
      EventId eventId) {}

  private final Clients clients;
  private final Swarms swarms;
  private final Visit visit = new Visit();

  public RemoteSessions(TrackerState memory) {
    this.clients = memory.clients();
    this.swarms = memory.swarms();
  }

  public void enter(Session session) {
    Addresses.enter(session.address().bytes(), visit);
    System.arraycopy(session.infoHash().bytes(), 0, visit.infoHash, 0, 20);
    System.arraycopy(session.peerId().bytes(), 0, visit.peerId, 0, 20);
    var client = session.clientId();
    visit.client = clients.enter(Ids.high(client), Ids.low(client), session.receivedAtMs());
    if (session.keyed()) {
      clients.keyed(visit.client);
    }
    visit.port = session.port();
    visit.role = Announce.role(session.event(), session.left());
    visit.leftUnsaid = session.left() == null;
    visit.completed = session.event() == AnnounceEvent.COMPLETED;
    visit.atMs = session.receivedAtMs();
    visit.tie = EventWriter.tie(session.eventId());
    visit.sessionStartedAtMs = session.startedAtMs();
    swarms.hear(visit);
  }
}
