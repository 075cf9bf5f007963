package equilibrium.scoring.swarm;

import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.swarm.Settlement.Participant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions of an episode, gathered into claimants. Sessions of one client or of one network
 * belong together, directly or through others, so nobody gets more by splitting a claim over
 * sessions, keys or addresses of one network. The order of sessions does not matter.
 */
final class Claimants {
  private final List<Participant> sessions;

  /** By session: another session of the same claimant; the one that points to itself names it. */
  private final int[] parent;

  private final long[] uploaded;
  private final long[] received;

  Claimants(List<Participant> sessions) {
    this.sessions = sessions;
    this.parent = new int[sessions.size()];
    this.uploaded = new long[sessions.size()];
    this.received = new long[sessions.size()];
    Arrays.setAll(parent, i -> i);
    joinRelated();
    addUp();
  }

  private void joinRelated() {
    Map<ClientId, Integer> clients = new HashMap<>();
    Map<ClientId, Integer> networks = new HashMap<>();
    for (int i = 0; i < parent.length; i++) {
      if (sessions.get(i).claim().traffic().moved() > 0) {
        var owner = sessions.get(i).session().owner();
        join(i, first(clients, owner.clientId(), i));
        join(i, first(networks, owner.networkId(), i));
      }
    }
  }

  private static int first(Map<ClientId, Integer> seen, ClientId id, int session) {
    Integer before = seen.putIfAbsent(id, session);
    return before == null ? session : before;
  }

  private void join(int a, int b) {
    parent[of(a)] = of(b);
  }

  private void addUp() {
    for (int i = 0; i < parent.length; i++) {
      var traffic = sessions.get(i).claim().traffic();
      uploaded[of(i)] = Saturating.sum(uploaded[of(i)], traffic.uploaded());
      received[of(i)] = Saturating.sum(received[of(i)], traffic.received());
    }
  }

  /** The claimant of a session: the number of one of its sessions. */
  int of(int session) {
    int at = session;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** Bytes that a claimant says it sent, all its sessions together. */
  long uploaded(int claimant) {
    return uploaded[claimant];
  }

  /** Bytes that a claimant received, kept or not. */
  long received(int claimant) {
    return received[claimant];
  }
}
