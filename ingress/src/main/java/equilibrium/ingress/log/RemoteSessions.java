package equilibrium.ingress.log;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.answer.EventWriter;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import org.jspecify.annotations.Nullable;

/** Enters sessions that announced to other nodes, or before this process began. One a thread. */
public final class RemoteSessions {

  /** A session as of its last known announce. */
  public record Session(
      InfoHash infoHash, PeerId peerId, Owner owner, Endpoint endpoint, State state, Order order) {}

  /**
   * The client of a session.
   *
   * @param keyed whether it is known to have announced with a key
   */
  public record Owner(ClientId id, boolean keyed) {}

  /**
   * The endpoint of a session.
   *
   * @param address 16 bytes, IPv4 mapped
   */
  public record Endpoint(Address address, int port) {}

  /**
   * The state of a session.
   *
   * @param left bytes; null: not sent
   */
  public record State(AnnounceEvent event, @Nullable Long left) {}

  /** The place of an announce among all; tracker time, milliseconds since 1970. */
  public record Order(long receivedAtMs, long startedAtMs, EventId eventId) {}

  private final Clients clients;
  private final Swarms swarms;
  private final Visit visit = new Visit();

  public RemoteSessions(TrackerState state) {
    this.clients = state.clients();
    this.swarms = state.swarms();
  }

  public void enter(Session session) {
    var order = session.order();
    int client = clients.enter(session.owner().id().bytes(), order.receivedAtMs());
    if (session.owner().keyed()) {
      clients.keyed(client);
    }
    var event = session.state().event();
    var left = session.state().left();
    var id = order.eventId();
    visit
        .asked()
        .session(session.infoHash().bytes(), session.peerId().bytes(), client)
        .from(session.endpoint().address().bytes(), session.endpoint().port())
        .as(
            Announce.role(event, left == null ? Announce.NOT_SAID : left),
            event == AnnounceEvent.COMPLETED,
            left == null)
        .received(
            order.receivedAtMs(),
            EventWriter.tie(id.getNode(), id.getSequence()),
            order.startedAtMs())
        .answeredElsewhere();
    swarms.enter(visit);
  }
}
