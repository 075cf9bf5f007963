package equilibrium.bench.detect;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.HandOut;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which watched peers the replies listed, as an ingress records them that records watched ones
 * only. Peers are drawn at random from the swarm, seeders are not given to seeders, and quarantined
 * clients to nobody.
 */
final class HandOuts {
  private static final int MOST = 50;
  private static final int ENDPOINT_BYTES = 18;
  private static final int MOST_PAIRS = 1_000_000;

  private final Swarms swarms;
  private final SplittableRandom random = new SplittableRandom(1);
  private final Set<ClientId> watched = new HashSet<>();
  private final Set<ClientId> quarantined = new HashSet<>();
  private final Map<ClientId, Set<ClientId>> given = new HashMap<>();
  private int pairs;

  HandOuts(Swarms swarms) {
    this.swarms = swarms;
  }

  /** Takes a client's level: watched from 1, quarantined from 3 if that has effects. */
  void level(ClientId client, int level, boolean enforced) {
    set(watched, client, level >= 1);
    set(quarantined, client, enforced && level >= 3);
  }

  private static void set(Set<ClientId> clients, ClientId client, boolean contains) {
    if (contains) {
      clients.add(client);
    } else {
      clients.remove(client);
    }
  }

  /** To whom a client was given while it was watched. */
  Set<ClientId> given(ClientId client) {
    return given.getOrDefault(client, Set.of());
  }

  /** The watched peers in the reply to an announce; null: none. */
  @Nullable HandOut of(Announced announced) {
    if (watched.isEmpty() || announced.getEvent() == AnnounceEvent.STOPPED) {
      return null;
    }
    var numWant = announced.getNumWant();
    int wanted = numWant == null ? MOST : Math.min(MOST, numWant);
    var listed = listed(announced, wanted);
    if (listed.isEmpty()) {
      return null;
    }
    var endpoints = ByteBuffer.allocate(listed.size() * ENDPOINT_BYTES);
    for (var peer : listed) {
      endpoints.put(peer.address.bytes()).putShort((short) peer.port);
      note(peer.clientId, announced.getClientId());
    }
    return new HandOut(
        announced.getEventId(),
        announced.getReceivedAtMs(),
        announced.getInfoHash(),
        announced.getClientId(),
        announced.getPeerId(),
        0,
        endpoints.flip());
  }

  private List<Swarms.Peer> listed(Announced announced, int wanted) {
    boolean seeds = announced.getLeft() != null && announced.getLeft() == 0;
    var suspects = new ArrayList<Swarms.Peer>();
    int candidates = 0;
    for (var peer : swarms.of(announced.getInfoHash()).peers.values()) {
      boolean candidate =
          !peer.clientId.equals(announced.getClientId())
              && !(seeds && peer.seeds)
              && !quarantined.contains(peer.clientId);
      if (candidate) {
        candidates++;
        if (watched.contains(peer.clientId)) {
          suspects.add(peer);
        }
      }
    }
    double share = candidates == 0 ? 0 : Math.min(1.0, (double) wanted / candidates);
    suspects.removeIf(_ -> random.nextDouble() >= share);
    return suspects;
  }

  private void note(ClientId subject, ClientId recipient) {
    if (pairs < MOST_PAIRS && given.computeIfAbsent(subject, _ -> new HashSet<>()).add(recipient)) {
      pairs++;
    }
  }
}
