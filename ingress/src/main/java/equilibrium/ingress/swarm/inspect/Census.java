package equilibrium.ingress.swarm.inspect;

import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.PeerTable;
import equilibrium.ingress.swarm.Swarm;
import equilibrium.ingress.swarm.SwarmReader;
import equilibrium.schemas.Tier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The peers of a swarm by tier, and the sessions of one client in it. Examines no more than {@link
 * #MOST} peers of a family, a few hundred under one hold of the lock, so that a swarm of a million
 * peers keeps no announce waiting. Peers that come and go meanwhile may be counted or not. Not
 * thread-safe.
 */
public final class Census {
  /** Peers of one family that are examined. */
  public static final int MOST = 1 << 16;

  /** Sessions of the client that are listed, those that announced last. */
  public static final int MOST_SESSIONS = 16;

  /** Sessions kept before those that announced longest ago are dropped. */
  private static final int KEPT = 8 * MOST_SESSIONS;

  private static final int CHUNK = 512;

  /** A session of the client. */
  private static final class Session {
    final byte[] peerId = new byte[PeerTable.ID_BYTES];
    final long stamp;

    Session(PeerTable table, int entry) {
      table.copyId(entry, peerId, 0);
      stamp = table.stamp(entry);
    }
  }

  private final byte[] infoHash;
  private final Clients clients;
  private final int client;
  private final int[] seeders = new int[Tier.COUNT];
  private final int[] leechers = new int[Tier.COUNT];
  private final List<Session> sessions = new ArrayList<>();
  private Family family = Family.IPV4;
  private int from;
  private boolean complete = true;
  private boolean more = true;

  /**
   * Empty.
   *
   * @param infoHash 20 bytes
   * @param client the number of the client whose sessions are listed; 0 or below: none
   */
  public Census(byte[] infoHash, Clients clients, int client) {
    this.infoHash = infoHash.clone();
    this.clients = clients;
    this.client = client;
  }

  /** Counts the peers of the swarm, if there is one. */
  public void count(SwarmReader swarms) {
    while (more) {
      more = swarms.read(infoHash, swarm -> more = examine(swarm)) && more;
    }
  }

  /** Examines the next of a swarm's peers; whether there are more. */
  private boolean examine(Swarm swarm) {
    var table = swarm.table(family);
    int present = table == null ? 0 : table.present();
    int to = Math.min(Math.min(from + CHUNK, MOST), present);
    for (int entry = from; table != null && entry < to; entry++) {
      examine(table, entry);
    }
    from = Math.max(from, to);
    if (from < Math.min(MOST, present)) {
      return true;
    }
    complete &= present <= MOST;
    from = 0;
    boolean first = family == Family.IPV4;
    family = Family.IPV6;
    return first;
  }

  private void examine(PeerTable table, int entry) {
    int owner = table.client(entry);
    if (!table.has(entry, PeerTable.TWIN)) { // counted in the other table
      var counts = entry < table.seeders() ? seeders : leechers;
      counts[clients.tier(owner)]++;
    }
    if (owner == client && client > 0) {
      sessions.add(new Session(table, entry));
      keepLast();
    }
  }

  private void keepLast() {
    if (sessions.size() == KEPT) {
      sort();
      sessions.subList(2 * MOST_SESSIONS, sessions.size()).clear();
    }
  }

  private void sort() {
    sessions.sort(Comparator.comparingLong((Session session) -> session.stamp).reversed());
  }

  /** Tier of the client; 0 if it is not known. */
  public int tier() {
    return client > 0 ? clients.tier(client) : 0;
  }

  /** Seeders of each tier, from 0 to 3; sessions, not addresses. */
  public int[] seeders() {
    return seeders.clone();
  }

  /** Leechers of each tier, partial seeders among them. */
  public int[] leechers() {
    return leechers.clone();
  }

  /** Whether all peers were examined. */
  public boolean isComplete() {
    return complete;
  }

  /** The peer ids of the client's sessions, the one that announced last first. */
  public List<byte[]> sessions() {
    sort();
    var peerIds = new ArrayList<byte[]>();
    for (Session session : sessions) { // over two address families it is one
      if (peerIds.size() < MOST_SESSIONS
          && peerIds.stream().noneMatch(known -> Arrays.equals(known, session.peerId))) {
        peerIds.add(session.peerId);
      }
    }
    return peerIds;
  }
}
