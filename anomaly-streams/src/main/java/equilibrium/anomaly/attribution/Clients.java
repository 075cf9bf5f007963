package equilibrium.anomaly.attribution;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a finding says of a client besides numbers: its identity and its newest sessions. */
final class Clients {
  private static final int SESSIONS = 8;

  private record Session(long lastAtMs, PeerId peerId) {
    static final Comparator<Session> NEWEST_FIRST =
        Comparator.comparingLong(Session::lastAtMs).reversed().thenComparing(Session::peerId);
  }

  private static final class Client {
    private Identity identity = Identity.ADDRESS; // also in records from before the field
    private final List<Session> sessions = new ArrayList<>();
  }

  private final Map<ClientId, Client> clients = new HashMap<>();

  void add(EpisodeClaim claim) {
    var client = clients.computeIfAbsent(claim.getClientId(), _ -> new Client());
    client.identity =
        claim.getIdentity() == Identity.ADDRESS ? client.identity : claim.getIdentity();
    var sessions = client.sessions;
    sessions.removeIf(
        each -> each.peerId.equals(claim.getPeerId()) && each.lastAtMs < claim.getLastAtMs());
    if (sessions.stream().noneMatch(each -> each.peerId.equals(claim.getPeerId()))) {
      sessions.add(new Session(claim.getLastAtMs(), claim.getPeerId()));
      sessions.sort(Session.NEWEST_FIRST);
      if (sessions.size() > SESSIONS) {
        sessions.removeLast();
      }
    }
  }

  Identity identity(ClientId clientId) {
    var client = clients.get(clientId);
    return client == null ? Identity.ADDRESS : client.identity;
  }

  /** Peer ids of its newest sessions, at most 8, sorted. */
  List<PeerId> peerIds(ClientId clientId) {
    var client = clients.get(clientId);
    return client == null
        ? List.of()
        : client.sessions.stream().map(Session::peerId).sorted().toList();
  }
}
